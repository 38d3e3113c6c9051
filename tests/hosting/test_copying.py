import csv as csv_reader
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import psycopg
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.hosting.people import HEADER, csv, number, person
from yishu.catalogue.rules import ItemDraft
from yishu.hosting import errors

ITEMS = tuple(HEADER.split(","))


def copied(scene, *items: str, since: int | None = None, fmt: str = "csv") -> bytes:
    from yishu.hosting.copying import open_copy

    copy = open_copy(scene.table, scene.holding.pk, items or ITEMS, fmt, since)
    content = b"".join(copy.chunks)
    if fmt == "csv":
        assert copy.rows == len(list(csv_reader.reader(io.StringIO(content.decode())))) - 1
    return content


def lines(scene, *items: str, since: int | None = None) -> list[str]:
    """The CSV without its header."""
    return copied(scene, *items, since=since).decode().splitlines()[1:]


@pytest.mark.clause("27.3")
def test_a_copy_holds_the_granted_items_of_every_row(scene):
    scene.publish(csv(person(1), person(2, residence=""), person(3, '"名,""字"')))
    content = copied(scene, "name", "residence_code").decode()
    assert content.startswith("name,residence_code\n")
    assert sorted(content.splitlines()[1:]) == ['"名,""字",330102', "人1,330102", "人2,"]


def test_a_copy_says_its_version_rows_and_name(scene):
    from yishu.hosting.copying import open_copy

    scene.publish(csv(person(1), person(2)))
    copy = open_copy(scene.table, scene.holding.pk, ITEMS, "csv")
    scene.publish(csv(person(3)))  # after the copy was opened: not in it
    assert (copy.version, copy.rows, copy.media_type) == (1, 2, "text/csv; charset=utf-8")
    assert copy.filename == f"{scene.table.name}.v1.csv"
    assert len(b"".join(copy.chunks).splitlines()) == 3
    copy.close()


def test_a_copy_that_is_closed_unread_gives_its_connection_back(scene):
    from yishu.hosting.copying import open_copy

    scene.publish(csv(person(1)))
    for _ in range(150):  # more than the server has connections
        open_copy(scene.table, scene.holding.pk, ITEMS, "parquet").close()


@pytest.mark.parametrize("fmt", ["csv", "arrow"])
@pytest.mark.parametrize("end", ["pg_cancel_backend", "pg_terminate_backend"])
def test_a_copy_whose_server_breaks_off_is_not_taken_for_whole(scene, fmt: str, end: str):
    from yishu.hosting.copying import open_copy

    scene.publish(csv(*(person(n, f"{n}" * 15_000) for n in range(100, 999))))  # more than is read ahead
    copy = open_copy(scene.table, scene.holding.pk, ("name",), fmt)
    assert [next(copy.chunks) for _ in range(2)]  # what names the columns, and some rows
    scene.sql(f"select {end}(pid) from pg_stat_activity where query like %s", 'copy (select "name"%')
    with pytest.raises(psycopg.OperationalError):
        list(copy.chunks)


class TestTypes:
    items = (
        ItemDraft("code", "编号", is_key=True, required=True),
        ItemDraft("many", "数量", type="integer"),
        ItemDraft("rate", "比率", type="decimal"),
        ItemDraft("day", "日期", type="date"),
        ItemDraft("at", "时间", type="datetime"),
        ItemDraft("open", "开放", type="boolean"),
    )
    names = ("code", "many", "rate", "day", "at", "open")
    file = (
        "code,many,rate,day,at,open\n"
        '=1+1,7,1.5,2026-11-22,2026-11-22T01:30:00.25Z,是\n"b"",c",,,,,\n+2,-8,0.001,1999-01-01,2026-11-22 09:30,0\n'
    )

    @pytest.fixture
    def typed(self, scene_with):
        scene = scene_with(items=self.items, key_kind="plain")
        assert scene.publish(self.file).accepted == 3
        return scene

    def test_csv(self, typed):
        assert sorted(csv_reader.reader(io.StringIO(copied(typed, *self.names).decode()))) == [
            ["+2", "-8", "0.001", "1999-01-01", "2026-11-22T09:30:00+08:00", "false"],
            ["=1+1", "7", "1.5", "2026-11-22", "2026-11-22T09:30:00.25+08:00", "true"],
            ['b",c', "", "", "", "", ""],
            list(self.names),
        ]

    def test_parquet(self, typed):
        table = parquet.read_table(io.BytesIO(copied(typed, *self.names, fmt="parquet")))
        assert table.schema.field("rate").type == pa.decimal128(38, 3)
        assert sorted(tuple(row.values()) for row in table.to_pylist()) == [
            ("+2", -8, Decimal("0.001"), date(1999, 1, 1), datetime(2026, 11, 22, 1, 30, tzinfo=UTC), False),
            (
                "=1+1",
                7,
                Decimal("1.500"),
                date(2026, 11, 22),
                datetime(2026, 11, 22, 1, 30, 0, 250_000, tzinfo=UTC),
                True,
            ),
            ('b",c', None, None, None, None, None),
        ]

    def test_xlsx_holds_no_formula(self, typed):
        sheet = openpyxl.load_workbook(io.BytesIO(copied(typed, *self.names, fmt="xlsx")))["data"]
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
        assert rows["=1+1"][0].data_type == "s"
        assert [cell.value for cell in rows["=1+1"][1:4]] == [7, 1.5, datetime(2026, 11, 22)]  # noqa: DTZ001 as sheets are
        assert set(rows) == {"=1+1", "+2", 'b",c'}

    def test_parquet_of_no_row_has_the_columns(self, typed):
        table = parquet.read_table(io.BytesIO(copied(typed, *self.names, since=1, fmt="parquet")))
        assert (table.num_rows, table.column_names) == (0, ["_change", "_version", *self.names])

    def test_other_formats_are_not_offered(self, typed):
        with pytest.raises(errors.FormatUnknown):
            copied(typed, fmt="pdf")

    def test_too_many_rows_for_a_sheet(self, typed, monkeypatch):
        from yishu.hosting import copying

        monkeypatch.setattr(copying, "SHEET_ROWS", 2)
        with pytest.raises(errors.TooManyRowsForSheet):
            copied(typed, *self.names, fmt="xlsx")


class TestChanges:
    @pytest.mark.clause("27.3")
    def test_the_net_change_of_each_key(self, scene):
        scene.publish(csv(person(1), person(2), person(3), person(4)))  # 1
        scene.publish(csv(person(1, "改"), person(5)))  # 2
        scene.publish(csv(person(1, "再改"), person(6)))  # 3
        scene.publish(f"id_number\n{number(2)}\n{number(6)}\n", how="delete")  # 4
        scene.publish(csv(person(3, "换")))  # 5
        scene.publish(csv(person(3)))  # 6: as it was
        assert lines(scene, "id_number", "name", since=1) == [
            f"insert,2,{number(5)},人5",
            f"update,3,{number(1)},再改",
            f"delete,4,{number(2)},人2",
        ]
        assert lines(scene, "id_number", "name", since=3) == [
            f"delete,4,{number(2)},人2",
            f"delete,4,{number(6)},人6",
        ]
        assert lines(scene, since=6) == []
        assert len(lines(scene, since=0)) == 4

    def test_deleted_and_come_back(self, scene):
        scene.publish(csv(person(1), person(2)))
        scene.publish(f"id_number\n{number(1)}\n{number(2)}\n", how="delete")
        scene.publish(csv(person(1), person(2, "新")))
        assert lines(scene, "id_number", "name", since=1) == [f"update,3,{number(2)},新"]
        assert lines(scene, "id_number", "name", since=2) == [f"insert,3,{number(1)},人1", f"insert,3,{number(2)},新"]

    def test_who_may_not_read_an_item_does_not_learn_that_it_changed(self, scene):
        scene.publish(csv(person(1), person(2)))
        scene.publish(csv(person(1, residence="330106"), person(2, "改")))
        assert lines(scene, "name", since=1) == ["update,2,改"]
        assert lines(scene, "id_number", since=1) == []
        assert lines(scene, "residence_code", since=1) == ["update,2,330106"]

    def test_a_deletion_says_what_the_consumer_had(self, scene):
        scene.publish(csv(person(1, "旧")))
        scene.publish(csv(person(1, "新")))
        scene.publish(f"id_number\n{number(1)}\n", how="delete")
        assert lines(scene, "name", since=1) == ["delete,3,旧"]
        assert lines(scene, "name", since=2) == ["delete,3,新"]

    def test_a_version_to_come_is_refused(self, scene):
        scene.publish(csv(person(1)))
        with pytest.raises(errors.SinceAhead) as refused:
            copied(scene, since=2)
        assert refused.value.status == 422

    def test_changes_no_longer_kept_are_gone(self, scene):
        scene.publish(csv(person(1)))
        scene.publish(csv(person(2)))
        scene.publish(csv(person(3)))
        scene.sql("update hosting_holding set kept = 2 where id = %s returning 1", scene.holding.pk)
        with pytest.raises(errors.ChangesExpired) as refused:
            copied(scene, since=1)
        assert (refused.value.status, refused.value.params["kept"]) == (410, 2)
        assert len(lines(scene, since=2)) == 1
