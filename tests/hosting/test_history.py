"""Any kept version, and what each version changed, against a model that keeps every version whole (27.3)."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from yishu.catalogue.rules import ItemDraft
from yishu.core.rows import RowRule
from yishu.core.text import MaskKind
from yishu.hosting.history import CHANGE_TYPE, COMMIT, commits, rows_at

pytestmark = pytest.mark.clause("20.1", "27.3")
ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("name", "名称"),
    ItemDraft("area", "区划"),
    ItemDraft("amount", "金额", type="decimal"),
)
Row = tuple[Any, ...]


class Model:
    """Every version as a dictionary, key → row, and the same under a rule."""

    def __init__(self) -> None:
        self.versions: list[dict[str, Row]] = [{}]

    def batch(self, rows: dict[str, Row], gone: set[str]) -> None:
        after = {key: row for key, row in {**self.versions[-1], **rows}.items() if key not in gone}
        if after != self.versions[-1]:
            self.versions.append(after)

    def seen(self, version: int, area: str | None, items: slice) -> dict[str, Row]:
        return {key: row[items] for key, row in self.versions[version].items() if area is None or row[2] == area}

    def told(self, version: int, area: str | None, items: slice) -> list[tuple[str, Row]]:
        before, after = self.seen(version - 1, area, items), self.seen(version, area, items)
        told: list[tuple[str, Row]] = []
        for key in before.keys() | after.keys():
            if key not in before:
                told.append(("insert", after[key]))
            elif key not in after:
                told.append(("delete", before[key]))
            elif before[key] != after[key]:
                told += [("update_preimage", before[key]), ("update_postimage", after[key])]
        return sorted(told)


@pytest.fixture(scope="module")
def published(django_ready: str, tmp_path_factory: Any) -> tuple[Any, Model]:
    """Twelve batches at random, reproducible: new, changed, the same again, gone, come back, gone from the rows of a rule."""
    from tests.hosting.conftest import Scene

    scene = Scene(tmp_path_factory.mktemp("history"), items=ITEMS, key_kind="plain", modes=("query", "bulk"))
    model, chance = Model(), random.Random(20261128)
    for _ in range(12):
        keys = chance.sample([f"k{n}" for n in range(12)], 5)
        rows = {
            key: (key, chance.choice("甲乙丙"), chance.choice(("3301", "3302")), str(chance.randint(1, 3)))
            for key in keys
        }
        scene.publish("code,name,area,amount\n" + "".join(",".join(row) + "\n" for row in rows.values()))
        model.batch(rows, set())
        gone = set(chance.sample([f"k{n}" for n in range(12)], 2))
        scene.publish("code\n" + "".join(f"{key}\n" for key in gone), how="delete")
        model.batch({}, gone)
    assert scene.holding.version == len(model.versions) - 1 > 15
    return scene, model


def read(selection: Any) -> list[Row]:
    with psycopg.connect(settings.YISHU_DATABASE_URL) as connection:
        return connection.execute(selection.sql.encode()).fetchall()


def plain(row: Row) -> Row:
    return tuple(str(value) if value is not None else None for value in row)


RULES = pytest.mark.parametrize(("area", "rule"), [(None, None), ("3301", RowRule("area", ("3301",)))])


@RULES
def test_every_version_is_as_it_was(published: tuple[Any, Model], area: str | None, rule: RowRule | None) -> None:
    scene, model = published
    for version in range(len(model.versions)):
        found = read(rows_at(scene.table, ("code", "name", "area", "amount"), version, rule))
        assert sorted(map(plain, found)) == sorted(model.seen(version, area, slice(0, 4)).values()), version


@RULES
@pytest.mark.parametrize("items", [("code", "name", "area", "amount"), ("code", "name")])
def test_every_change_is_told_and_none_that_cannot_be_seen(
    published: tuple[Any, Model], area: str | None, rule: RowRule | None, items: tuple[str, ...]
) -> None:
    scene, model = published
    last = len(model.versions) - 1
    selection = commits(scene.table, items, 1, last, rule)
    assert [name for name, _type in selection.columns] == [CHANGE_TYPE, COMMIT, *items]
    found = read(selection)
    assert [row[1] for row in found] == sorted(row[1] for row in found)
    for version in range(1, last + 1):
        told = sorted((row[0], plain(row[2:])) for row in found if row[1] == version)
        assert told == model.told(version, area, slice(0, len(items))), version
    assert read(commits(scene.table, items, 5, 7, rule)) == [row for row in found if 5 <= row[1] <= 7]


def test_a_version_is_never_older_than_the_one_before_it(django_ready: str, tmp_path: Path) -> None:
    """By the clock of its commit, also where that was set back meanwhile: who asks for a moment gets what stood there then."""
    from tests.hosting.conftest import Scene

    scene, now = Scene(tmp_path, items=ITEMS, key_kind="plain", modes=("query", "bulk")), timezone.now()
    moments = []
    for n, clock in enumerate((now, now - timedelta(hours=1), now + timedelta(hours=1))):
        batch = scene.publish(f"code,name,area,amount\nk{n},甲,3301,1\n", now=clock)
        assert batch.received_at == clock
        assert batch.published_at > clock  # it took a while
        moments.append(batch.published_at)
    assert moments == sorted(moments)
    assert scene.holding.published_at == moments[-1]


def test_what_is_masked_is_masked_in_the_past_too(published: tuple[Any, Model]) -> None:
    scene, model = published
    masks = {"name": MaskKind.HIDDEN}
    assert {row[1] for row in read(rows_at(scene.table, ("code", "name"), 3, None, masks))} == {"****"}
    kinds = {row[0] for row in read(commits(scene.table, ("code", "name"), 1, len(model.versions) - 1, None, masks))}
    assert kinds == {"insert", "delete"}  # what differs behind the mask only does not differ
