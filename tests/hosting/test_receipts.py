"""Every record of a file is accounted for in its receipt, which the database itself holds to (13.1, 20.1, 21.2)."""

from pathlib import Path

import pytest
from django.db import IntegrityError
from django.db.models import F

from tests.hosting.people import csv, number, person
from yishu.hosting import checking, receipts
from yishu.hosting.checking import Checked
from yishu.hosting.errors import ReceiptNotSigned
from yishu.hosting.models import Batch

pytestmark = pytest.mark.clause("20.1", "21.2")
COUNTS = ("records", "accepted", "inserted", "updated", "deleted", "unchanged", "quarantined")


def counts(batch: Batch) -> tuple[int, ...]:
    return tuple(getattr(batch, name) for name in COUNTS)


def test_rows_in_are_accepted_or_sent_back_in_each_way_of_publishing(scene) -> None:
    many = csv(person(1), person(1), person(1, "别名"), person(2), person(3, residence=""), "1,坏,1,1990-03-07,")
    assert counts(scene.publish(many)) == (6, 4, 3, 0, 0, 1, 2)  # one twice word for word, one with another name
    again = csv(person(1, "新名"), person(2), person(4))
    assert counts(scene.publish(again)) == (3, 3, 1, 1, 0, 1, 0)
    # What `replace` deletes was in no file; the record of 2 is sent back, so the one on record stays.
    replaced = csv(person(1, "新名"), f"{number(2)},,1,1990-03-07,")
    assert counts(scene.publish(replaced, how="replace")) == (2, 1, 0, 0, 2, 1, 1)
    gone = f"id_number\n{number(1)}\n{number(9)}\n1\n"
    assert counts(scene.publish(gone, how="delete")) == (3, 2, 0, 0, 1, 1, 1)
    assert [key for (key,) in scene.rows("id_number")] == [number(2)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"records": F("records") + 1},
        {"quarantined": F("quarantined") + 1},
        {"accepted": F("accepted") - 1, "quarantined": F("quarantined") + 1},
        {"inserted": F("inserted") + 1},
        {"inserted": F("inserted") + 2, "unchanged": F("unchanged") - 2},
        {"how": "delete"},
    ],
)
def test_the_database_takes_no_batch_that_does_not_add_up(scene, wrong) -> None:
    batch = scene.publish(csv(person(1), person(2)))
    with pytest.raises(IntegrityError):
        Batch.objects.filter(pk=batch.pk).update(**wrong)


def test_a_record_that_is_lost_on_the_way_stops_the_whole_batch(scene, monkeypatch: pytest.MonkeyPatch) -> None:
    check = checking.Checker.check

    def lose_one(self, chunk) -> Checked:
        found = check(self, chunk)
        return Checked(found.good.slice(1), found.bad)

    monkeypatch.setattr(checking.Checker, "check", lose_one)
    with pytest.raises(IntegrityError):
        scene.publish(csv(person(1), person(2)))
    assert scene.nothing_published()


def test_where_the_key_cannot_be_read_nothing_is_published(
    scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from yishu.node import own_key

    (tmp_path / own_key.FILE).write_text("no key")
    with monkeypatch.context() as patch:
        patch.setattr(own_key.settings, "YISHU_DIR", tmp_path)
        with pytest.raises(ReceiptNotSigned) as told:
            scene.publish(csv(person(1)))
    assert told.value.receipt
    assert scene.nothing_published()
    assert scene.publish(csv(person(1))).signature.count(".") == 2
    assert receipts.KIND == "yishu-receipt+jws"
