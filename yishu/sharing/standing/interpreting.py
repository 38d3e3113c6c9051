"""A row of a spreadsheet as an agreement, with everything that cannot be understood of it, by column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from yishu.agencies.models import Agency
from yishu.catalogue import codes
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.spreadsheets import tables
from yishu.catalogue.vocabulary import Mode, ResourceState
from yishu.core.errors import FieldError
from yishu.core.rows import Match, RowRule
from yishu.core.text import fold
from yishu.sharing.rules import Limits
from yishu.sharing.standing.agreement import Agreement

_BETWEEN: Final = re.compile(r"[,，、;；\n]+")
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00:00)?")
_MATCHES: Final[dict[str, Match]] = {
    "": "prefix",
    "区划": "prefix",
    "division": "prefix",
    "等于": "exact",
    "exact": "exact",
}
_MODES: Final = {
    "比对验证": "verify", "比对": "verify", "验证": "verify", "核验": "verify", "verify": "verify",
    "查询引用": "query", "查询": "query", "引用": "query", "接口": "query", "query": "query",
    "批量复制": "bulk", "批量": "bulk", "复制": "bulk", "库表": "bulk", "bulk": "bulk",
}  # fmt: skip
Told = TypeVar("Told")
_ALL: Final = ("全部", "all")


@dataclass(frozen=True)
class Read:
    """`entry` where the resource was found; what is missing of the agreement is empty, and said in `wrong`."""

    agreement: Agreement
    entry: Entry | None
    wrong: list[FieldError]


@dataclass
class _Row:
    cells: Mapping[str, str]
    wrong: list[FieldError] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(each.strip() for each in _BETWEEN.split(self.text(name)) if each.strip())

    def day(self, name: str) -> date | None:
        return self._of(name, _day, "须为日期，如 2019-03-01。", "A day, such as 2019-03-01.")

    def number(self, name: str) -> int | None:
        return self._of(
            name, _whole, "须为整数，如 5000；不限的不填。", "A whole number, such as 5000; empty for no limit."
        )

    def _of(self, name: str, read: Callable[[str], Told], zh: str, en: str) -> Told | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return read(text)
        except ValueError:
            self.wrong.append(FieldError(name, "type", zh, en))
            return None


def read(cells: Mapping[str, str], notes: Mapping[str, str], provider: Agency) -> Read:
    """What a row says, of the resources of this provider."""
    row = _Row(cells)
    row.wrong += [error for name, note in notes.items() if (error := _noted(name, note))]
    resource = _resource(row, provider)
    entry = resource.current if resource else None
    limits = Limits(
        row.number("second"),
        row.number("day"),
        row.number("total"),
        row.number("batch"),
        row.number("copy_rows"),
        row.number("misses"),
        row.number("at_once"),
    )
    agreement = Agreement(
        consumer=row.text("consumer"),
        resource=resource.code if resource else row.text("resource"),
        items=_items(row, entry),
        modes=_modes(row),
        duty=row.text("duty"),
        purpose=row.text("purpose"),
        obligations=row.text("obligations"),
        rows=_rows(row, entry),
        limits=limits,
        networks=tuple(each for part in row.words("networks") for each in part.split()),
        since=row.day("since"),
        until=row.day("until"),
        review_by=row.day("review_by"),
        basis_number=row.text("basis_number"),
        basis_issuer=row.text("basis_issuer"),
        basis_date=row.day("basis_date"),
    )
    return Read(agreement, entry, row.wrong)


def _noted(name: str, note: str) -> FieldError | None:
    """What a formula gives depends on who opens the file: it is not taken for what was agreed."""
    if note in (tables.FORMULA, tables.FORMULA_WITHOUT_VALUE):
        return FieldError(name, "formula", "含公式，请粘贴为数值。", "Holds a formula; paste its value.")
    if note == tables.ERROR_VALUE:
        return FieldError(name, "error_value", "是错误值，请改正。", "Holds an error value; put it right.")
    return None


def _resource(row: _Row, provider: Agency) -> Resource | None:
    wanted = row.text("resource")
    if not wanted:
        row.wrong.append(FieldError("resource", "required", "请填写信息资源。", "Name the resource."))
        return None
    own = Resource.objects.filter(provider=provider, state=ResourceState.PUBLISHED).select_related("current")
    by_code = own.filter(code=codes.from_path(wanted)).first() if len(wanted) < 60 else None
    found = [by_code] if by_code else list(own.filter(current__name=wanted)[:2])
    if len(found) == 1:
        return found[0]
    zh = "本单位没有名称或代码为“{name}”的已发布资源，请核对。"
    en = "The agency has no published resource by the name or code {name}; check it."
    if found:
        zh, en = "有多个资源名为“{name}”，请改填代码。", "Several resources are called {name}; give the code."
    row.wrong.append(FieldError("resource", "unknown", zh, en, name=wanted[:120]))
    return None


def _items(row: _Row, entry: Entry | None) -> tuple[str, ...]:
    """By code or by name; a word that is neither stays as it is, and is refused with what there is."""
    words = row.words("items")
    if entry is None:
        return words
    if len(words) == 1 and words[0].casefold() in _ALL:
        return tuple(item.code for item in entry.shared_items)
    known = {fold(item.name): item.code for item in entry.shared_items}
    return tuple(known.get(fold(word), word) for word in words)


def _modes(row: _Row) -> tuple[str, ...]:
    labels = {str(mode.label): mode.value for mode in Mode}
    return tuple(_MODES.get(word.casefold()) or labels.get(word, word) for word in row.words("modes"))


def _rows(row: _Row, entry: Entry | None) -> RowRule | None:
    item, values = row.text("rows_item"), row.words("rows_values")
    if not item and not values:
        return None
    if not item:
        zh, en = "填写了限定的值，请写明按哪个信息项划定。", "There are values; name the item that they are of."
        row.wrong.append(FieldError("rows_item", "required", zh, en))
        return None
    match = _MATCHES.get(row.text("rows_match").casefold())
    if match is None:
        zh, en = "须为“区划”或“等于”。", "division or exact."
        row.wrong.append(FieldError("rows_match", "one_of", zh, en))
        return None
    known = {fold(each.name): each.code for each in entry.items.all()} if entry else {}
    return RowRule(known.get(fold(item), item), values, match)


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def _whole(text: str) -> int:
    plain = text.replace(",", "").replace("，", "")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 12:
        raise ValueError(text)
    return int(plain)
