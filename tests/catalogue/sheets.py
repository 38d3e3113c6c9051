"""Spreadsheets as agencies fill them in: the template from its page, foreign workbooks, and what is uploaded."""

import csv
import io
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

UPLOADS = "/catalogue/spreadsheets/"
ENTRY = {
    "信息资源名称": "水库安全鉴定信息",
    "信息资源摘要": "全省水库历次安全鉴定的结论",
    "信息资源格式": "数据库",
    "共享类别": "非受限共享",
    "共享范围": "全省行政机关",
    "共享模式": "比对验证、查询引用",
    "更新周期": "每年",
    "时效要求": "鉴定后10个工作日内",
    "是否向社会开放": "不开放",
    "主键类型": "普通主键",
}
ITEMS = (
    {"信息项名称": "水库编码", "信息项代码": "reservoir_no", "数据类型": "字符型", "主键": "是"},
    {"信息项名称": "鉴定结论", "信息项代码": "conclusion", "数据类型": "字符型"},
)
FLAT = (*ENTRY, "信息项名称", "信息项代码", "数据类型", "主键")


def entry(name: str, **changes: str) -> dict[str, str]:
    return {**ENTRY, "信息资源名称": name, **changes}


def filled_template(client: Any, entries: Sequence[dict[str, str]], items: Sequence[dict[str, str]] = ITEMS) -> bytes:
    """The template as it is downloaded, with these entries, each with these items."""
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{UPLOADS}template.xlsx?lang=zh").content))
    first, second = book["目录"], book["信息项"]
    heads = [_plain(cell.value) for cell in first[1]]
    item_heads = [_plain(cell.value) for cell in second[1]]
    for one in entries:
        first.append([one.get(head) for head in heads])
        for item in items:
            given = {"信息资源名称": one["信息资源名称"], **item}
            second.append([given.get(head) for head in item_heads])
    return saved(book)


def _plain(head: object) -> str:
    return str(head).rstrip("*")


def flat_csv(rows: Sequence[dict[str, str]], heads: Sequence[str] = FLAT) -> str:
    """One line an item, the entry's columns in its first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, extrasaction="ignore")
    writer.writeheader()
    for one in rows:
        writer.writerow({**one, **ITEMS[0]})
        writer.writerow(dict(ITEMS[1]))
    return out.getvalue()


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] = lambda _sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def post(client: Any, content: bytes, name: str = "目录.xlsx") -> Any:
    return client.post(UPLOADS, {"kind": "entries", "file": SimpleUploadedFile(name, content)})


def upload(client: Any, content: bytes, name: str = "目录.xlsx") -> Any:
    """Taken in and worked through, as the worker does it; the upload."""
    from yishu.catalogue.spreadsheets.models import Upload

    answer = post(client, content, name)
    assert answer.status_code == 302, answer.content.decode()
    number = int(answer.headers["Location"].rstrip("/").rpartition("/")[2])
    worked(number)
    return Upload.objects.get(pk=number)


def worked(number: int) -> None:
    from yishu.catalogue.spreadsheets.working import work

    while work(number):
        pass


def said(made: Any) -> list[tuple[int, str, str]]:
    """Line, head and rule of every refusal."""
    return [
        (each["line"], each["head"], each["rule"])
        for row in made.entries.all()
        for each in row.remarks
        if each["refuses"]
    ]


def noted(made: Any) -> list[tuple[int, str, str]]:
    """Line, head and rule of what was only remarked on."""
    return [
        (each["line"], each["head"], each["rule"])
        for row in made.entries.all()
        for each in row.remarks
        if not each["refuses"]
    ]


def proposal(client: Any, place: str) -> dict[str, str]:
    """What the page of the mapping has chosen: the form as a browser would send it."""
    form = _Form()
    form.feed(client.get(place).content.decode().partition('class="ys-form"')[2].partition("</form>")[0])
    return form.values


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "select":
            self._select = given["name"] or ""
            self.values[self._select] = ""
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given["value"] or ""
        elif tag == "input" and given.get("type") == "text":
            self.values[given["name"] or ""] = given.get("value") or ""
