"""What is said of a row: where, by which rule, and what to do; refusals keep the row out, the rest say how it was read."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from yishu.core.errors import FieldError


@dataclass(frozen=True, slots=True)
class Remark:
    """`column` counts from 0, -1 where no cell is meant; `head` is the column's, or the field's name where the file has none."""

    sheet: str
    line: int
    column: int
    head: str
    rule: str
    zh: str
    en: str
    refuses: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)

    def message(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    @property
    def field(self) -> str:
        """As the command line prints it: `12.共享类别`, with the sheet before it where there are several."""
        return f"{self.sheet}!{self.line}.{self.head}" if self.sheet else f"{self.line}.{self.head}"


def of_dirt(wrong: FieldError) -> Remark:
    """A remark of a portal's directory: its rows of data count from 1, the line in the file is one more."""
    row, _, head = wrong.field.partition(".")
    return Remark("", int(row) + 1, -1, head, wrong.rule, wrong.message("zh"), wrong.message("en"), refuses=False)


# rule → (refuses, zh, en)
TEXTS: Final[dict[str, tuple[bool, str, str]]] = {
    "formula": (
        False,
        "这是公式，按工作簿中显示的值“{value}”登记。",
        "A formula: the value that the workbook shows is taken, {value}.",
    ),
    "no_value": (
        True,
        "这是没有计算结果的公式。请复制后“选择性粘贴→数值”，再上传。",
        "A formula without a value. Copy it, Paste Special as values, and upload again.",
    ),
    "error": (
        True,
        "公式结果出错（{value}）。请改为正确的内容。",
        "The formula ends in an error ({value}). Put the right text there.",
    ),
    "control": (
        True,
        "含有看不见的控制字符 {value}。请删除后重新填写。",
        "Holds the invisible control character {value}. Delete it and type the text anew.",
    ),
    "required": (True, "请填写{name}。", "Fill in the {name_en}."),
    "too_long": (True, "有 {count} 字，最多 {most} 字。请缩短。", "{count} characters, at most {most}. Shorten it."),
    "one_of": (
        True,
        "“{value}”不在代码表内，请填写：{known}。",
        "{value} is not in the code table; choose one of: {known}.",
    ),
    "yes_or_no": (True, "“{value}”看不出是或否，请填“是”或“否”。", "{value} is neither yes nor no: write 是 or 否."),
    "day": (True, "“{value}”不是日期，请写成 2027-12-31。", "{value} is no date: write it as 2027-12-31."),
    "whole_number": (True, "“{value}”不是大于 0 的整数。", "{value} is no whole number above 0."),
    "pairs": (True, "代码表请写成“1=男；2=女”。", "Write a code list as 1=male; 2=female."),
    "note_left": (
        False,
        "按“{read}”登记；原文“{value}”中的说明没有对应的栏，保留在本次导入记录中。",
        "Read as {read}; what else {value} says has no field and stays with this upload.",
    ),
    "merged": (
        False,
        "名称来自合并的单元格，归入“{value}”。",
        "The name comes from a merged cell: taken as part of {value}.",
    ),
    "blank": (False, "名称为空，按上一行归入“{value}”。", "No name here: taken as part of {value} above."),
    "merged_cell": (False, "内容来自合并的单元格，按“{value}”登记。", "From a merged cell: taken as {value}."),
    "other_text": (
        False,
        "与第 {first} 行不同：条目的内容以它的第一行为准，这里的“{value}”未采用。",
        "Other than line {first}: an entry's first line counts, {value} here was not taken.",
    ),
    "item_code": (
        False,
        "表中没有信息项代码的列，按次序编为 {value} 等，请在草稿中改为有意义的代码。",
        "The file has no column of item codes: they are numbered, {value} and so on. Give them codes that mean something in the draft.",
    ),
    "key": (
        False,
        "按设定把第一个信息项“{value}”作为主键。",
        "As set for this file, the first item, {value}, is the key.",
    ),
    "twice": (
        True,
        "第 {first} 行已有同名条目。请合并为一个条目，或改为能区分的名称。",
        "Line {first} has an entry of this name. Make one of them, or name them apart.",
    ),
    "orphan": (
        True,
        "目录中没有名为“{value}”的条目。请核对名称，或在目录中补上这一条目。",
        "No entry in this file is named {value}. Check the name, or add the entry.",
    ),
    "unknown_code": (
        True,
        "本单位没有代码为“{value}”的信息资源。新条目请留空，由平台分配代码。",
        "Your agency has no resource of code {value}. Leave it empty for a new entry.",
    ),
    "under_review": (
        True,
        "该条目正在审核，不能修改。请等审核完成或退回后再导入。",
        "This entry is under review and cannot be changed: import it again when it is passed or returned.",
    ),
}


def texts(rule: str, **params: object) -> tuple[bool, str, str]:
    refuses, zh, en = TEXTS[rule]
    return refuses, zh.format(**params), en.format(**params)
