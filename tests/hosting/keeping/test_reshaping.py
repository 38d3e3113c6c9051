"""Hosted data follows a new version of its entry, while it is read (20.1, 27.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.hosting.conftest import Scene
from yishu.catalogue.rules import ItemDraft
from yishu.hosting.keeping.errors import StandingRecordsMisfit

pytestmark = pytest.mark.clause("20.1", "27.3")
KEY = ItemDraft("code", "编号", is_key=True, required=True)
TEXT = ItemDraft("amount", "金额")
Scenes = Callable[..., Scene]


def retyped(kind: str) -> ItemDraft:
    return replace(TEXT, type=kind)


@pytest.fixture
def register(scene_with: Scenes) -> Scene:
    return scene_with(items=(KEY, TEXT), key_kind="plain", modes=("query", "bulk"))


def batches(scene: Scene) -> list[Any]:
    return list(scene.holding.batches.order_by("received_at", "pk"))


@pytest.mark.parametrize(
    ("kind", "texts", "values"),
    [
        ("integer", ["12", "+7", " 8 ", "９"], "12,7,8,9"),
        ("decimal", ["12", "1.50", " 2e3 ", ".5"], "12,1.50,2E+3,0.5"),
        ("date", ["2026-11-22", "20261122", "2026年1月2日", "2026/1/2"], "2026-11-22,2026-11-22,2026-01-02,2026-01-02"),
        ("boolean", ["是", "0", "true", "F"], "True,False,True,False"),
        ("datetime", ["2026-11-22", "2026-11-22T09:30:00+09:00"], "2026-11-21T16:00:00,2026-11-22T00:30:00"),
    ],
)
def test_what_reads_as_the_new_type_is_cast(register: Scene, kind: str, texts: list[str], values: str) -> None:
    from datetime import UTC, datetime
    from decimal import Decimal

    register.publish("code,amount\n" + "".join(f'k{n},"{text}"\n' for n, text in enumerate(texts)))
    register.next_version(KEY, retyped(kind))
    batch = register.publish("code,amount\nz,\n")
    assert (batch.version, batch.inserted) == (3, 1)
    shown = [
        value.astimezone(UTC).replace(tzinfo=None).isoformat() if isinstance(value, datetime) else str(value)
        for _key, value in register.rows()[:-1]
    ]
    if kind == "decimal":
        assert [Decimal(value) for value in shown] == [Decimal(value) for value in values.split(",")]
    else:
        assert ",".join(shown) == values
    change = batches(register)[1] if batches(register)[1].how == "reshape" else batches(register)[2]
    assert (change.how, change.version, change.records, change.accepted, change.quarantined) == (
        "reshape", 2, len(texts), len(texts), 0,
    )  # fmt: skip
    assert change.signature
    assert change.receipt


def test_what_cannot_be_cast_is_not_dropped_silently(register: Scene) -> None:
    """Nothing happens before the provider agrees to the number; then the record stands with that item empty, and is the provider's to mend."""
    from yishu.hosting.keeping import commands
    from yishu.hosting.models import QuarantinedRecord

    register.publish("code,amount\na,12\nb,约三百\nc,\n")
    register.next_version(KEY, retyped("integer"))
    with pytest.raises(StandingRecordsMisfit) as refused:
        register.publish("code,amount\nd,4\n")
    assert refused.value.params == {"count": 1, "items": "金额"}
    assert (register.holding.version, register.rows()) == (1, [("a", "12"), ("b", "约三百"), ("c", None)])
    with pytest.raises(StandingRecordsMisfit):
        commands.convert(register.police.a, register.resource.code, agreed=0, now=register.cast.now)
    batch = commands.convert(register.police.a, register.resource.code, agreed=1, now=register.cast.now)
    assert (batch.how, batch.version, batch.records, batch.accepted, batch.quarantined) == ("reshape", 2, 3, 2, 1)
    assert register.rows() == [("a", 12), ("b", None), ("c", None)]
    (kept,) = QuarantinedRecord.objects.filter(batch=batch)
    assert kept.values == {"code": "b", "amount": "约三百"}
    assert [(error["field"], error["rule"]) for error in kept.errors] == [("amount", "type")]
    register.publish("code,amount\nb,300\n")
    kept.refresh_from_db()
    assert (kept.state, register.rows()[1]) == ("mended", ("b", 300))


@pytest.mark.parametrize(
    ("how", "file"),
    [("upsert", "a,2\nb,3\n"), ("replace", "a,2\n"), ("delete", "")],
    ids=["upsert", "replace", "delete"],
)
def test_a_file_that_puts_standing_records_right_is_published(register: Scene, how: str, file: str) -> None:
    from yishu.hosting.models import QuarantinedRecord

    register.publish("code,amount\na,1\nb,约三百\n")
    register.next_version(KEY, retyped("integer"))
    batch = register.publish("code\nb\n" if how == "delete" else f"code,amount\n{file}", how=how)
    expected = {"upsert": [("a", 2), ("b", 3)], "replace": [("a", 2)], "delete": [("a", 1)]}[how]
    assert (batch.version, register.rows()) == (3, expected)
    assert not QuarantinedRecord.objects.filter(batch__holding=register.holding).exists()


def test_a_record_that_is_replaced_by_a_wrong_one_is_still_to_be_mended(register: Scene) -> None:
    register.publish("code,amount\na,1\nb,约三百\n")
    register.next_version(KEY, retyped("integer"))
    with pytest.raises(StandingRecordsMisfit) as refused:
        register.publish("code,amount\na,2\nb,又错\n", how="replace")
    assert refused.value.params["count"] == 1


def test_a_newly_required_item_sends_back_what_lacks_it(register: Scene) -> None:
    from yishu.hosting.keeping import commands
    from yishu.hosting.models import QuarantinedRecord

    register.publish("code,amount\na,1\nb,\n")
    register.next_version(KEY, replace(TEXT, required=True), ItemDraft("note", "备注"))
    assert commands.foresee(register.police.a, register.resource.code).misfits == 1
    batch = commands.convert(register.police.a, register.resource.code, agreed=1, now=register.cast.now)
    assert register.rows() == [("a", "1", None), ("b", None, None)]
    (kept,) = QuarantinedRecord.objects.filter(batch=batch)
    assert (kept.values, kept.errors[0]["rule"]) == ({"code": "b", "amount": None, "note": None}, "required")


def test_a_change_of_shape_is_undone_with_the_batch_that_fails(
    register: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.hosting import commands

    register.publish("code,amount\na,1\n")
    before = register.table.name
    register.next_version(KEY, retyped("integer"))
    monkeypatch.setattr(commands, "_receipt", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        register.publish("code,amount\nb,2\n")
    assert (register.holding.version, register.table.name, register.rows()) == (1, before, [("a", "1")])
    name = register.resource.code.replace("/", "_")
    assert register.sql("select count(*) from pg_class where relname = %s", f"r{name}_v2") == [(0,)]


def test_any_value_has_a_text(scene_with: Scenes) -> None:
    scene = scene_with(items=(KEY, retyped("integer")), key_kind="plain", modes=("query", "bulk"))
    scene.publish("code,amount\na,12\nb,\n")
    scene.next_version(KEY, TEXT)
    assert scene.publish("code,amount\nc,许多\n").version == 3
    assert scene.rows() == [("a", "12"), ("b", None), ("c", "许多")]


def test_a_key_stays_what_it_is(register: Scene) -> None:
    from yishu.hosting.errors import SchemaChanged

    register.publish("code,amount\na,1\n")
    register.next_version(replace(KEY, type="integer"), TEXT)
    with pytest.raises(SchemaChanged):
        register.publish("code,amount\n1,1\n")


def test_nothing_is_converted_where_nothing_changed(register: Scene) -> None:
    from yishu.hosting.keeping import commands
    from yishu.hosting.keeping.errors import NothingToConvert

    register.publish("code,amount\na,1\n")
    with pytest.raises(NothingToConvert):
        commands.convert(register.police.a, register.resource.code, agreed=0, now=register.cast.now + timedelta(days=1))


def test_who_waited_for_another_publisher_to_follow_the_entry_publishes(register: Scene) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections, transaction

    from yishu.hosting.keeping import reshaping
    from yishu.hosting.models import Holding

    def second() -> Any:
        try:
            return register.publish("code,amount,note\nb,2,y\n")
        finally:
            connections.close_all()

    register.publish("code,amount\na,1\n")
    register.next_version(KEY, TEXT, ItemDraft("note", "备注"))
    entry = register.resource.current
    with ThreadPoolExecutor(1) as publisher:
        with transaction.atomic():
            assert reshaping.make_columns(entry, register.holding)
            waiting = publisher.submit(second)
            while not register.sql("select 1 from pg_stat_activity where wait_event_type = 'Lock'"):
                assert not waiting.done()
            holding = Holding.objects.get(pk=register.holding.pk)
            reshaping.follow(holding, entry, has_columns=True)
            holding.save()
        assert waiting.result(30).inserted == 1
    assert register.rows() == [("a", "1", None), ("b", "2", "y")]


def test_changes_are_not_told_across_what_the_rows_of_a_grant_are_told_apart_by(register: Scene) -> None:
    """The item need not be among those that the grant has."""
    from yishu.core.rows import RowRule
    from yishu.hosting.copying import open_copy
    from yishu.hosting.errors import ChangesExpired

    area, rows = ItemDraft("area", "区划"), RowRule("area", ("33",), "prefix")
    register.next_version(KEY, TEXT, area)
    register.publish("code,amount,area\na,1,330100\n")
    register.next_version(KEY, TEXT)
    register.publish("code,amount\nb,1\n")
    register.next_version(KEY, TEXT, area)
    register.publish("code,amount,area\nb,2,330100\n")
    with pytest.raises(ChangesExpired):  # a is in nobody's rows now, and no change says so
        open_copy(register.table, register.holding.pk, ("code", "amount"), "csv", 1, rows)
    open_copy(register.table, register.holding.pk, ("code", "amount"), "csv", 2, rows).close()
