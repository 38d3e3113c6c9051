"""The columns of a spreadsheet of agreements, and the template that has them."""

from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from yishu.catalogue.spreadsheets import writing
from yishu.core.errors import Language


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is the agreement's; `needed`: the template marks it *."""

    field: str
    zh: str
    en: str
    needed: bool
    hint_zh: str
    hint_en: str
    example: str

    def head(self, language: Language) -> str:
        return (self.zh if language == "zh" else self.en) + ("*" if self.needed else "")


COLUMNS: Final = (
    Column("consumer", "使用单位", "Consumer", True, "全称或统一社会信用代码。", "Its full name or its code.", "浙江省民政厅"),
    Column("resource", "信息资源", "Resource", True, "已发布条目的名称或代码。", "Name or code of a published entry.", "307022001/000123"),
    Column("items", "信息项", "Items", True, "名称或代码，用顿号分开；“全部”为全部可共享的。", "Names or codes, parted by commas; “all” for all that are shared.", "姓名、出生日期"),
    Column("modes", "共享模式", "Modes", True, "比对验证、查询引用、批量复制，用顿号分开。", "verify, query, bulk; parted by commas.", "比对验证、查询引用"),
    Column("duty", "履职事项", "Duty", True, "数据只能用于此事项。", "The data serves this duty alone.", "社会救助审核"),
    Column("purpose", "使用目的", "Purpose", False, "取得的数据用来做什么。", "What the data is used for.", "核对申请人身份"),
    Column("obligations", "使用义务", "Obligations", False, "约定的保密、留存、销毁等要求。", "What was agreed on secrecy, keeping, deletion.", "用后不留存"),
    Column("rows_item", "记录范围信息项", "Rows: item", False, "只开放部分记录时：按哪个信息项划定。", "Where some rows only are open: by which item.", "户籍地区划"),
    Column("rows_match", "记录范围方式", "Rows: match", False, "“区划”或“等于”；不填为“区划”。", "division or exact; division, if empty.", "区划"),
    Column("rows_values", "记录范围值", "Rows: values", False, "用顿号分开。", "Parted by commas.", "330106"),
    Column("second", "每秒人次", "Per second", False, "不限的不填。", "Empty for no limit.", ""),
    Column("day", "每天人次", "Per day", False, "不限的不填。", "Empty for no limit.", "5000"),
    Column("total", "总人次", "In all", False, "不限的不填。", "Empty for no limit.", ""),
    Column("batch", "每次调用人次", "Per call", False, "不限的不填。", "Empty for no limit.", ""),
    Column("copy_rows", "每份副本记录数", "Rows of a copy", False, "不限的不填。", "Empty for no limit.", ""),
    Column("misses", "每天查无或不符人次", "Misses per day", False, "不填为 10000。", "10 000, if empty.", ""),
    Column("at_once", "同时进行的调用数", "Calls at once", False, "不限的不填。", "Empty for no limit.", ""),
    Column("networks", "只限网段", "Networks", False, "CIDR，用顿号分开；不限的不填。", "CIDR, parted by commas; empty for any.", ""),
    Column("since", "起始日期", "Since", True, "从何时起共享，如 2019-03-01。", "From when, such as 2019-03-01.", "2019-03-01"),
    Column("until", "终止日期", "Until", False, "协议未定终止日期的不填。", "Empty where the agreement names no end.", ""),
    Column("review_by", "审查日期", "Review by", False, "在此之前转为普通授权；不填为规则允许的最晚日期。", "To be an ordinary grant by then; empty for as late as the rule allows.", ""),
    Column("basis_number", "依据文号", "Basis: number", True, "协议或文件的文号。", "Number of the agreement or document.", "浙公办〔2019〕12号"),
    Column("basis_issuer", "发文单位", "Basis: issued by", True, "签发依据文件的单位。", "Who issued it.", "浙江省公安厅"),
    Column("basis_date", "发文日期", "Basis: date", True, "如 2019-02-20。", "Such as 2019-02-20.", "2019-02-20"),
)  # fmt: skip
BY_FIELD: Final = {each.field: each for each in COLUMNS}
PROBLEM: Final = ("问题", "What is wrong")
"""The last column of what is given back to be put right; not read."""
_FIELDS: Final = {
    "limits.second": "second",
    "limits.day": "day",
    "limits.total": "total",
    "limits.batch": "batch",
    "limits.rows": "copy_rows",
    "limits.misses": "misses",
    "limits.at_once": "at_once",
    "rows.item": "rows_item",
    "rows.values": "rows_values",
}


def column_of(field: str) -> str:
    """The column that an agreement's field comes from."""
    return _FIELDS.get(field, field)


def find_heads(cells: dict[int, str]) -> dict[int, str]:
    """Column number → field, of the heads among these cells, in either language."""
    known = {each.head(language).rstrip("*").casefold(): each.field for each in COLUMNS for language in ("zh", "en")}
    named = {number: text.strip().rstrip("*＊").strip().casefold() for number, text in cells.items()}
    return {number: known[text] for number, text in named.items() if text in known}


def workbook(language: Language) -> bytes:
    """Empty under its heads, with notes on each and a second sheet that explains them."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    zh = language == "zh"
    sheet.title = "存量授权" if zh else "Standing"
    needed = frozenset(n for n, each in enumerate(COLUMNS) if each.needed)
    writing.put_head(sheet, [each.head(language) for each in COLUMNS], needed=needed)
    for number, each in enumerate(COLUMNS, 1):
        writing.note(sheet.cell(1, number), each.hint_zh if zh else each.hint_en)  # type: ignore[arg-type]
    notes = book.create_sheet("填写说明" if zh else "Notes")
    writing.put_head(notes, ["列名", "怎样填", "示例"] if zh else ["Column", "How to fill it in", "Example"])
    for row, each in enumerate(COLUMNS, 2):
        for column, text in enumerate((each.head(language), each.hint_zh if zh else each.hint_en, each.example), 1):
            writing.put(notes, row, column, text)
    notes.column_dimensions["B"].width = 70
    return writing.saved(book)
