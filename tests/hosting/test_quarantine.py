import io
import json
import uuid
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.hosting.people import HEADER, csv, number, person
from yishu.agencies.errors import RoleMissing
from yishu.catalogue.errors import ResourceNotFound
from yishu.catalogue.rules import ItemDraft
from yishu.hosting.errors import BatchNotFound, QuarantineNotYours


def sent_back(scene, batch) -> dict[int, list[tuple[str, str]]]:
    """Row → (field, rule) of each error."""
    return {
        record.row: [(error["field"], error["rule"]) for error in record.errors] for record in batch.quarantine.all()
    }


def person_line(n: int, name: str = "") -> bytes:
    return json.dumps({"id_number": number(n), "name": name or f"人{n}", "sex": "1"}, ensure_ascii=False).encode()


@pytest.mark.clause("13.1", "21.2")
def test_each_rule_that_a_record_breaks_is_named(scene_with):
    scene = scene_with(
        items=(
            ItemDraft("id_number", "公民身份号码", sensitivity="sensitive", is_key=True, required=True),
            ItemDraft("name", "姓名", required=True, length=4),
            ItemDraft("sex", "性别", codes={"1": "男", "2": "女"}),
            ItemDraft("born", "出生日期", type="date"),
            ItemDraft("children", "子女数", type="integer"),
        )
    )
    batch = scene.publish(
        "id_number,name,sex,born,children\n"
        f"{number(1)},王一,1,2026-02-28,0\n"
        f"{number(2)[:-1]}Y,王二,1,,\n"
        ",王三,1,,\n"
        f"{number(4)},欧阳四五六,9,2026-02-30,1.5\n"
        "\n"
        f"{number(5)},,1,,\n"
        f"{number(6)},王六\n"
        f"{number(7)},王七,2,20260228,+3\n"
        f"{number(8)},王\0八,2,,\n"
    )
    assert sent_back(scene, batch) == {
        2: [("id_number", "characters")],
        3: [("id_number", "required")],
        4: [("name", "length"), ("sex", "code_list"), ("born", "type"), ("children", "type")],
        5: [("name", "required")],
        6: [("", "columns")],
        8: [("name", "characters")],
    }
    assert (batch.accepted, batch.quarantined) == (2, 6)
    assert scene.rows("id_number", "children") == [(number(1), 0), (number(7), 3)]
    for record in batch.quarantine.all():
        for error in record.errors:
            assert error["zh"]
            assert error["en"]
            assert "欧阳" not in error["zh"]  # never the value itself


@pytest.mark.clause("21.2")
def test_a_record_comes_back_as_it_came(scene):
    batch = scene.publish(csv(f" {number(1)} ,赵一,9,1990/03/07,"))
    (record,) = batch.quarantine.all()
    assert record.values == {
        "id_number": f" {number(1)} ",
        "name": "赵一",
        "sex": "9",
        "birth_date": "1990/03/07",
        "residence_code": "",
    }
    assert record.key == number(1)


def test_lines_that_are_no_json_come_back_as_text(scene):
    good = json.dumps({"id_number": number(3), "name": "三"})
    batch = scene.publish(
        f'{{"id_number": 1\n[]\n{good}\n{{"id_number": ["x"], "name": true}}\n', "application/x-ndjson"
    )
    assert sent_back(scene, batch) == {
        1: [("", "json")],
        2: [("", "json")],
        4: [("id_number", "json"), ("name", "type"), ("id_number", "length")],
    }
    assert batch.quarantine.get(row=1).values == {"": '{"id_number": 1\n'}


def test_a_line_that_cannot_be_decoded_spoils_only_itself(scene):
    deep = b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    lines = [person_line(1), b'{"name": "\xff"}', deep, person_line(4)]
    batch = scene.publish(b"\n".join(lines), "application/x-ndjson")
    assert sent_back(scene, batch) == {2: [("", "json")], 3: [("", "json")]}
    assert batch.accepted == 2


def test_a_number_of_any_size_is_text_until_its_item_is_known(scene_with):
    items = (
        ItemDraft("code", "编号", is_key=True, required=True),
        ItemDraft("rate", "比率", type="decimal"),
        ItemDraft("many", "数量", type="integer"),
    )
    scene = scene_with(items=items, key_kind="plain")
    huge = "1e99999999999999999999"
    batch = scene.publish(
        f'{{"code": "a", "rate": {huge}, "many": {huge}}}\n{{"code": "b", "rate": 1.50, "many": 2}}\n'
        '{"code": "c", "rate": "1_000"}\n{"code": "d", "many": "1_000"}\n{"code": "e", "rate": "NaN"}\n',
        "application/x-ndjson",
    )
    assert sent_back(scene, batch) == {
        1: [("rate", "type"), ("many", "type")],
        3: [("rate", "type")],
        4: [("many", "type")],
        5: [("rate", "type")],
    }
    assert scene.rows("code", "rate::text", "many") == [("b", "1.50", 2)]


def test_a_member_that_stands_twice_is_never_chosen_from(scene):
    line = person_line(1).decode()
    lines = [line[:-1] + ', "name": "乙"}', line[:-1] + ', "姓名": "丙"}', person_line(3, "a:b").decode()]
    batch = scene.publish("\n".join(lines), "application/x-ndjson")
    assert sent_back(scene, batch) == {1: [("name", "repeated_member")], 2: [("name", "repeated_member")]}
    first = batch.quarantine.get(row=1)
    assert (first.values["name"], first.key) == ('["人1", "乙"]', number(1))
    assert scene.rows("name") == [("a:b",)]


def test_a_backslash_before_u0000_is_no_nul(scene):
    batch = scene.publish(csv("1,\\u0000,1,,", "2,a\0b,1,,", "3,\\\\u0000\0,1,,"))
    assert [record.values["name"] for record in batch.quarantine.all()] == [
        "\\u0000",
        "a\ufffdb",
        "\\\\u0000\ufffd",
    ]


@pytest.mark.parametrize("wrong", ["0001-01-01T00:00:00", "9999-12-31T23:00:00Z", "9999-12-31T23:00:00-10:00"])
def test_a_moment_beyond_the_calendar_is_sent_back(scene_with, wrong):
    items = (
        ItemDraft("code", "编号", is_key=True, required=True),
        ItemDraft("at", "时间", type="datetime"),
        ItemDraft("day", "日期", type="date"),
    )
    scene = scene_with(items=items, key_kind="plain")
    batch = scene.publish(
        f"code,at,day\na,{wrong},\nb,0001-01-01T08:05:43,0001-01-01\nc,9999-12-31T23:59:59,9999-12-31\n"
    )
    assert sent_back(scene, batch) == {1: [("at", "type")]}
    assert [(at.year, day.year) for at, day in scene.rows("at", "day")] == [(1, 1), (9999, 9999)]


def test_a_key_that_no_call_can_name_is_sent_back(scene_with):
    plain = (ItemDraft("code", "编号", is_key=True, required=True), ItemDraft("note", "说明"))
    several = (*plain, ItemDraft("part", "部分", is_key=True, required=True))
    scene = scene_with(items=plain, key_kind="plain")
    line = f'"a\tb",x\n"a\nb",x\na\u200bb,x\n{"甲" * 201},x\na\0b,x\n{"甲" * 200},"多\n行"\na\u3000b,x\n'
    unseen, long = [("code", "characters")], [("code", "length")]
    batch = scene.publish(f"code,note\n{line}")
    assert sent_back(scene, batch) == {1: unseen, 2: unseen, 3: unseen, 4: long, 5: unseen}
    assert scene.rows("code") == [("a b",), ("甲" * 200,)]
    scene = scene_with(items=several, key_kind="plain")
    batch = scene.publish(f'code,note,part\na,x,"b\x1fc"\na,x,{"b" * 201}\na,"x\ty",b\n')
    assert sent_back(scene, batch) == {1: [("part", "characters")], 2: [("part", "length")]}


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_moment_at_midnight_is_a_day(scene_with, unit):
    scene = scene_with(
        items=(ItemDraft("code", "编号", is_key=True, required=True), ItemDraft("day", "日期", type="date")),
        key_kind="plain",
    )
    moments = [
        datetime(2026, 11, 21, 16, tzinfo=UTC),  # midnight in Shanghai
        datetime(1990, 6, 1, 15, tzinfo=UTC),  # so too, in summer time
        datetime(2026, 11, 22, tzinfo=UTC),
        datetime(2026, 11, 22, 1, tzinfo=UTC),
        None,
    ]
    days = pa.array(moments, pa.timestamp(unit, "UTC"))
    if unit == "ns":
        days = pa.concat_arrays([days, pa.array([1], pa.timestamp("ns", "UTC"))])  # a nanosecond past
    written = io.BytesIO()
    parquet.write_table(pa.table({"code": list("abcdef")[: len(days)], "day": days}), written)
    batch = scene.publish(written.getvalue(), "application/vnd.apache.parquet")
    wrong = {4: [("day", "type")]} | ({6: [("day", "type")]} if unit == "ns" else {})
    assert sent_back(scene, batch) == wrong
    assert scene.rows("day::text") == [("2026-11-22",), ("1990-06-02",), ("2026-11-22",), (None,)]


class TestRepeatedKeys:
    def test_the_same_record_again_counts_once(self, scene):
        batch = scene.publish(csv(person(1), person(2), person(1)))
        assert (batch.accepted, batch.inserted, batch.unchanged, batch.quarantined) == (3, 2, 1, 0)

    def test_another_record_of_the_same_key_comes_back_naming_the_first(self, scene):
        batch = scene.publish(csv(person(1), person(2), f" {person(1, '别名')}", person(1)))
        assert (batch.accepted, batch.inserted, batch.unchanged, batch.quarantined) == (3, 2, 1, 1)
        (record,) = batch.quarantine.all()
        assert (record.row, record.errors[0]["rule"], record.key) == (3, "duplicate_key", number(1))
        assert "1" in record.errors[0]["zh"]
        assert record.values["id_number"] == f" {number(1)}"
        assert scene.rows("name") == [("人1",), ("人2",)]


class TestMending:
    def test_a_good_record_mends_the_bad_one_of_its_key(self, scene):
        bad = scene.publish(csv(person(1).replace(",1,1990", ",7,1990"), person(2, residence="x" * 3)))
        later = datetime(2026, 11, 23, tzinfo=UTC)
        scene.publish(csv(person(2)), now=later)
        assert bad.quarantine.get().state == "open"
        scene.publish(csv(person(1)), now=later)
        mended = bad.quarantine.get()
        assert (mended.state, mended.mended_at) == ("mended", later)

    def test_another_bad_record_mends_nothing(self, scene):
        line = csv(person(1).replace(",1,1990", ",7,1990"))
        bad = scene.publish(line)
        scene.publish(line)
        assert bad.quarantine.get().state == "open"

    def test_a_record_without_a_readable_key_stays_open(self, scene):
        bad = scene.publish(csv(person(1).replace(number(1), "330102")))
        scene.publish(csv(person(1)))
        assert (bad.quarantine.get().state, bad.quarantine.get().key) == ("open", "")

    def test_a_key_of_several_items_is_known_again(self, scene_with):
        items = (
            ItemDraft("region", "地区", is_key=True, required=True),
            ItemDraft("day", "日期", type="date", is_key=True, required=True),
            ItemDraft("value", "数值", type="decimal"),
        )
        scene = scene_with(items=items, key_kind="plain")
        bad = scene.publish("region,day,value\n浙江,20260101,多\n")
        assert bad.quarantined == 1
        scene.publish("region,day,value\n浙江,2026-01-01,1.5\n")
        assert bad.quarantine.get().state == "mended"

    @pytest.mark.parametrize(
        ("kind", "stored", "again"),
        [
            ("decimal", "1.50", "1.5"),
            ("decimal", "-0.00", "0"),
            ("decimal", "1E+5", "100000.0"),
            ("decimal", "12345678901234567890123456789012345.10", "12345678901234567890123456789012345.1"),
            ("datetime", "2026-01-01T00:00:00", "2025-12-31T16:00:00Z"),
            ("datetime", "0999-01-01T00:00:00.5Z", "0999-01-01 00:00:00.500+00:00"),
            ("date", "20260101", "2026/1/01"),
            ("integer", "+7", "7"),
            ("boolean", "是", "true"),
        ],
    )
    def test_a_typed_key_is_known_again_however_it_is_written(self, scene_with, kind, stored, again):
        items = (ItemDraft("at", "键", type=kind, is_key=True, required=True), ItemDraft("n", "数", type="integer"))
        scene = scene_with(items=items, key_kind="plain")
        scene.publish(f"at,n\n{stored},1\n")
        other = {"boolean": "否", "decimal": "3", "integer": "3"}.get(kind, "2020-01-01")
        bad = scene.publish(f"at,n\n{again},x\n{other},2\n", how="replace")
        assert (bad.quarantined, bad.deleted) == (1, 0)
        assert [n for (n,) in scene.rows("n")].count(1) == 1
        scene.publish(f"at,n\n{stored},3\n")
        assert bad.quarantine.get().state == "mended"


class TestReading:
    def test_the_provider_reads_page_by_page(self, scene):
        from yishu.hosting.quarantine.queries import list_quarantine

        batch = scene.publish(csv("a,甲,,,", "b,乙,,,", "c,丙,,,"))
        first = list_quarantine(scene.police.a, scene.resource.path_code, limit=2)
        assert [item["row"] for item in first["items"]] == [1, 2]
        second = list_quarantine(scene.police.a, scene.resource.code, str(batch.pk), limit=2, after=first["next"])
        assert [item["values"]["name"] for item in second["items"]] == ["丙"]
        assert second["next"] is None
        assert [item["row"] for item in list_quarantine(scene.police.a, scene.resource.code, limit=0)["items"]] == [1]

    def test_nobody_else_reads(self, scene):
        from yishu.hosting.quarantine.queries import list_quarantine

        scene.publish(csv("a,甲,,,"))
        stranger = scene.cast.agency("FORESTRY")
        with pytest.raises((QuarantineNotYours, ResourceNotFound)):
            list_quarantine(stranger.a, scene.resource.code)
        with pytest.raises(RoleMissing):
            list_quarantine(scene.police.b, scene.resource.code)
        for wrong in ("x", str(uuid.uuid4())):
            with pytest.raises(BatchNotFound):
                list_quarantine(scene.police.a, scene.resource.code, wrong)

    def test_looking_at_whole_values_is_on_record(self, scene):
        from yishu.hosting.quarantine.commands import reveal

        batch = scene.publish(csv("a,甲,,,"))
        records = list(reveal(scene.police.a, scene.resource.code, batch=str(batch.pk)))
        assert [record.values["name"] for record in records] == ["甲"]
        seen = scene.sql(
            "select target from audit_record where action = 'quarantine:read' and resource = %s", scene.resource.code
        )
        assert seen == [(f"batch:{batch.pk}",)]


def test_numbers_are_right_across_chunks(scene, monkeypatch):
    from yishu.hosting import reading_lines

    monkeypatch.setattr(reading_lines, "BLOCK_BYTES", 400)
    lines = [person(n) for n in range(60)]
    for n in (0, 7, 8, 30, 59):
        lines[n] += ",zu,viel"
    lines[31] = "x" + lines[31]
    batch = scene.publish(f"{HEADER}\n" + "\n".join(lines))
    assert sorted(sent_back(scene, batch)) == [1, 8, 9, 31, 32, 60]
    assert (batch.accepted, batch.quarantined) == (54, 6)
