"""One row of a portal's directory while it is read: its cells by meaning, and the dirt found on the way."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from yishu.catalogue.portals import words
from yishu.catalogue.portals.items import guess_items
from yishu.catalogue.portals.providers import full_name
from yishu.catalogue.portals.tables import Portal, codes_of
from yishu.core.errors import FieldError

T = TypeVar("T")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ufffd\u200b\ufeff]")
_NOTHING: Final = frozenset({"", "null", "暂无", "无", "-"})
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One entry as a portal publishes it. `row` counts the file's rows of data from 1; `items_guess` is what the summary
    seems to name; `industry` and `domain` are the portal's own words. `portal` is a key of portals.csv, or empty;
    `agency` the full name that the provider's spelling means, empty where the row leaves it open."""

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
    portal: str = ""
    county: str = ""
    agency: str = ""
    dirt: list[FieldError] = field(default_factory=list)


class Row:
    """`meanings` are the style's: head → meaning."""

    def __init__(
        self, number: int, heads: Sequence[str], cells: Sequence[str], meanings: Mapping[str, str], portal: Portal
    ) -> None:
        self.number = number
        self.dirt: list[FieldError] = []
        self._portal = portal
        self._heads = {meanings[head]: head for head in heads if head in meanings}
        self._cells = {meanings[head]: cell for head, cell in zip(heads, cells, strict=False) if head in meanings}
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
            self.say(
                meaning,
                "control",
                "含有制表符、换行等控制字符，已按空格处理。",
                "Tabs, line ends or other control characters, read as blanks.",
            )
        return "" if clean in _NOTHING else clean

    def found(self) -> Found:
        summary = self._summary()
        cycle, cycle_note = self._cycle()
        kind, format_note = self._format()
        openness, condition = self._openness()
        published, updated = self._dates()
        name = self._name()
        provider, county, agency = self._provider()
        return Found(
            row=self.number,
            name=name,
            summary=summary,
            tags=[tag for tag in re.split("[、,，]", self.text("tags")) if tag not in ("", "-", "_")],
            cycle=cycle,
            cycle_note=cycle_note,
            format=kind,
            format_note=format_note,
            provider=provider,
            domain=self._required("domain"),
            industry=self.text("industry"),
            openness=openness,
            open_condition=condition,
            published=published,
            updated=updated,
            rows=self._rows(),
            source_url=self._source_url(),
            items_guess=self._items(),
            portal=self._portal.portal,
            county=county,
            agency=agency,
            dirt=self.dirt,
        )

    def _required(self, meaning: str) -> str:
        """Said where it is empty; a portal that has no such column at all is not blamed row by row."""
        text = self.text(meaning)
        if not text and meaning in self._heads:
            self.say(meaning, "missing", "没有填写。", "Not filled in.")
        return text

    def _name(self) -> str:
        text = self._required("name")
        if len(text) > _LONGEST_NAME:
            zh, en = (
                "名称有 {length} 字，只保留前 {most} 字。",
                "{length} characters, of which the first {most} are kept.",
            )
            self.say("name", "too_long", zh, en, length=len(text), most=_LONGEST_NAME)
        return text[:_LONGEST_NAME]

    def _provider(self) -> tuple[str, str, str]:
        spelling, county = self._required("provider"), self.text("county")
        if spelling in codes_of(self._portal, "no_agency"):
            zh, en = "“{value}”不是单位名称。", "{value} is no agency's name."
            self.say("provider", "no_agency", zh, en, value=spelling)
            return spelling, county, ""
        agency = full_name(spelling, place=self._portal.place, county=county) if spelling else ""
        if spelling and not agency:
            zh, en = "“{value}”没有写明是哪个县（市、区）的单位。", "{value} does not say of which county."
            self.say("provider", "which_county", zh, en, value=spelling)
        return spelling, county, agency

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
        text, codes = self._required("cycle"), codes_of(self._portal, "cycle")
        head, note = words.split_note(text)
        if head not in codes and text:
            zh, en = "更新周期“{value}”不在代码表内。", "No such update cycle: {value}."
            self.say("cycle", "unknown", zh, en, value=text)
        if (codes.get(head) == "realtime" and head != "实时") or head not in codes:
            note = "；".join(part for part in (head, note) if part)
        return codes.get(head, "irregular"), note[:200]

    def _format(self) -> tuple[str, str]:
        text, codes = self._required("format"), codes_of(self._portal, "format")
        several = [part for part in re.split("[;；]", text) if part]
        head, note = words.split_format(several[0] if several else "")
        if len(several) > 1:
            zh, en = "写了 {count} 种格式，按第一种登记。", "{count} formats: the first one is taken."
            self.say("format", "several", zh, en, count=len(several))
            note = text
        if text and head not in codes:
            self.say("format", "unknown", "资源格式“{value}”不在代码表内。", "No such format: {value}.", value=text)
        coded = not re.search(
            "[\u4e00-\u9fff]", head
        )  # "03" and "api" say nothing once they are read: keep what stood there
        return codes.get(head, "other"), text if coded or head not in codes else note

    def _openness(self) -> tuple[str, str]:
        text = self.text("open_condition")
        openness = words.openness_of(text, codes_of(self._portal, "openness"))
        if text and openness == "unstated":
            zh, en = "从“{value}”看不出是否开放。", "{value} does not say if it is open."
            self.say("open_condition", "unclear", zh, en, value=text)
        if openness == "closed":
            zh, en = "在开放目录中却写明不开放。", "Said to be closed in an open directory."
            self.say("open_condition", "contradiction", zh, en)
        return openness, text[:300]

    def _dates(self) -> tuple[date | None, date | None]:
        published, updated = self._day("published"), self._day("updated")
        if published and updated and updated < published:
            self.say("updated", "before_published", "更新日期早于发布日期。", "Updated before it was published.")
        return published, updated

    def _day(self, meaning: str) -> date | None:
        day = self._parsed(meaning, words.day)
        if day and words.is_moment(self.text(meaning)):
            zh, en = "“{value}”是时间戳，按北京时间读作 {day}。", "{value} is a time stamp, read as {day} in Shanghai."
            self.say(meaning, "time_stamp", zh, en, value=self.text(meaning), day=day)
        return day

    def _rows(self) -> int | None:
        return self._parsed("rows", words.count)

    def _parsed(self, meaning: str, parse: Callable[[str], T]) -> T | None:
        text = self._required(meaning)
        try:
            return parse(text) if text else None
        except (ValueError, OverflowError):
            self.say(meaning, "unreadable", "无法读取“{value}”。", "Cannot be read: {value}.", value=text)
            return None

    def _source_url(self) -> str:
        text = self._required("source_url")
        if text and not re.match(r"https?://[^/\s]+", text):
            self.say("source_url", "unreadable", "不是网址。", "Not an address.")
            return ""
        return text[:500]

    def _items(self) -> list[str]:
        raw = self._cells.get("summary", "")
        items = guess_items(raw, self._portal.lists)
        if not items and re.search(r"包[含括]?等信息", raw):
            zh, en = "“包含……等信息”中没有列出信息项。", "Says that it names items, and names none."
            self.say("summary", "no_items", zh, en)
        if len(set(items)) < len(items):
            self.say("summary", "double_items", "列出的信息项有重复。", "Some items are named twice.")
        return list(dict.fromkeys(items))
