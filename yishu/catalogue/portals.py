"""Reading the catalogues of open-data portals as they are published: pure text to found entries, dirt named and kept.

A portal publishes what it likes; nothing is dropped here. A cell that cannot be read becomes empty and its `dirt` says
so by row and field; a cell that can be read but looks wrong is kept and said too. Codes of cycle, format and openness
are those of the catalogue's tables. Each portal's heads are mapped in HEADS; a new portal is new lines there.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from yishu.core.errors import FieldError, Problem

T = TypeVar("T")


class NotAPortalDirectory(Problem):
    """The first row lacks {missing}. Upload the open directory's CSV as the portal publishes it, heads included."""

    code = "not_a_portal_directory"
    status = 422
    zh = "首行不是开放目录的表头：缺少 {missing}。请上传门户原样发布的 CSV（含表头）。"


class BrokenDirectory(Problem):
    """The CSV breaks off after line {line}. Check its quotation marks, or export it anew."""

    code = "broken_directory"
    status = 422
    zh = "CSV 在第 {line} 行之后无法继续读取。请检查引号，或重新导出。"


HEADS: Final[dict[str, str]] = {
    "标题": "name",
    "摘要": "summary",
    "标签": "tags",
    "更新周期": "cycle",
    "资源格式": "format",
    "数源单位": "provider",
    "数据领域": "domain",
    "行业分类": "industry",
    "开放条件": "open_condition",
    "更新日期": "updated",
    "发布日期": "published",
    "数据量": "rows",
    "详情页网址": "source_url",
}
REQUIRED: Final = ("name", "provider")
CYCLES: Final[dict[str, str]] = {
    "实时": "realtime",
    "分钟级": "realtime",
    "小时级": "realtime",
    "每天": "daily",
    "每日": "daily",
    "每周": "weekly",
    "每月": "monthly",
    "每季度": "quarterly",
    "每半年": "half_yearly",
    "每年": "yearly",
    "不定期": "irregular",
    "不更新": "never",
}
FORMATS: Final[dict[str, str]] = {
    "数据库": "database",
    "电子表格": "spreadsheet",
    "电子文件": "file",
    "接口": "interface",
    "图形图像": "graphic",
}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ufffd\u200b\ufeff]")
_NOTHING: Final = frozenset({"", "null", "暂无", "无", "-"})
# Words of this portal that no rule below would read rightly.
_OPENNESS: Final[dict[str, str]] = {
    "无条件": "open",
    "完全开放": "open",
    "根据接口规范": "conditional",
    "业务协同": "conditional",
    "信息参考": "conditional",
    "大综合一体化场景": "conditional",
    "局内使用": "closed",
    "否": "closed",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One entry as a portal publishes it. `row` counts the file's rows of data from 1; `items_guess` is what the summary
    seems to name; `industry` and `domain` are the portal's own words."""

    row: int
    name: str
    summary: str
    tags: list[str]
    cycle: str
    cycle_note: str
    format: str
    format_note: str
    provider: str
    domain: str
    industry: str
    openness: str
    open_condition: str
    published: date | None
    updated: date | None
    rows: int | None
    source_url: str
    items_guess: list[str]
    dirt: list[FieldError] = field(default_factory=list)


def read(content: bytes) -> list[Found]:
    """All entries of a portal's CSV (UTF-8 with or without BOM, else GB 18030). Raises NotAPortalDirectory, BrokenDirectory."""
    table = csv.reader(io.StringIO(_decoded(content), newline=""))
    try:
        lines = list(table)
    except csv.Error as error:
        raise BrokenDirectory(line=table.line_num) from error
    heads = [head.strip() for head in lines[0]] if lines else []
    missing = [head for head, meaning in HEADS.items() if meaning in REQUIRED and head not in heads]
    if missing:
        raise NotAPortalDirectory(missing="、".join(missing))
    found = [_Row(number, heads, cells).found() for number, cells in enumerate(lines[1:], 1) if any(cells)]
    _name_doubles(found)
    return found


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _name_doubles(found: Sequence[Found]) -> None:
    first: dict[tuple[str, str], int] = {}
    for entry in found:
        row = first.setdefault((entry.provider, entry.name), entry.row)
        if row != entry.row:
            zh, en = "同一单位的同名资源在第 {first} 行已出现。", "The same provider's row {first} has the same name."
            entry.dirt.append(FieldError(f"{entry.row}.标题", "double", zh, en, first=row))


class _Row:
    """One row while it is read: its cells by meaning, and the dirt found on the way."""

    def __init__(self, number: int, heads: Sequence[str], cells: Sequence[str]) -> None:
        self.number = number
        self.dirt: list[FieldError] = []
        self._heads = {HEADS[head]: head for head in heads if head in HEADS}
        self._cells = {HEADS[head]: cell for head, cell in zip(heads, cells, strict=False) if head in HEADS}
        if len(cells) != len(heads):
            self._say_row(len(heads), len(cells))

    def _say_row(self, wanted: int, got: int) -> None:
        zh, en = "此行有 {got} 格，表头有 {wanted} 格。", "This row has {got} cells, the head {wanted}."
        self.dirt.append(FieldError(f"{self.number}", "cells", zh, en, got=got, wanted=wanted))

    def say(self, meaning: str, rule: str, zh: str, en: str, **params: object) -> None:
        head = self._heads.get(meaning, meaning)
        self.dirt.append(FieldError(f"{self.number}.{head}", rule, zh, en, **params))

    def text(self, meaning: str) -> str:
        raw = self._cells.get(meaning, "")
        clean = " ".join(_CONTROL.sub(" ", raw).split())
        if _CONTROL.search(raw):
            self.say(meaning, "control", "含有制表符等控制字符，已按空格处理。", "Control characters, read as blanks.")
        return "" if clean in _NOTHING else clean

    def found(self) -> Found:
        summary = self._summary()
        cycle, cycle_note = self._cycle()
        kind, format_note = self._format()
        openness, condition = self._openness()
        published, updated = self._dates()
        return Found(
            row=self.number,
            name=self._required("name"),
            summary=summary,
            tags=[tag for tag in re.split("[、,，]", self.text("tags")) if tag not in ("", "-", "_")],
            cycle=cycle,
            cycle_note=cycle_note,
            format=kind,
            format_note=format_note,
            provider=self._required("provider"),
            domain=self._required("domain"),
            industry=self.text("industry"),
            openness=openness,
            open_condition=condition,
            published=published,
            updated=updated,
            rows=self._rows(),
            source_url=self._source_url(),
            items_guess=self._items(),
            dirt=self.dirt,
        )

    def _required(self, meaning: str) -> str:
        text = self.text(meaning)
        if not text:
            self.say(meaning, "missing", "没有填写。", "Not filled in.")
        return text

    def _summary(self) -> str:
        text = self._required("summary")
        if re.search(r"[.·…。]{4,}$", text):
            self.say("summary", "padded", "用标点凑足字数。", "Padded with punctuation.")
        elif re.fullmatch(r"(.{4,}?)\1+", text):
            self.say("summary", "repeated", "同一句话重复凑足字数。", "The same words over and over.")
        elif re.search(r"包[含括]$", text):
            self.say("summary", "cut", "内容在“包含”之后中断。", "Breaks off where the items should follow.")
        return text

    def _cycle(self) -> tuple[str, str]:
        text = self._required("cycle")
        head, note = _split_note(text)
        if head not in CYCLES and text:
            self.say(
                "cycle", "unknown", "更新周期“{value}”不在代码表内。", "No such update cycle: {value}.", value=text
            )
        if (CYCLES.get(head) == "realtime" and head != "实时") or head not in CYCLES:
            note = "；".join(part for part in (head, note) if part)
        return CYCLES.get(head, "irregular"), note

    def _format(self) -> tuple[str, str]:
        text = self._required("format")
        head, _, note = text.partition("-")
        if text and head not in FORMATS:
            self.say("format", "unknown", "资源格式“{value}”不在代码表内。", "No such format: {value}.", value=text)
        return FORMATS.get(head, "other"), note if head in FORMATS else text

    def _openness(self) -> tuple[str, str]:
        text = self.text("open_condition")
        openness = read_openness(text)
        if text and openness == "unstated":
            self.say(
                "open_condition",
                "unclear",
                "从“{value}”看不出是否开放。",
                "{value} does not say if it is open.",
                value=text,
            )
        if openness == "closed":
            self.say(
                "open_condition",
                "contradiction",
                "在开放目录中却写明不开放。",
                "Said to be closed in an open directory.",
            )
        return openness, text

    def _dates(self) -> tuple[date | None, date | None]:
        published, updated = self._parsed("published", date.fromisoformat), self._parsed("updated", date.fromisoformat)
        if published and updated and updated < published:
            self.say("updated", "before_published", "更新日期早于发布日期。", "Updated before it was published.")
        return published, updated

    def _rows(self) -> int | None:
        return self._parsed("rows", _count)

    def _parsed(self, meaning: str, parse: Callable[[str], T]) -> T | None:
        text = self._required(meaning)
        try:
            return parse(text) if text else None
        except ValueError:
            self.say(meaning, "unreadable", "无法读取“{value}”。", "Cannot be read: {value}.", value=text)
            return None

    def _source_url(self) -> str:
        text = self._required("source_url")
        if text and not re.match(r"https?://[^/\s]+", text):
            self.say("source_url", "unreadable", "不是网址。", "Not an address.")
            return ""
        return text

    def _items(self) -> list[str]:
        raw = self._cells.get("summary", "")
        items = guess_items(raw)
        if not items and re.search(r"包[含括]?等信息", raw):
            self.say(
                "summary", "no_items", "“包含……等信息”中没有列出信息项。", "Says that it names items, and names none."
            )
        if len(set(items)) < len(items):
            self.say("summary", "double_items", "列出的信息项有重复。", "Some items are named twice.")
        return list(dict.fromkeys(items))


def read_openness(condition: str) -> str:
    """open, conditional, closed or unstated, from a portal's own words of the condition (开放条件)."""
    if condition in _OPENNESS:
        return _OPENNESS[condition]
    if re.search("申请|审批|审核|仅|用于", condition):
        return "conditional"
    return "open" if "开放" in condition else "unstated"


_LIST_OF_ITEMS: Final = re.compile(
    r"包[含括](?P<list>[^。]*)等(?:信息|(?:字段|内容|数据|的?基本信息)?(?=\s*[)）]?(?:[。；;,，]|$)))"
)
_LONGEST_ITEM: Final = 60


def guess_items(summary: str) -> list[str]:
    """The items in "包含 A、B、C 等信息": split at commas, or at 、 where there is none; brackets keep together what they hold.

    Prose that lists nothing gives nothing; a repeated item is given as often as it stands.
    """
    named = _LIST_OF_ITEMS.search(summary)
    if named is None:
        return []
    listed = named["list"]
    parts = _split_outside_brackets(listed, ",，;；\t")
    if len(parts) == 1:
        parts = _split_outside_brackets(listed, "、")
    items = [" ".join(part.split()) for part in parts]
    return [item for item in items if 0 < len(item) <= _LONGEST_ITEM]


def _split_outside_brackets(text: str, separators: str) -> list[str]:
    if len(re.findall(r"[(（\[]", text)) != len(re.findall(r"[)）\]]", text)):
        return re.split(f"[{separators}]", text)  # a bracket is cut off: it would swallow the rest
    parts, depth = [""], 0
    for character in text:
        depth += (character in "(（[") - (character in ")）]")
        if depth <= 0 and character in separators:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _split_note(cycle: str) -> tuple[str, str]:
    """Of "不定期(更新说明:暂无新业务数据产生)" the cycle "不定期" and the note "暂无新业务数据产生"."""
    split = re.fullmatch(r"(?P<cycle>[^(（]*)[(（](?:更新说明[:：])?(?P<note>.*?)[)）]?", cycle)
    return (split["cycle"].strip(), split["note"].strip()) if split else (cycle, "")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)
