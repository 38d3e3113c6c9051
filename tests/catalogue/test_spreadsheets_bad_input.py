"""Whatever somebody uploads: a refusal that says what to do, within bounded memory, and nothing half-imported (9.1)."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cast import Cast
from tests.catalogue.sheets import (
    FLAT,
    ITEMS,
    UPLOADS,
    entry,
    filled_template,
    flat_csv,
    noted,
    post,
    said,
    upload,
    workbook,
)

pytestmark = pytest.mark.usefixtures("django_ready")
ROOT = Path(__file__).parents[2]
MIB = 1024**2


@pytest.fixture
def water(client: Any) -> Cast.Member:
    member = Cast().agency("水利")
    client.force_login(member.person_a)
    return member


def entries_of(member: Cast.Member) -> list[Any]:
    from yishu.catalogue.models import Entry

    return list(Entry.objects.filter(resource__provider=member.agency))


def repacked(
    content: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with its parts changed; None leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


PLAIN = workbook([list(FLAT), [{**entry("水库信息"), **ITEMS[0]}.get(head) for head in FLAT]])
SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(middle: bytes) -> bytes:
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return start + middle + b"</sheetData></worksheet>"


def with_sheet(middle: bytes, before: bytes = b"") -> bytes:
    return repacked(PLAIN, lambda name, part: before + sheet_of(middle) if name == SHEET else part)


HEADS = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in FLAT).encode()


@cache
def declared_bomb() -> bytes:
    return repacked(PLAIN, lambda _name, part: part, {"xl/media/big.bin": b"\0" * (300 * MIB)})


@cache
def undeclared_bomb() -> bytes:
    """The directory of the archive says that the sheet has 1 000 bytes; it has 200 million."""
    content = bytearray(with_sheet(b" " * (200 * MIB)))
    entry_at = content.rindex(SHEET.encode()) - 46
    content[entry_at + 24 : entry_at + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def entities() -> bytes:
    lines = [b'<!DOCTYPE bomb [<!ENTITY a0 "' + b"x" * 1000 + b'">']
    lines += [b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1)) * 10) for n in range(1, 8)]
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a7;</t></is></c></row>'
    return with_sheet(row, before=b"".join(lines) + b"]>")


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(5000):
            archive.writestr(f"xl/p{n}", b"")
    return out.getvalue()


@cache
def shared_texts() -> bytes:
    texts = b"<si><t>" + b"x" * (1 * MIB) + b"</t></si>"
    part = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + texts * 200 + b"</sst>"
    return repacked(PLAIN, lambda _name, old: old, {"xl/sharedStrings.xml": part})


def empty_rows(*, styled: bool, count: int = 1_000_000) -> bytes:
    cell = b'<c s="1"/>' if styled else b""
    rows = b"".join(b'<row r="%d">%s</row>' % (n, cell) for n in range(2, count + 1))
    return with_sheet(b'<row r="1">' + HEADS + b"</row>" + rows)


def ole(name: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + name.encode("utf-16-le")


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a PDF": (lambda: b"%PDF-1.7\n%...", "目录.xlsx", "这不是表格文件（PDF 文档）"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(90), "目录.xlsx", "这不是表格文件（图片）"),
    "a web page": (lambda: b"<!DOCTYPE html><table></table>", "目录.xls", "这不是表格文件（网页）"),
    "random bytes": (lambda: bytes(range(256)) * 40, "目录.csv", "既不是 UTF-8、UTF-16，也不是 GB 18030"),
    "a program": (lambda: b"\x7fELF" + bytes(4000), "目录.csv", "这不是表格文件（二进制内容）"),
    "nothing": (lambda: b"", "目录.csv", "没有找到表头"),
    "an archive": (
        lambda: repacked(PLAIN, lambda name, part: None if "workbook" in name else part),
        "目录.xlsx",
        "压缩包",
    ),
    "a Word document": (
        lambda: repacked(PLAIN, lambda _name, _part: None, {"word/document.xml": b"<a/>"}),
        "目录.docx",
        "这不是表格文件（Word 文档）",
    ),
    "an .xls": (lambda: ole("Workbook"), "目录.xls", "另存为“Excel 工作簿（.xlsx）”"),
    "an encrypted workbook": (lambda: ole("EncryptedPackage"), "目录.xlsx", "取消密码"),
    "a workbook with macros": (
        lambda: repacked(PLAIN, lambda _name, part: part, {"xl/vbaProject.bin": b"x"}),
        "目录.xlsm",
        "另存为不含宏的 .xlsx",
    ),
    "half a workbook": (lambda: PLAIN[: len(PLAIN) // 2], "目录.xlsx", "工作簿已损坏"),
    "a workbook of broken XML": (lambda: with_sheet(b"<row><c>"), "目录.xlsx", "工作簿已损坏"),
    "a declared bomb": (declared_bomb, "目录.xlsx", "展开后超过 256 MiB"),
    "an undeclared bomb": (undeclared_bomb, "目录.xlsx", "工作簿已损坏"),
    "entities that grow": (entities, "目录.xlsx", "工作簿已损坏"),
    "a document type": (
        lambda: with_sheet(b"<row/>", before=b'<!DOCTYPE a [<!ENTITY b "c">]>'),
        "目录.xlsx",
        "工作簿已损坏",
    ),
    "too many parts": (many_parts, "目录.xlsx", "展开后超过 256 MiB"),
    "texts that grow": (shared_texts, "目录.xlsx", "展开后超过 256 MiB"),
    "200 columns": (lambda: workbook([[f"列{n}" for n in range(200)]]), "目录.xlsx", "有内容的列超过 100 列"),
    "200 columns of CSV": (
        lambda: ",".join(f"列{n}" for n in range(200)).encode(),
        "目录.csv",
        "有内容的列超过 100 列",
    ),
    "a quotation that never ends": (
        lambda: (",".join(FLAT) + '\n"' + "x" * 200_000).encode(),
        "目录.csv",
        "CSV 在第 2 行之后无法继续读取",
    ),
    "more than 16 MiB": (lambda: b"a,b\n" * (5 * MIB), "目录.csv", "文件超过 16 MiB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(client: Any, water: Cast.Member, what: str) -> None:
    from yishu.catalogue.spreadsheets.models import Upload

    make, name, words = REFUSED[what]
    answer = post(client, make(), name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.filter(agency=water.agency).exists()
    assert entries_of(water) == []


def test_a_file_whose_end_is_bad_is_refused_whole(client: Any, water: Cast.Member) -> None:
    """The heads are fine, so it is taken; what is wrong comes to light when it is read to its end."""
    good = "".join(flat_csv([entry(f"水库{n}信息")]).partition("\n")[2] for n in range(80))
    made = upload(client, (flat_csv([]) + good + '"' + "x" * 200_000).encode(), "目录.csv")
    assert made.state == "refused"
    assert "CSV 在第" in client.get(f"{UPLOADS}{made.pk}/").content.decode()
    assert made.entries.count() == 0
    assert entries_of(water) == []


def test_more_lines_than_are_read_at_once_are_refused(client: Any, water: Cast.Member) -> None:
    made = upload(client, (flat_csv([entry("水库信息")]) + ",,x\n" * 100_001).encode(), "目录.csv")
    assert made.problem["code"] == "too_many_rows"
    assert "分成几个文件" in made.problem["zh"]
    assert entries_of(water) == []


def test_heads_alone_are_no_entries(client: Any, water: Cast.Member) -> None:
    assert upload(client, workbook([list(FLAT)])).problem["code"] == "no_entries_in_file"


def test_formulas_count_by_what_they_show_and_those_that_show_nothing_are_refused(
    client: Any, water: Cast.Member
) -> None:
    def shown(value: bytes, kind: bytes = b"str") -> bytes:
        return repacked(PLAIN, lambda name, part: _formula(part, value, kind) if name == SHEET else part)

    made = upload(client, shown("水库的安全鉴定".encode()))
    assert (said(made), noted(made)) == ([], [(2, "信息资源摘要", "formula")])
    assert entries_of(water)[0].summary == "水库的安全鉴定"
    assert said(upload(client, shown(b"#REF!", b"e"))) == [(2, "信息资源摘要", "error")]
    book = openpyxl.load_workbook(io.BytesIO(PLAIN))
    book.worksheets[0]["B2"] = '=A2&"x"'
    stream = io.BytesIO()
    book.save(stream)
    made = upload(client, stream.getvalue())
    assert said(made) == [(2, "信息资源摘要", "no_value")]
    assert "选择性粘贴" in client.get(f"{UPLOADS}{made.pk}/").content.decode()


def _formula(part: bytes, value: bytes, kind: bytes) -> bytes:
    start = part.index(b'<c r="B2"')
    end = part.index(b"</c>", start)
    return part[:start] + b'<c r="B2" t="' + kind + b'"><f>A2</f><v>' + value + b"</v>" + part[end:]


def test_shared_texts_are_read_whole_without_their_readings_and_dates_as_days(client: Any, water: Cast.Member) -> None:
    """As Excel writes them: runs of formatted text, readings of East Asian names beside them, days as numbers with a format."""
    texts = "<si><r><t>水库</t></r><r><rPr><b/></rPr><t>信息</t></r><rPh sb='0' eb='2'><t>shuiku</t></rPh></si><si><t>a_x0041_</t></si>"
    part = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{texts}</sst>'.encode()
    styles = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2">'
        b'<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    row = b'<row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c s="1"><v>45292</v></c><c><v>18.0</v></c><c t="b"><v>1</v></c></row>'
    content = repacked(
        PLAIN,
        lambda name, old: sheet_of(row) if name == SHEET else styles if name == "xl/styles.xml" else old,
        {"xl/sharedStrings.xml": part},
    )
    from yishu.catalogue.spreadsheets import reading

    (table,) = reading.read(content)
    assert [(line.number, line.cells) for line in table.lines] == [
        (3, {0: "水库信息", 2: "aA", 3: "2024-01-01", 4: "18", 5: "是"})
    ]


def test_control_characters_are_named_by_their_number_and_lost_nowhere(client: Any, water: Cast.Member) -> None:
    text = flat_csv([entry("水库\x07信息", 信息资源摘要="a\0b")])
    made = upload(client, text.encode(), "目录.csv")
    assert said(made) == [(2, "信息资源名称", "control"), (2, "信息资源摘要", "control")]
    assert "U+0007" in client.get(f"{UPLOADS}{made.pk}/").content.decode()
    marked = openpyxl.load_workbook(io.BytesIO(client.get(f"{UPLOADS}{made.pk}/marked.xlsx").content))
    assert marked.worksheets[0]["A2"].value == "水库␇信息"
    assert entries_of(water) == []


@pytest.mark.parametrize(
    ("head", "text", "most"),
    [
        ("信息资源名称", "长" * 201, 200),
        ("共享范围", "长" * 201, 200),
        ("信息资源摘要", "长" * 4001, 4000),
        ("信息项名称", "长" * 121, 120),
    ],
)
def test_a_text_over_the_limit_says_how_long_it_may_be(
    client: Any, water: Cast.Member, head: str, text: str, most: int
) -> None:
    row = {**entry("水库信息"), **ITEMS[0], head: text}
    made = upload(client, workbook([list(FLAT), [row.get(each) for each in FLAT]]))
    assert said(made) == [(2, head, "too_long")]
    report = client.get(f"{UPLOADS}{made.pk}/").content.decode()
    assert f"有 {len(text)} 字，最多 {most} 字" in report
    assert entries_of(water) == []


@pytest.mark.parametrize("count", [200_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_empty_rows_beyond_counting_are_passed_over(client: Any, water: Cast.Member, count: int) -> None:
    made = upload(client, empty_rows(styled=True, count=count))
    assert made.problem["code"] == "no_entries_in_file"
    made = upload(client, (flat_csv([entry("水库信息")]) + ",,,\n" * count).encode(), "目录.csv")
    assert [row.state for row in made.entries.all()] == ["drafted"]


MEASURED = """
import re, sys
from pathlib import Path
import django
django.setup()
from yishu.catalogue.spreadsheets import mapping, reading
from yishu.core.errors import Problem
def peak():  # KiB; getrusage would count the parent's peak from before the exec
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
base = peak()
content = Path(sys.argv[1]).read_bytes()
try:
    tables = reading.read(content)
    print(sum(len(table.lines) for table in tables), end=" ")
except Problem as problem:
    print(problem.code, end=" ")
print((peak() - base) // 1024)
"""


@pytest.mark.parametrize(
    ("make", "outcome"),
    [
        (declared_bomb, "workbook_too_large"),
        (undeclared_bomb, "workbook_damaged"),
        pytest.param(entities, "workbook_damaged", marks=pytest.mark.long),
        (shared_texts, "workbook_too_large"),
        pytest.param(lambda: empty_rows(styled=True), "1", marks=pytest.mark.long),
        pytest.param(lambda: b",,,\n" * 4_000_000, "0", marks=pytest.mark.long),
    ],
    ids=["declared", "undeclared", "entities", "texts", "empty rows", "empty lines"],
)
def test_memory_stays_bounded_whatever_the_file_unfolds_to(
    make: Callable[[], bytes], outcome: str, tmp_path: Path
) -> None:
    """In a process of its own: beyond what it has at its start, less than 200 MiB, for files that unfold to 200 MiB and more."""
    (tmp_path / "file").write_bytes(make())
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "file")]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    came, grown = ran.stdout.split()
    print(came, grown)
    assert came == outcome
    assert int(grown) < 200


@pytest.mark.long
def test_the_template_of_ten_thousand_entries_is_within_the_limits(client: Any, water: Cast.Member) -> None:
    """So that no limit above is in the way of what an agency has."""
    from yishu.catalogue.spreadsheets import reading

    content = filled_template(client, [entry(f"水库{n}信息") for n in range(10_000)])
    tables = {table.name: len(table.lines) for table in reading.read(content)}
    assert (tables["目录"], tables["信息项"]) == (10_001, 20_001)
