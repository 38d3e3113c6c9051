"""A file that cannot be taken publishes nothing, says why, and is on record."""

import io
import json
import os
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.hosting.people import HEADER, csv, number, person
from yishu.hosting import errors

PARQUET = "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NDJSON = "application/x-ndjson"


def table(rows: int = 1) -> pa.Table:
    one = dict(zip(HEADER.split(","), person(1).split(","), strict=True))
    return pa.table({code: [value] * rows for code, value in one.items()})


def parquet_file(rows: int = 1) -> bytes:
    written = io.BytesIO()
    parquet.write_table(table(rows), written)
    return written.getvalue()


def arrow_file() -> bytes:
    written = io.BytesIO()
    with pa.ipc.new_stream(written, table().schema) as writer:
        writer.write_table(table(1000))
    return written.getvalue()


def sheet_file() -> bytes:
    book, written = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for line in csv(person(1), person(2)).splitlines():
        sheet.append(line.split(","))
    book.save(written)
    return written.getvalue()


def damaged_sheet() -> bytes:
    """Every member's deflate data overwritten: the directory still reads."""
    content = bytearray(sheet_file())
    with ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            start = member.header_offset + 30 + len(member.filename)
            content[start : start + member.compress_size] = b"\xff" * member.compress_size
    return bytes(content)


def marked_sheet(place: int, value: int) -> bytes:
    """Two bytes of every member set, at `place` in its local header and where the directory repeats them."""
    content = sheet_file()
    for sign, at in ((b"PK\x03\x04", place), (b"PK\x01\x02", place + 2)):
        parts = content.split(sign)
        content = sign.join([parts[0], *(p[: at - 4] + value.to_bytes(2, "little") + p[at - 2 :] for p in parts[1:])])
    return content


CASES = {
    "no byte": (b"", "text/csv", errors.FileEmpty),
    "no record": (HEADER + "\n", "text/csv", errors.FileEmpty),
    "blank lines": (b"\n\n", NDJSON, errors.FileEmpty),
    "parquet of no row": (parquet_file(0), PARQUET, errors.FileEmpty),
    "truncated parquet": (parquet_file()[:-20], PARQUET, errors.FileUnreadable),
    "parquet with a hole": (
        parquet_file(9)[:40] + b"\xff" * 80 + parquet_file(9)[120:],
        PARQUET,
        errors.FileUnreadable,
    ),
    "csv said to be parquet": (csv(person(1)), PARQUET, errors.FileUnreadable),
    "truncated arrow": (arrow_file()[:-900], ARROW, errors.FileUnreadable),
    "csv said to be arrow": (csv(person(1)), ARROW, errors.FileUnreadable),
    "csv said to be xlsx": (csv(person(1)), XLSX, errors.FileUnreadable),
    "xlsx with damaged members": (damaged_sheet(), XLSX, errors.FileUnreadable),
    "encrypted xlsx": (marked_sheet(6, 1), XLSX, errors.FileUnreadable),
    "xlsx of an unknown compression": (marked_sheet(8, 93), XLSX, errors.FileUnreadable),
    "gbk undeclared": (csv(person(1)).encode("gbk"), "text/csv", errors.NotDecodable),
    "gbk header undeclared": ("姓名\n".encode("gbk"), "text/csv", errors.NotDecodable),
    "not gbk": (csv(person(1)).encode() + b"\xff\xff\xff", "text/csv; charset=gbk", errors.NotDecodable),
    "unknown charset": (csv(person(1)), "text/csv; charset=iso-2022-jp", errors.CharsetUnknown),
    "unknown media type": (csv(person(1)), "application/pdf", errors.MediaTypeUnknown),
    "item missing": (
        csv(person(1)).replace(",residence_code", "").replace(",330102\n", "\n"),
        "text/csv",
        errors.WrongColumns,
    ),
    "item unknown": (csv(person(1)).replace("name", "nom"), "text/csv", errors.WrongColumns),
    "item twice": (csv(person(1)).replace("id_number", "姓名"), "text/csv", errors.WrongColumns),
    "unknown in a line": ('{"id_number": "1", "nom": "x"}\n', NDJSON, errors.WrongColumns),
    "nested column": (None, PARQUET, errors.ColumnUnusable),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_whole(scene, case):
    content, media_type, error = CASES[case]
    if content is None:
        nested, written = table().set_column(1, "name", pa.array([["x"]])), io.BytesIO()
        parquet.write_table(nested, written)
        content = written.getvalue()
    with pytest.raises(error) as refused:
        scene.publish(content, media_type)
    ((outcome, body),) = scene.evidence()
    assert (outcome, json.loads(body)["reason"]) == ("denied", error.code)
    assert refused.value.detail("zh") != refused.value.detail("en")
    assert scene.nothing_published()
    assert not scene.temporary_tables()


def test_wrong_columns_are_named(scene):
    with pytest.raises(errors.WrongColumns) as refused:
        scene.publish("id_number,name,sex,birthday\n")
    assert refused.value.params == {"missing": "birth_date, residence_code", "unknown": "birthday", "twice": "—"}


def test_gbk_is_taken_where_it_is_declared_and_hinted_at_where_not(scene):
    content = csv(person(1, "赵一")).encode("gbk")
    with pytest.raises(errors.NotDecodable) as refused:
        scene.publish(content)
    assert "gbk" in refused.value.detail("zh")
    assert "gbk" in refused.value.detail("en")
    assert scene.publish(content, charset="GBK").accepted == 1
    assert scene.rows("name") == [("赵一",)]


def test_a_late_fault_takes_back_what_was_staged(scene):
    lines = [json.dumps({"id_number": number(1), "name": str(n)}) for n in range(70_000)]
    with pytest.raises(errors.WrongColumns):
        scene.publish("\n".join([*lines, '{"nom": 1}']), NDJSON)
    assert scene.nothing_published()
    assert not scene.temporary_tables()


@pytest.mark.long
def test_a_huge_file_is_refused_unread(scene):
    from yishu.hosting.reading import LARGEST_BYTES

    path = scene.file(csv(person(1)))
    os.truncate(path, LARGEST_BYTES + 1)  # sparse: takes no room
    with pytest.raises(errors.FileTooLarge):
        scene.publish(path, PARQUET)


def test_a_long_sheet_is_refused(scene, monkeypatch):
    from yishu.hosting import reading_sheet

    monkeypatch.setattr(reading_sheet, "LARGEST_ROWS", 1)
    with pytest.raises(errors.SheetTooLong):
        scene.publish(sheet_file(), XLSX)
    assert scene.nothing_published()
