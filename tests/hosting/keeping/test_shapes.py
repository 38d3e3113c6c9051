"""Versions and changes across added, dropped, returned and retyped items, against a model that keeps every version whole (20.1, 27.3)."""

import csv
import io
import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from django.conf import settings

from yishu.catalogue.rules import ItemDraft
from yishu.hosting.copying import open_copy
from yishu.hosting.errors import ChangesExpired
from yishu.hosting.history import commits, rows_at
from yishu.hosting.keeping.shapes import table_at

pytestmark = pytest.mark.clause("20.1", "27.3")
ITEMS = {
    "code": ItemDraft("code", "编号", is_key=True, required=True),
    "name": ItemDraft("name", "名称"),
    "amount": ItemDraft("amount", "金额"),
    "note": ItemDraft("note", "备注"),
}
NUMBER = replace(ITEMS["amount"], type="integer")
SHAPES: list[tuple[ItemDraft, ...]] = [
    (ITEMS["code"], ITEMS["name"], ITEMS["amount"]),
    (ITEMS["code"], ITEMS["name"], ITEMS["amount"], ITEMS["note"]),  # added
    (ITEMS["code"], ITEMS["amount"], ITEMS["note"]),  # dropped
    (ITEMS["code"], NUMBER, ITEMS["note"]),  # retyped
    (ITEMS["code"], ITEMS["name"], NUMBER, ITEMS["note"]),  # come back, empty
    (ITEMS["code"], ITEMS["name"], NUMBER),  # dropped again
]
Row = dict[str, Any]


class Model:
    """Every version as key → row; where another shape begins that retypes, a version of its own."""

    def __init__(self) -> None:
        self.versions: list[dict[str, Row]] = [{}]
        self.items: list[tuple[ItemDraft, ...]] = [()]

    def reshape(self, items: tuple[ItemDraft, ...]) -> dict[str, Row]:
        """What stands, in another shape."""
        numbers = {item.code for item in items if item.type == "integer"}
        return {
            key: {
                item.code: int(row[item.code]) if item.code in numbers and row.get(item.code) else row.get(item.code)
                for item in items
            }
            for key, row in self.versions[-1].items()
        }

    def make(self, items: tuple[ItemDraft, ...], after: dict[str, Row]) -> None:
        self.versions.append(after)
        self.items.append(items)


def shape(scene: Any, model: Model, items: tuple[ItemDraft, ...]) -> dict[str, Row]:
    if len(model.versions) == 1:
        return {}
    scene.next_version(*items)
    after = model.reshape(items)
    before = {item.code: item.type for item in model.items[-1]}
    if any(before.get(item.code, item.type) != item.type for item in items):
        model.make(items, after)
    return after


def publish(scene: Any, model: Model, items: tuple[ItemDraft, ...], standing: dict[str, Row], chance: Any) -> None:
    said = {
        key: {
            "code": key,
            "name": chance.choice("甲乙丙"),
            "amount": str(chance.randint(1, 3)),
            "note": chance.choice("丁戊"),
        }
        for key in chance.sample([f"k{n}" for n in range(10)], 4)
    }
    codes = [item.code for item in items]
    lines = (",".join(row[code] for code in codes) for row in said.values())
    scene.publish(",".join(codes) + "\n" + "".join(f"{line}\n" for line in lines))
    numbers = {item.code for item in items if item.type == "integer"}
    rows = {
        key: {code: int(row[code]) if code in numbers else row[code] for code in codes} for key, row in said.items()
    }
    model.make(items, {**standing, **rows})
    gone = set(chance.sample([f"k{n}" for n in range(10)], 2))
    scene.publish("code\n" + "".join(f"{key}\n" for key in gone), how="delete")
    left = {key: row for key, row in model.versions[-1].items() if key not in gone}
    if left != model.versions[-1]:
        model.make(items, left)


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: Any) -> tuple[Any, Model]:
    from tests.hosting.conftest import Scene

    scene = Scene(tmp_path_factory.mktemp("shapes"), items=SHAPES[0], key_kind="plain", modes=("query", "bulk"))
    model, chance = Model(), random.Random(20261128)
    for items in SHAPES:
        standing = shape(scene, model, items)
        for _ in range(3):
            publish(scene, model, items, standing, chance)
            standing = model.versions[-1]
    assert scene.holding.version == len(model.versions) - 1 > 30
    return scene, model


def read(selection: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.YISHU_DATABASE_URL) as connection:
        return connection.execute(selection.sql.encode()).fetchall()


def test_every_version_is_read_in_its_own_shape(story: tuple[Any, Model]) -> None:
    scene, model = story
    shapes = set()
    for version, rows in enumerate(model.versions[1:], 1):
        table = table_at(scene.holding, version)
        items = tuple(column.code for column in table.columns)
        assert [(column.code, column.type) for column in table.columns] == [
            (item.code, item.type) for item in model.items[version]
        ], version
        found = {row[0]: dict(zip(items, row, strict=True)) for row in read(rows_at(table, items, version))}
        assert found == rows, version
        shapes.add((table.name, items))
    assert len(shapes) == len(SHAPES)
    assert len({name for name, _items in shapes}) == 4  # added items went into the table that there was


def told(scene: Any, items: tuple[str, ...], since: int) -> dict[str, tuple[str, ...]] | None:
    """Key → change and items; None where a full copy is to be taken."""
    try:
        copy = open_copy(scene.table, scene.holding.pk, items, "csv", since)
    except ChangesExpired:
        return None
    lines = csv.reader(io.StringIO(b"".join(copy.chunks).decode("utf-8-sig")))
    return {row[2]: (row[0], *row[3:]) for row in list(lines)[1:]}


@pytest.mark.parametrize("item", [None, "name", "amount"])
def test_changes_are_told_across_shapes_unless_an_item_ended_between(
    story: tuple[Any, Model], item: str | None
) -> None:
    """Whoever has an item that went and came back, or came in another type since, takes a full copy: else what they had of it would never be corrected."""
    scene, model = story
    last, items = scene.holding.version, ("code", item) if item else ("code",)

    def seen(version: int) -> dict[str, tuple[str, ...]]:
        return {key: (str(row.get(item) or ""),) if item else () for key, row in model.versions[version].items()}

    def type_at(version: int) -> str | None:
        return next((each.type for each in model.items[version] if each.code == item), None)

    full = 0
    for since in range(1, last):
        types = [type_at(version) for version in range(since, last + 1)]
        ended = any(kind and later != kind for kind, later in pairwise(types))
        before, after = seen(since), seen(last)
        expected = {key: ("insert", *after[key]) for key in after.keys() - before.keys()}
        expected |= {key: ("delete", *before[key]) for key in before.keys() - after.keys()}
        expected |= {key: ("update", *after[key]) for key in after.keys() & before.keys() if after[key] != before[key]}
        assert told(scene, items, since) == (None if ended else expected), since
        full += ended
    assert (full > 0) == (item is not None)


def test_the_keys_of_every_change_are_told_across_shapes(story: tuple[Any, Model]) -> None:
    scene, model = story
    found = read(commits(scene.table, ("code",), 1, scene.holding.version))
    for version in range(1, len(model.versions)):
        before, after = model.versions[version - 1].keys(), model.versions[version].keys()
        expected = sorted([("insert", key) for key in after - before] + [("delete", key) for key in before - after])
        assert sorted((row[0], row[2]) for row in found if row[1] == version) == expected, version
