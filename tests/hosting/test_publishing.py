import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.hosting.people import HEADER, csv, number, person
from yishu.agencies.errors import RoleMissing, ScopeMissing
from yishu.catalogue.errors import NotTheProvider, ResourceNotFound
from yishu.catalogue.rules import ItemDraft
from yishu.hosting.errors import (
    IdempotencyKeyReused,
    ModeUnknown,
    ResourceNotPublished,
    SchemaChanged,
    SignOffMissing,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPED = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("many", "数量", type="integer"),
    ItemDraft("rate", "比率", type="decimal"),
    ItemDraft("day", "日期", type="date"),
    ItemDraft("at", "时间", type="datetime"),
    ItemDraft("open", "开放", type="boolean"),
)


@pytest.mark.clause("7.1", "13.1")
def test_the_first_file_makes_the_table_and_fills_it(scene):
    before = scene.sql("select epoch from access_epoch")[0][0]
    batch = scene.publish(csv(person(1), person(2, residence="")))
    assert (batch.version, batch.accepted, batch.inserted, batch.quarantined) == (1, 2, 2, 0)
    assert scene.rows() == [
        (number(1), "人1", "1", date(1990, 3, 7), "330102"),
        (number(2), "人2", "1", date(1990, 3, 7), None),
    ]
    scene.resource.refresh_from_db()
    assert (scene.resource.records, scene.resource.last_updated) == (2, batch.published_at)
    assert scene.sql("select epoch from access_epoch")[0][0] == before + 1
    scene.publish(csv(person(3)))
    assert scene.sql("select epoch from access_epoch")[0][0] == before + 1
    assert not scene.temporary_tables()


def test_the_receipt_is_a_record_of_the_evidence(scene):
    batch = scene.publish(csv(person(1), "1,坏,1,1990-03-07,"))
    ((outcome, body),) = scene.evidence()
    said = json.loads(body)
    assert outcome == "allowed"
    assert batch.receipt.startswith(said["id"])
    assert (said["target"], said["version"]) == (f"batch:{batch.pk}", 1)
    assert (said["detail"]["accepted"], said["detail"]["quarantined"]) == (1, 1)
    assert said["detail"]["digest"] == batch.digest


def test_rows_are_stored_by_the_normal_form_of_their_key(scene):
    full_width = number(1).translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)})
    scene.publish(csv(person(1).replace(number(1), f" {full_width[:6]} {full_width[6:]}")))
    batch = scene.publish(csv(person(1)))
    assert (batch.version, batch.unchanged) == (1, 1)
    assert scene.rows("id_number") == [(number(1),)]


def test_every_format_gives_the_same_rows_and_digest(scene_with):
    moment = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    header = ["code", "many", "rate", "day", "at", "open"]
    text = '编号,many,rate,day,at,open\nA-1,7,1.50,2026-11-22,2026-11-22T09:30:00+08:00,true\n"B""x,y",,,,,\n'
    lines = (
        '{"code": "A-1", "many": 7, "rate": 1.50, "day": "2026-11-22", "at": "2026-11-22T01:30:00Z", "open": true}\n'
        '{"编号": "B\\"x,y"}\n'
    )
    columns = pa.table(
        {
            "code": pa.array(["A-1", 'B"x,y']).dictionary_encode(),
            "many": pa.array([7.0, float("nan")]),
            "rate": pa.array([Decimal("1.50"), None]),
            "day": pa.array([datetime(2026, 11, 22), None]),  # noqa: DTZ001 as pandas writes a date
            "at": pa.array([moment, None], pa.timestamp("us", "UTC")),
            "open": pa.array([True, None]),
        }
    )
    book = openpyxl.Workbook(write_only=True)
    rows = book.create_sheet()
    rows.append(header)
    rows.append(["A-1", 7, "1.50", date(2026, 11, 22), datetime(2026, 11, 22, 9, 30), True])  # noqa: DTZ001
    rows.append([None] * 6)
    rows.append(['B"x,y'])
    stream, whole, sheet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    parquet.write_table(columns, whole)
    with pa.ipc.new_stream(stream, columns.schema) as writer:
        writer.write_table(columns)
    book.save(sheet)
    files = [
        (text, "text/csv"),
        (text.replace("\n", "\r\n").encode("utf-8-sig"), "text/csv; charset=UTF-8"),
        (text.encode("gbk"), "text/csv;charset=gbk"),
        (lines, "application/x-ndjson"),
        (whole.getvalue(), "application/vnd.apache.parquet"),
        (stream.getvalue(), "application/vnd.apache.arrow.stream"),
        (sheet.getvalue(), XLSX),
    ]
    digests = set()
    for content, media_type in files:
        scene = scene_with(items=TYPED, key_kind="plain")
        batch = scene.publish(content, media_type)
        assert (batch.accepted, batch.quarantined) == (2, 0), media_type
        assert scene.rows() == [
            ("A-1", 7, Decimal("1.50"), date(2026, 11, 22), moment, True),
            ('B"x,y', None, None, None, None, None),
        ], media_type
        digests.add(batch.digest)
    assert len(digests) == 1


def test_a_file_of_only_keys_may_be_keyed_by_several_items(scene_with):
    items = (
        ItemDraft("region", "地区", is_key=True, required=True),
        ItemDraft("year", "年份", type="integer", is_key=True, required=True),
    )
    scene = scene_with(items=items, key_kind="plain")
    batch = scene.publish("region,year\n浙江,2024\n浙江,2025\n浙江,2025\n")
    assert (batch.accepted, batch.inserted, batch.unchanged) == (3, 2, 1)
    batch = scene.publish("地区,年份\n浙江,2024\n", how="delete")
    assert scene.rows() == [("浙江", 2025)]
    assert batch.version == 2


class TestModes:
    def test_upsert_leaves_rows_that_the_file_lacks(self, scene):
        scene.publish(csv(person(1), person(2)))
        batch = scene.publish(csv(person(2, "新名"), person(3)))
        assert (batch.inserted, batch.updated, batch.deleted, batch.unchanged) == (1, 1, 0, 0)
        assert scene.rows("name") == [("人1",), ("新名",), ("人3",)]
        assert scene.rows("_version") == [(1,), (2,), (2,)]

    def test_replace_deletes_rows_that_the_file_lacks(self, scene):
        scene.publish(csv(person(1), person(2)))
        batch = scene.publish(csv(person(2), person(3)), how="replace")
        assert (batch.inserted, batch.updated, batch.deleted, batch.unchanged) == (1, 0, 1, 1)
        assert scene.rows("name") == [("人2",), ("人3",)]
        assert scene.holding.records == 2

    def test_replace_keeps_the_row_of_a_record_that_it_sends_back(self, scene):
        scene.publish(csv(person(1), person(2), person(3)))
        batch = scene.publish(csv(person(1), person(2).replace(",1,1990", ",7,1990")), how="replace")
        assert (batch.deleted, batch.quarantined) == (1, 1)
        assert scene.rows("name") == [("人1",), ("人2",)]

    def test_replace_by_nothing_good_deletes_nothing(self, scene):
        scene.publish(csv(person(1)))
        batch = scene.publish(csv("1,坏,1,,"), how="replace")
        assert (batch.accepted, batch.deleted, batch.quarantined, batch.version) == (0, 0, 1, 1)
        assert scene.rows("name") == [("人1",)]

    def test_delete_needs_the_key_only(self, scene):
        scene.publish(csv(person(1), person(2)))
        batch = scene.publish(f"id_number,name\n{number(1)},不看\n{number(9)},\n", how="delete")
        assert (batch.accepted, batch.deleted, batch.unchanged, batch.version) == (2, 1, 1, 2)
        assert scene.rows("name") == [("人2",)]

    def test_a_file_that_changes_nothing_is_no_version(self, scene):
        scene.publish(csv(person(1)))
        batch = scene.publish(csv(person(1)), how="replace")
        assert (batch.version, batch.unchanged, scene.holding.version) == (1, 1, 1)

    def test_there_is_no_other_mode(self, scene):
        with pytest.raises(ModeUnknown):
            scene.publish(csv(person(1)), how="merge")


class TestTwice:
    def test_the_same_key_and_file_is_the_same_batch(self, scene):
        first = scene.publish(csv(person(1)), idempotency_key="k")
        scene.publish(csv(person(1, "后来")))
        assert scene.publish(csv(person(1)), idempotency_key="k").pk == first.pk
        assert scene.rows("name") == [("后来",)]

    @pytest.mark.parametrize(("lines", "how"), [((person(2),), "upsert"), ((person(1),), "delete")])
    def test_the_same_key_for_something_else_is_refused(self, scene, lines, how):
        scene.publish(csv(person(1)), idempotency_key="k")
        with pytest.raises(IdempotencyKeyReused):
            scene.publish(csv(*lines), idempotency_key="k", how=how)
        assert scene.rows("name") == [("人1",)]


class TestGuards:
    def test_only_the_provider_publishes(self, scene):
        stranger = scene.cast.agency("FORESTRY")
        with pytest.raises(NotTheProvider) as refused:
            scene.publish(csv(person(1)), actor=stranger.a)
        ((outcome, body),) = scene.evidence()
        assert (outcome, json.loads(body)["reason"]) == ("denied", "not_the_provider")
        assert refused.value.receipt.startswith(json.loads(body)["id"])
        assert scene.nothing_published()

    def test_a_data_officer_or_a_system_that_may_publish_does_it(self, scene):
        from yishu.agencies.models import Scope

        with pytest.raises(RoleMissing):
            scene.publish(csv(person(1)), actor=scene.police.b)
        with pytest.raises(ScopeMissing):
            scene.publish(csv(person(1)), actor=scene.police.system(Scope.DATA).actor)
        publisher = scene.police.system(Scope.PUBLISH).actor
        assert scene.publish(csv(person(1)), actor=publisher).actor == publisher.ref

    @pytest.mark.clause("21.1")
    def test_without_sign_off_nothing_is_published(self, scene):
        from yishu.catalogue.models import SignOff

        SignOff.objects.filter(entry=scene.resource.current).delete()
        with pytest.raises(SignOffMissing):
            scene.publish(csv(person(1)))
        assert scene.nothing_published()

    def test_a_suspended_resource_takes_no_data(self, scene):
        from yishu.catalogue import commands

        commands.suspend_resource(scene.police.b, scene.resource, reason="核查", now=scene.cast.now)
        with pytest.raises(ResourceNotPublished):
            scene.publish(csv(person(1)))

    def test_an_unknown_resource_is_not_found(self, scene):
        scene.resource.code = "307/999999"
        with pytest.raises(ResourceNotFound):
            scene.publish(csv(person(1)))

    def test_the_code_may_come_as_in_a_path(self, scene):
        scene.resource.code = scene.resource.path_code
        assert scene.publish(csv(person(1))).accepted == 1


class TestNewVersionOfTheEntry:
    def test_an_item_that_may_be_empty_becomes_a_column(self, scene):
        from tests.cast import PERSON_ITEMS

        scene.publish(csv(person(1), person(2)))
        scene.next_version(ItemDraft("tel", "电话"), *PERSON_ITEMS)
        table = scene.table.name
        before = scene.sql("select epoch from access_epoch")[0][0]
        batch = scene.publish(f"tel,{HEADER}\n123,{person(1)}\n,{person(2)}\n")
        assert (batch.version, batch.updated, batch.unchanged) == (2, 1, 1)
        assert scene.rows("tel", "name") == [("123", "人1"), (None, "人2")]
        assert scene.table.name == table
        assert scene.sql("select epoch from access_epoch")[0][0] == before + 1

    def test_an_item_that_is_dropped_is_neither_written_nor_read(self, scene):
        from tests.cast import PERSON_ITEMS
        from yishu.hosting.copying import open_copy

        scene.publish(csv(person(1), person(2)))
        kept = tuple(item for item in PERSON_ITEMS if item.code != "name")  # a required one
        scene.next_version(*kept)
        assert "name" in scene.table.by_code  # until the next batch
        lines = (
            csv(person(1, residence="330106"), person(3)).replace("name,", "").replace("人1,", "").replace("人3,", "")
        )
        batch = scene.publish(lines, how="replace")
        assert (batch.version, batch.inserted, batch.updated, batch.deleted) == (2, 1, 1, 1)
        assert "name" not in scene.table.by_code
        assert scene.rows("id_number", "residence_code") == [(number(1), "330106"), (number(3), "330102")]
        items = tuple(column.code for column in scene.table.columns)
        for since in (None, 1):
            copied = b"".join(open_copy(scene.table, scene.holding.pk, items, "csv", since).chunks)
            assert "人" not in copied.decode()

    def test_an_item_that_comes_back_begins_empty(self, scene):
        from tests.cast import PERSON_ITEMS

        scene.publish(csv(person(1), person(2)))
        scene.next_version(*PERSON_ITEMS[:-1])
        scene.publish(csv(person(1)).replace(",residence_code", "").replace(",330102\n", "\n"))
        scene.next_version(*PERSON_ITEMS[:-1], ItemDraft("residence_code", "户籍", type="integer"))
        batch = scene.publish(csv(person(2)))
        assert (batch.version, batch.updated) == (2, 1)
        assert scene.rows("name", "residence_code") == [("人1", None), ("人2", 330102)]

    def test_another_key_is_refused(self, scene):
        from tests.cast import PERSON_ITEMS

        scene.publish(csv(person(1)))
        scene.next_version(replace(PERSON_ITEMS[0], code="number"), *PERSON_ITEMS[1:])
        with pytest.raises(SchemaChanged):
            scene.publish(csv(person(2)))
        assert scene.holding.version == 1
