"""Records sent back, corrected in the page: published as a batch of one, or still wrong."""

import threading

import pytest

from tests.hosting.people import csv, number, person
from tests.hosting.quarantine.records import acts, filled, issued_wrong, text
from yishu.hosting.models import Batch, QuarantinedRecord


def correct(client, record, **fields: str):
    return client.post(f"/hosting/quarantine/records/{record.pk}/correct/", fields)


@pytest.mark.clause("21.2")
def test_a_record_is_corrected_and_published(scene, officer, wrong_key):
    page = text(officer.get(f"/hosting/quarantine/records/{wrong_key.pk}/"))
    assert issued_wrong(2) not in page
    assert acts(scene, "quarantine:read") == []
    form = text(correct(officer, wrong_key))
    assert f'value="{issued_wrong(2)}"' in form
    assert "校验码不符" in form
    assert acts(scene, "quarantine:read") == [("allowed", f"quarantined:{wrong_key.pk}")]

    answer = correct(officer, wrong_key, **filled(wrong_key, id_number=number(2)))
    assert answer["Location"] == f"/hosting/quarantine/records/{wrong_key.pk}/"
    assert scene.rows("id_number", "name") == [(number(1), "人1"), (number(2), "钱二")]
    wrong_key.refresh_from_db()
    made = scene.holding.batches.order_by("-received_at").first()
    assert (wrong_key.state, wrong_key.batch_mended, wrong_key.mended_at) == ("mended", made, made.published_at)
    assert (made.accepted, made.inserted, made.quarantined, made.version) == (1, 1, 0, 2)
    assert made.actor == scene.police.a.ref
    assert acts(scene, "quarantine:corrected") == [("allowed", f"quarantined:{wrong_key.pk}")]
    page = text(officer.get(answer["Location"]))
    assert str(made.pk) in page
    assert "已改正并入库" in page


@pytest.mark.clause("21.2")
def test_one_that_is_still_wrong_publishes_nothing_and_says_why(scene, officer, wrong_code):
    before = scene.rows(), QuarantinedRecord.objects.count(), Batch.objects.count()
    answer = correct(officer, wrong_code, **filled(wrong_code, sex="1", birth_date="1990-02-30", id_number="12"))
    page = text(answer)
    assert answer.status_code == 422
    assert "出生日期”应为日期" in page
    assert "18 位" in page
    assert 'value="1990-02-30"' in page
    assert "不在代码表内" not in page
    assert (scene.rows(), QuarantinedRecord.objects.count(), Batch.objects.count()) == before
    assert scene.holding.version == 1
    assert acts(scene, "quarantine:corrected") == [("denied", f"quarantined:{wrong_code.pk}")]
    wrong_code.refresh_from_db()
    assert (wrong_code.state, wrong_code.values["sex"]) == ("open", "9")
    assert scene.temporary_tables() == []


def test_the_same_correction_again_is_the_same_batch(scene, wrong_key):
    from django.utils import timezone

    from yishu.hosting.quarantine import commands
    from yishu.hosting.quarantine.errors import SentBackEnded

    first, again = (
        commands.correct(scene.police.a, wrong_key.pk, {"id_number": number(2)}, now=timezone.now()) for _ in range(2)
    )
    assert first == again
    with pytest.raises(SentBackEnded):
        commands.correct(scene.police.a, wrong_key.pk, {"id_number": number(4)}, now=timezone.now())
    assert scene.rows("id_number") == [(number(1),), (number(2),)]


def test_a_refused_publication_is_on_record_and_changes_nothing(scene, officer, wrong_key):
    from yishu.catalogue import commands as catalogue

    catalogue.suspend_resource(scene.police.b, scene.resource, reason="核查", now=scene.cast.now)
    answer = correct(officer, wrong_key, **filled(wrong_key, id_number=number(2)))
    assert answer.status_code == 422
    assert "先发布条目" in text(answer)
    assert scene.evidence()[-1][0] == "denied"
    wrong_key.refresh_from_db()
    assert wrong_key.state == "open"


def test_a_record_that_was_no_line_of_items_is_filled_in(scene, officer):
    (record,) = scene.publish(csv(person(1), "x,y")).quarantine.all()
    assert "x,y" in text(correct(officer, record))
    assert correct(officer, record, **filled(record, id_number=number(2), name="钱二")).status_code == 302
    assert scene.rows("id_number", "name") == [(number(1), "人1"), (number(2), "钱二")]


def test_a_correction_of_a_deletion_deletes(scene, officer):
    scene.publish(csv(person(1), person(2)))
    (record,) = scene.publish(f"id_number\n{issued_wrong(2)}\n", how="delete").quarantine.all()
    form = text(correct(officer, record))
    assert "item_name" not in form
    assert correct(officer, record, **filled(record, id_number=number(2))).status_code == 302
    assert scene.rows("id_number") == [(number(1),)]
    record.refresh_from_db()
    assert record.state == "mended"


def test_only_the_data_officer_of_the_provider_corrects(scene, client, wrong_key):
    fields = filled(wrong_key, id_number=number(2))
    assert correct(client, wrong_key, **fields).status_code == 401
    client.force_login(scene.police.person_b)
    assert correct(client, wrong_key, **fields).status_code == 403
    client.force_login(scene.cast.agency("FORESTRY").person_a)
    paths = ["", "correct/", "put-aside/", "take-up/", "override/"]
    for path in paths:
        url = f"/hosting/quarantine/records/{wrong_key.pk}/{path}"
        answer = client.post(url, {**fields, "reason": "x", "basis": "x"}) if path else client.get(url)
        assert answer.status_code == 404, path
    wrong_key.refresh_from_db()
    assert wrong_key.state == "open"


def test_of_two_who_correct_at_once_one_does(scene, wrong_key):
    from django.db import connection
    from django.utils import timezone

    from yishu.hosting.quarantine import commands
    from yishu.hosting.quarantine.errors import SentBackEnded

    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(actor, key: str) -> None:
        start.wait()
        try:
            commands.correct(actor, wrong_key.pk, {"id_number": key}, now=timezone.now())
            outcomes.append("done")
        except SentBackEnded:
            outcomes.append("ended")
        finally:
            connection.close()

    system = scene.police.system("publish").actor
    threads = [
        threading.Thread(target=run, args=(scene.police.a, number(2))),
        threading.Thread(target=run, args=(system, number(4))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "ended"]
    assert len(scene.rows()) == 2
    assert scene.holding.batches.count() == 2
