"""Elements and code lists as files: out, in again without change, and what is no such file is refused with nothing taken."""

import io
import json
import re
import zipfile
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.standards.stage import Stage, identifier, signed_in, unlike
from yishu.standards import queries
from yishu.standards.models import CodeList, CodeListValue, DataElement, State

FORMS = ("csv", "xlsx", "json")


@pytest.fixture(scope="module")
def stage(django_ready: str) -> Stage:
    return Stage.set()


def upload(stage: Stage, kind: str, content: bytes, name: str = "数据元.csv") -> Any:
    return signed_in(stage.civil.person_a).post(
        f"/standards/import/{kind}/", {"file": SimpleUploadedFile(name, content)}
    )


def count() -> tuple[int, int, int]:
    return DataElement.objects.count(), CodeList.objects.count(), CodeListValue.objects.count()


def sheet(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def numbers(answer: Any) -> list[int]:
    """Proposed, amended, unchanged, refused."""
    assert answer.status_code == 200, unescape(answer.content.decode())
    return [int(n) for n in re.findall(r'class="ys-stat-value">(\d+)', answer.content.decode())]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["elements", "code-lists"])
def test_what_was_exported_comes_in_again_and_changes_nothing(stage: Stage, kind: str, form: str) -> None:
    sent = Client().get(f"/standards/download/{kind}.{form}")
    assert sent.status_code == 200
    before = count()
    answer = upload(stage, kind, sent.content, f"x.{form}")
    proposed, amended, unchanged, refused = numbers(answer)
    assert (proposed, amended, refused) == (0, 0, 0)
    assert unchanged >= {"elements": 61, "code-lists": 17}[kind]
    assert count() == before


def test_a_file_is_proposed_row_by_row_and_the_second_time_changes_nothing(stage: Stage) -> None:
    first, second = unlike("导入项甲"), unlike("导入项乙")
    rows: list[list[object]] = [
        ["名称", "定义", "数据类型", "最大长度", "表示格式", "代码集", "别名", "备用列"],
        [first, "甲的定义", "字符型", 1, "n1", "GBT2261.1", "甲, jia" + first, "不认识的列"],
        [None] * 8,
        [second, "乙的定义", "integer", None, "n..8", None, None, None],
        ["字段3", "占位", "字符型", "很长", None, None, None, None],
        [unlike("坏代码集"), "没有这个代码集", None, None, None, "NO.SUCH", None, None],
    ]
    answer = upload(stage, "elements", sheet(rows), "数据元.xlsx")
    assert numbers(answer) == [2, 0, 0, 2]
    page = unescape(answer.content.decode())
    assert "最大长度应为整数" in page
    assert "没有现行的代码集 NO.SUCH" in page
    assert '<th scope="row">5</th>' in page  # as the spreadsheet counts
    made = DataElement.objects.get(name=first)
    assert (made.state, made.length, made.code_list.identifier) == (State.PROPOSED, 1, "GBT2261.1")  # type: ignore[union-attr]
    assert made.aliases == ["甲", "jia" + first]
    before = count()
    assert numbers(upload(stage, "elements", sheet(rows), "数据元.xlsx")) == [0, 0, 2, 2]
    assert count() == before
    rows[1][1] = "改过的定义"
    assert numbers(upload(stage, "elements", sheet(rows), "数据元.xlsx")) == [0, 1, 1, 2]
    assert count() == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_of_codes_is_read_in_the_encodings_of_offices(stage: Stage, encoding: str) -> None:
    key = identifier()
    text = f"代码集标识符,代码集名称,代码,含义,上级代码\n{key},船舶种类,01,渔船,\n,,0101,拖网渔船,01\n,,02,货船,\n"
    assert numbers(upload(stage, "code-lists", text.encode(encoding))) == [1, 0, 0, 0]
    made = CodeList.objects.get(identifier=key)
    assert list(made.values.values_list("code", "text", "parent")) == [
        ("01", "渔船", ""),
        ("0101", "拖网渔船", "01"),
        ("02", "货船", ""),
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (160 * 1024 * 1024))
    return out.getvalue()


BAD = {
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "empty": b"",
    "no_heads": "甲,乙\n1,2\n".encode(),
    "broken_zip": b"PK\x03\x04 and nothing more",
    "zip_of_nothing": bytes.fromhex("504b0506" + "00" * 18),
    "json_text": b'["a", "b"]',
    "deep_json": b"[" * 100_000,
    "nul_in_json": b'[{"name": "a\\u0000b"}]',
    "nul": "名称\n甲\0乙\n".encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_such_file_is_refused_and_nothing_is_taken(stage: Stage, name: str) -> None:
    before = count()
    answer = upload(stage, "elements", BAD[name] or b" ")
    assert answer.status_code == 422
    assert "无法读取文件" in answer.content.decode()
    assert count() == before


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(stage: Stage) -> None:
    answer = upload(stage, "elements", bomb(), "x.xlsx")
    assert answer.status_code == 422


def test_a_file_of_too_many_rows_or_columns_is_refused_whole(stage: Stage) -> None:
    before = count()
    long = "名称,定义\n" + "".join(f"某项{n},定义\n" for n in range(20_001))
    wide = ",".join(["名称", *(f"列{n}" for n in range(200))]) + "\n"
    for text in (long, wide):
        answer = upload(stage, "elements", text.encode())
        assert answer.status_code == 422
        assert "20000" in answer.content.decode()
    assert count() == before


def test_a_sheet_that_claims_a_million_empty_rows_ends_where_its_rows_end(stage: Stage) -> None:
    name = unlike("稀疏表")
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["名称", "定义"])
    page.append([name, "第二行"])
    page.cell(row=1_000_000, column=2, value="很远的一行")
    out = io.BytesIO()
    book.save(out)
    assert numbers(upload(stage, "elements", out.getvalue(), "x.xlsx")) == [1, 0, 0, 0]


def test_cells_that_a_spreadsheet_would_compute_come_out_inert_and_come_in_as_they_were(stage: Stage) -> None:
    key = identifier()
    text = f'[{{"identifier":"{key}","name":"公式","code":"1","text":"=1+1"}}]'
    assert numbers(upload(stage, "code-lists", text.encode(), "x.json")) == [1, 0, 0, 0]
    made = CodeList.objects.get(identifier=key)
    CodeList.objects.filter(pk=made.pk).update(state=State.IN_FORCE)
    as_csv = Client().get(f"/standards/download/code-lists/{key}.csv").content.decode("utf-8-sig")
    assert "'=1+1" in as_csv
    as_xlsx = Client().get(f"/standards/download/code-lists/{key}.xlsx").content
    cell = openpyxl.load_workbook(io.BytesIO(as_xlsx)).worksheets[0]["I2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert json.loads(Client().get(f"/standards/download/code-lists/{key}.json").content)[0]["text"] == "=1+1"
    for body in (as_csv.encode(), as_xlsx):
        assert numbers(upload(stage, "code-lists", body)) == [0, 0, 1, 0]
    assert queries.code_list_values(key) == {"1": "=1+1"}


def test_files_come_from_those_who_may_propose_only(stage: Stage) -> None:
    content = SimpleUploadedFile("x.csv", "名称,定义\n某项,定义\n".encode())
    refused = signed_in(stage.office.person_b).post("/standards/import/elements/", {"file": content})
    assert refused.status_code == 403
    assert Client().get("/standards/import/elements/").status_code == 302
    for address in (
        "/standards/download/standards.csv",
        "/standards/download/elements.exe",
        "/standards/download/code-lists/NONE.csv",
    ):
        assert Client().get(address).status_code == 404
