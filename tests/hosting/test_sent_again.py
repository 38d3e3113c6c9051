"""A whole file that is sent again is staged only where it differs from what stands; what comes of it is what would come of staging all of it (20.1, 21.2)."""

import random
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.thorough import full_or
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.clause("20.1", "21.2")
CODE = ItemDraft("code", "编号", is_key=True, required=True)
NAME, AREA = ItemDraft("name", "名称"), ItemDraft("area", "区划", codes={"3301": "杭州", "3302": "宁波"})
AMOUNT, NOTE = ItemDraft("amount", "金额", type="decimal"), ItemDraft("note", "备注")
ITEMS = (CODE, NAME, AREA, AMOUNT, NOTE)
LONG = "很长的备注。" * 30  # so that a few thousand records are worth it
Row = tuple[str, ...]
DIGESTS = st.integers(0, 2**64 - 1) | st.integers(0, 20) | st.integers(2**64 - 20, 2**64 - 1)


def file(rows: list[Row]) -> str:
    return "code,name,area,amount,note\n" + "".join(",".join(row) + "\n" for row in rows)


def row(n: int, name: str = "甲", area: str = "3301", amount: str = "1.50") -> Row:
    return (f"k{n:05d}", name, area, amount, LONG)


@pytest.fixture
def scene(scene_with):
    return scene_with(items=ITEMS, key_kind="plain", modes=("query", "bulk"))


@pytest.fixture
def staged(monkeypatch):
    """How many records each batch since staged, by which one sees that the others were not."""
    from yishu.hosting.staging import Staging

    counts: list[int] = []
    within, stage = Staging.__enter__, Staging._stage

    def begin(self: Any) -> Any:
        counts.append(0)
        return within(self)

    def count(self: Any, numbers: Any, texts: Any) -> None:
        counts[-1] += len(numbers)
        stage(self, numbers, texts)

    monkeypatch.setattr(Staging, "__enter__", begin)
    monkeypatch.setattr(Staging, "_stage", count)
    return counts


def told(batch: Any) -> tuple[int, ...]:
    return (batch.inserted, batch.updated, batch.deleted, batch.unchanged, batch.quarantined)


def test_only_what_differs_is_staged(scene, staged):
    rows = [row(n) for n in range(3000)]
    assert told(scene.publish(file(rows))) == (3000, 0, 0, 0, 0)
    rows[7], rows[2999] = row(7, "乙"), row(2999, "乙")
    random.Random(1).shuffle(rows)
    again = scene.publish(file([*rows[1:], row(4000)]), how="replace")
    assert told(again) == (1, 2, 1, 2997, 0)
    assert (again.version, staged) == (2, [3000, 3])
    assert {code for (code,) in scene.rows("code")} == {each[0] for each in [*rows[1:], row(4000)]}
    same = scene.publish(file([*rows[1:], row(4000)]))
    assert (told(same), same.version, staged[-1]) == ((0, 0, 0, 3000, 0), 2, 0)


def test_its_digest_is_that_of_the_whole_file(scene, staged):
    first = scene.publish(file([row(n) for n in range(3000)]))
    again = scene.publish(file([row(n) for n in range(3000)]), how="replace", idempotency_key="another")
    assert (again.digest, again.records, staged[-1]) == (first.digest, 3000, 0)


def test_a_record_that_returns_to_what_it_once_was_is_taken(scene, staged):
    """Its digest is among those of the first file, but it was touched since."""
    rows = [row(n) for n in range(3000)]
    scene.publish(file(rows))
    scene.publish(file([row(5, "乙")]))
    scene.publish("code\nk00006\n", how="delete")
    again = scene.publish(file(rows), how="replace")
    assert (told(again), staged[-1]) == ((1, 1, 0, 2998, 0), 2)
    assert scene.sql(f"select name from {scene.table.sql} where code = 'k00005'") == [("甲",)]


def test_an_item_that_came_back_empty_is_filled_again(scene):
    rows = [row(n) for n in range(3000)]
    scene.publish(file(rows))
    scene.next_version(CODE, NAME, AREA, AMOUNT)
    scene.publish("code,name,area,amount\nk00001,甲,3301,1.50\n")
    scene.next_version(*ITEMS)
    scene.publish(file([row(2)]))
    again = scene.publish(file(rows), how="replace")
    assert told(again) == (0, 2999, 0, 1, 0)
    assert scene.sql(f"select count(*) from {scene.table.sql} where note is null") == [(0,)]


@pytest.mark.parametrize("later", [row(9), row(9, "另一个")], ids=["the same", "another"])
def test_a_key_that_comes_twice_has_all_of_it_staged(scene, staged, later):
    rows = [row(n) for n in range(3000)]
    scene.publish(file(rows))
    again = scene.publish(file([*rows, later]), how="replace")
    assert staged[1:] == [0 if later == row(9) else 1, 3001]
    if later == row(9):
        assert told(again) == (0, 0, 0, 3001, 0)
    else:
        assert told(again) == (0, 0, 0, 3000, 1)
        assert "Row 10" in again.quarantine.get().errors[0]["en"]
    rows[9] = later  # which was sent back, if it is another: so nothing is known of it
    assert told(scene.publish(file(rows), how="replace")) == (0, int(later != row(9)), 0, 3000 - (later != row(9)), 0)


def test_records_sent_back_stay_and_are_mended_by_unchanged_ones(scene, staged):
    rows = [row(n) for n in range(3000)]
    scene.publish(file(rows))
    bad = scene.publish(file([row(3, area="9999"), *rows[4:]]), how="replace")
    assert told(bad) == (0, 0, 3, 2996, 1)
    assert next(code for (code,) in scene.rows("code")) == "k00003"
    good = scene.publish(file(rows), how="replace")
    assert (told(good), staged[-1]) == ((3, 0, 0, 2997, 0), 4)  # what was not in the last file is no longer known
    assert bad.quarantine.get().state == "mended"
    assert bad.quarantine.get().batch_mended_id == good.pk


def test_a_record_sent_back_is_mended_by_one_that_is_not_even_staged(scene, staged):
    rows = [row(n) for n in range(3000)]
    scene.publish(file(rows))
    bad = scene.publish(file([row(3, area="9999")]))
    good = scene.publish(file(rows), how="replace")
    assert (staged[-1], bad.quarantine.get().batch_mended_id) == (0, good.pk)


def test_of_a_first_file_that_repeats_a_key_nothing_is_known(scene, staged):
    rows = [row(n) for n in range(3000)]
    assert told(scene.publish(file([*rows, row(9, "另一个")]))) == (3000, 0, 0, 0, 1)
    rows[9] = row(9, "另一个")
    assert told(scene.publish(file(rows), how="replace")) == (0, 1, 0, 2999, 0)


@pytest.mark.parametrize("moment", ["_applied", "_locked_holding"], ids=["read", "read and compared"])
def test_what_was_published_meanwhile_is_not_overlooked(scene, staged, monkeypatch, moment):
    from yishu.hosting import commands

    rows = [row(n) for n in range(3000)]
    scene.publish(file(rows))
    goes_on, others = getattr(commands, moment), []

    def meanwhile(*arguments: Any, **named: Any) -> Any:
        if not others:
            others.append(threading.Thread(target=other))
            others[0].start()
            others[0].join()
        return goes_on(*arguments, **named)

    def other() -> None:
        scene.publish(file([row(8, "丙")]))
        connection.close()

    monkeypatch.setattr(commands, moment, meanwhile)
    again = scene.publish(file(rows), how="replace")
    assert (told(again), again.version) == ((0, 1, 0, 2999, 0), 3)
    assert scene.sql(f"select name from {scene.table.sql} where code = 'k00008'") == [("甲",)]


def test_digests_that_are_lost_cost_only_time(scene, staged):
    """A crash of PostgreSQL empties their table."""
    rows = [row(n) for n in range(3000)]
    scene.publish(file(rows))
    with connection.cursor() as cursor:
        cursor.execute("truncate hosting_standingpart")
    again = scene.publish(file([row(7, "乙") if n == 7 else rows[n] for n in range(2999)]), how="replace")
    assert (told(again), staged) == ((0, 1, 1, 2998, 0), [3000, 2999])
    once_more = scene.publish(file(rows), how="replace")
    assert (told(once_more), staged[-1]) == ((1, 1, 0, 2998, 0), 2)
    assert_told_by_its_changes(scene)


def test_folders_that_versions_before_left_are_swept(django_ready):
    from yishu.hosting import spooling

    left = spooling.folder() / "compare-left"
    left.mkdir(parents=True)
    (left / "some.tmp").write_text("keys")
    assert spooling.sweep(timezone.now()) == 0
    assert spooling.sweep(timezone.now() + timedelta(days=2)) >= 1
    assert not left.exists()


def test_a_key_that_stood_is_missing_though_anothers_digest_is_its_own(scene, staged, monkeypatch):
    from yishu.hosting.digests import Digests

    named = Digests._named

    def alike(self: Any, keys: Any) -> Any:
        return named(self, keys) * (0 if len(keys) == 1 else 1)

    monkeypatch.setattr(Digests, "_named", alike)
    scene.publish(file([row(1)]) + "\n" * 2**20)
    again = scene.publish(file([row(2)]) + "\n" * 2**20, how="replace")
    assert (told(again), again.version) == ((1, 0, 1, 0, 0), 2)
    assert scene.rows("code") == [("k00002",)]


def test_digests_are_kept_by_those_of_their_keys(scene, monkeypatch):
    import numpy as np
    import pyarrow as pa

    from yishu.hosting import digests, spooling
    from yishu.hosting.lines import lines

    monkeypatch.setattr(digests, "PART", 700)
    scene.publish(file([row(1)]))
    names = [column.code for column in scene.table.columns]
    kept = digests.Digests(scene.table, b"secret", spooling.folder())
    assert list(kept.parts()) == []
    told: dict[int, int] = {}
    for first, last in ((0, 5), (5, 2000), (2000, 2000), (2000, 3001)):
        some = pa.table({each: pa.array([f"{each}{n}" for n in range(first, last)], pa.string()) for each in names})
        run = kept.of(some, lines(some))
        assert sorted(run.places.tolist()) == list(range(last - first))
        told |= dict(zip(run.keys.tolist(), run.records.tolist(), strict=True))
    parts = list(kept.parts())
    keys, records = (np.frombuffer(b"".join(some), np.uint64).tolist() for some in zip(*parts, strict=True))
    assert (keys, records) == (sorted(told), [told[key] for key in sorted(told)])
    assert len(parts) == 5
    assert kept.of_keys(["code7"])[0] in told
    kept.close()


@given(st.sets(DIGESTS), st.lists(DIGESTS))
def test_digests_are_found_by_their_first_bits(standing: set[int], wanted: list[int]):
    import numpy as np

    from yishu.hosting.comparing import Ordered

    every = np.array(sorted(standing), np.uint64)
    asked = np.array([*wanted, *standing], np.uint64)
    at, stood = Ordered(every).find(asked)
    assert stood.tolist() == [one in standing for one in asked.tolist()]
    assert every[at].tolist() == asked[stood].tolist()


@dataclass
class Model:
    stands: dict[str, Row] = field(default_factory=dict)

    def batch(self, rows: list[Row], how: str) -> tuple[int, int, int]:
        came = {each[0]: each for each in rows}
        gone = set(came) & set(self.stands) if how == "delete" else set()
        if how == "replace":
            gone = set(self.stands) - set(came)
        new = {} if how == "delete" else came
        counts = (
            sum(key not in self.stands for key in new),
            sum(key in self.stands and self.stands[key] != each for key, each in new.items()),
            len(gone),
        )
        self.stands = {key: each for key, each in (self.stands | new).items() if key not in gone}
        return counts


@pytest.mark.abridged
@pytest.mark.parametrize("bits", [64, 18], ids=["", "keys whose digests meet"])
def test_against_a_model(scene, staged, monkeypatch, bits):
    """Whole files, parts of them and deletions in any order, values that come and go."""
    from yishu.hosting.digests import Digests

    named = Digests._named

    def shortened(self: Any, keys: Any) -> Any:
        return named(self, keys) >> (64 - bits)

    monkeypatch.setattr(Digests, "_named", shortened)
    model, chance = Model(), random.Random(20261128)
    rounds = full_or(24, 10)
    for _ in range(rounds):
        how, size = chance.choice(
            (("replace", 3000), ("upsert", 3000), ("upsert", 40), ("delete", 40), ("replace", 2800))
        )
        names = "甲" if size > 40 and chance.random() < 0.3 else "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲乙"
        rows = [row(n, chance.choice(names)) for n in chance.sample(range(3200), size)]
        wanted = model.batch(rows, how)
        batch = scene.publish(
            file(rows) if how != "delete" else "code\n" + "".join(f"{each[0]}\n" for each in rows), how=how
        )
        assert (batch.inserted, batch.updated, batch.deleted) == wanted
        assert {each[0]: each[1] for each in scene.rows("code", "name")} == {
            key: each[1] for key, each in model.stands.items()
        }
    assert bits < 64 or sum(staged) < rounds * 1500
    assert_told_by_its_changes(scene)


def assert_told_by_its_changes(scene: Any) -> None:
    """Table and log still tell the same."""
    query = f"select distinct on (code) _change, code, name from {scene.table.changes_sql} order by code, _version desc"
    assert {code: name for change, code, name in scene.sql(query) if change != "delete"} == dict(
        scene.rows("code", "name")
    )
