"""An entry's lines to a draft, by the mapping; each cell that cannot be read, or was read otherwise than it stands, is said."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from yishu.catalogue import drafting
from yishu.catalogue.models import Entry
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.catalogue.spreadsheets import remarks, values
from yishu.catalogue.spreadsheets.fields import BY_NAME, ENTRY_FIELDS, FIELDS, ITEM_FIELDS, Field
from yishu.catalogue.spreadsheets.grouping import CONTROL, Group, Place
from yishu.catalogue.spreadsheets.mapping import FIRST_IS_KEY, Mapping
from yishu.catalogue.spreadsheets.remarks import Remark
from yishu.catalogue.spreadsheets.tables import ERROR_VALUE, FORMULA, FORMULA_WITHOUT_VALUE, MERGED
from yishu.core.errors import FieldError

DEFAULTS: Final[dict[str, Any]] = {
    "name": "", "summary": "", "category": "", "format": "", "cycle": "", "openness": "", "modes": (), "items": (),
}  # fmt: skip
"""What a draft of nothing holds: the fields without a default of their own."""
_SHOWN: Final = 40


@dataclass(slots=True)
class Reading:
    """A group while it is read. `code`: the resource's, where the file gives one; `where`: a draft's field → its cell."""

    group: Group
    mapping: Mapping
    remarks: list[Remark] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    where: dict[str, tuple[Place, int]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    code: str = ""

    def say(self, rule: str, place: Place, column: int, head: str, **params: object) -> None:
        refuses, zh, en = remarks.texts(rule, **params)
        named = self.mapping.heads.get(place.sheet, {}).get(column, head)
        self.remarks.append(Remark(place.sheet, place.number, column, named, rule, zh, en, refuses))


def read(group: Group, mapping: Mapping) -> Reading:
    """All that the file says of the entry."""
    reading = Reading(group, mapping)
    _say_group(reading)
    for name, text in mapping.fixed.items():
        if name in BY_NAME:
            _take(reading, BY_NAME[name], text, group.lines[0], -1)
    for at, place in enumerate(group.lines):
        _line(reading, place, is_first=at == 0)
    _finish_items(reading)
    return reading


def draft_of(reading: Reading, known: Entry | None) -> EntryDraft:
    """What is to be kept: over what the catalogue has, where the entry is known and the file has no such column."""
    given = dict(DEFAULTS) | _kept(known) | reading.given
    if reading.items or known is None:
        given["items"] = tuple(ItemDraft(**{"code": "", "name": "", **item}) for item in reading.items)
    return EntryDraft(**given)


def _kept(known: Entry | None) -> dict[str, Any]:
    if known is None:
        return {}
    draft = drafting.draft_of(known)
    return {name: getattr(draft, name) for name in EntryDraft.__dataclass_fields__}


def say_missing(reading: Reading, draft: EntryDraft) -> None:
    """What has to be chosen and was not: a form cannot be sent without it, so that the rules do not ask."""
    for each in ENTRY_FIELDS:
        if each.needed and each.kind == "code" and not getattr(draft, each.key) and each.name not in reading.unread:
            place, column = reading.where.get(each.name) or (reading.group.lines[0], -1)
            reading.say("required", place, column, each.zh, name=each.zh, name_en=each.en)


def is_same(draft: EntryDraft, known: Entry) -> bool:
    """Whether the catalogue has all of the draft already."""
    return replace(draft, **_kept(known)) == draft


def of_rule(reading: Reading, wrong: FieldError) -> Remark | None:
    """A rule's error at the cell that it means; None where that cell could not be read and this is said already."""
    key = wrong.field.replace("items[", "item[") if wrong.field.startswith("items[") else f"entry.{wrong.field}"
    if key in reading.unread:
        return None
    place, column = reading.where.get(key) or reading.where.get(key.partition(".")[0]) or (reading.group.lines[0], -1)
    named = next(
        (each.zh for each in FIELDS if each.name == key or (key.endswith(f"].{each.key}") and each.of == "item")),
        "信息项",
    )
    head = reading.mapping.heads.get(place.sheet, {}).get(column, named)
    return Remark(
        place.sheet, place.number, column, head, wrong.rule, wrong.message("zh"), wrong.message("en"), refuses=True
    )


def _say_group(reading: Reading) -> None:
    group, first = reading.group, reading.group.lines[0]
    named = _column_of(reading.mapping, first.sheet, "entry.name")
    if group.orphan:
        reading.say("orphan", first, named, "信息资源名称", value=_short(group.name))
    elif group.first:
        reading.say("twice", first, named, "信息资源名称", first=group.first)
    for place in group.lines:
        how = group.filled.get(str(place.number)) or group.filled.get(f"{place.sheet}!{place.number}")
        if how:
            column = _column_of(reading.mapping, place.sheet, "entry.name")
            reading.say(how, place, column, "信息资源名称", value=_short(group.name))


def _column_of(mapping: Mapping, sheet: str, name: str) -> int:
    return next((number for number, each in mapping.sheets[sheet].items() if each == name), -1)


def _line(reading: Reading, place: Place, *, is_first: bool) -> None:
    """The entry's fields count in its first line only, an item's in every line that has one."""
    columns = reading.mapping.sheets[place.sheet]
    has_item = any(columns.get(number, "").startswith("item.") for number in place.cells | place.notes)
    at = len(reading.items)
    if has_item:
        reading.items.append({})
        reading.where[f"item[{at}]"] = (place, -1)
    for number, name in columns.items():
        each = BY_NAME[name]
        if each.of == "entry" and not is_first:
            _say_other(reading, each, place, number)
            continue
        if each.of == "item" and not has_item:
            continue
        _cell(reading, each, place, number, at)


def _say_other(reading: Reading, each: Field, place: Place, column: int) -> None:
    """An entry's text in a later line counts for nothing: said where it is not the first line's."""
    first, text = reading.group.lines[0], place.cells.get(column, "").strip()
    if (
        text
        and each.key not in ("name", "code")
        and first.sheet == place.sheet
        and text != first.cells.get(column, "").strip()
    ):
        reading.say("other_text", place, column, each.zh, value=_short(text), first=first.number)


def _cell(reading: Reading, each: Field, place: Place, column: int, at: int) -> None:
    key = each.name if each.of == "entry" else f"item[{at}].{each.key}"
    reading.where[key] = (place, column)
    text, note = place.cells.get(column, ""), place.notes.get(column, "")
    if note in (FORMULA, FORMULA_WITHOUT_VALUE, ERROR_VALUE):
        reading.say(note, place, column, each.zh, value=_short(text))
        if note != FORMULA:
            reading.unread.add(key)
            return
    if note == MERGED and each.name != "entry.name":
        reading.say("merged_cell", place, column, each.zh, value=_short(text))
    if note.startswith(CONTROL):
        reading.say("control", place, column, each.zh, value=note.removeprefix(CONTROL))
        reading.unread.add(key)
        return
    _take(reading, each, text, place, column, at)


def _take(reading: Reading, each: Field, text: str, place: Place, column: int, at: int = -1) -> None:
    if not text.strip() and each.kind not in ("text", "yes"):
        if each.kind in ("codes", "words"):
            reading.given.setdefault(each.key, ())
        return
    key = each.name if each.of == "entry" else f"item[{at}].{each.key}"
    try:
        value, note = values.read(each, text)
    except values.Unclear as unclear:
        reading.say(unclear.rule, place, column, each.zh, **{"value": _short(text), **unclear.params})
        reading.unread.add(key)
        return
    if each.name == "item.type" and (size := re.fullmatch(r"(\d{1,6})(?:[,，]\s*\d+)?", note)):
        reading.items[at].setdefault("length", int(size[1]))  # varchar(20)
    elif note:
        reading.say("note_left", place, column, each.zh, value=_short(text), read=values.word_of(each.key, str(value)))
    if each.name == "entry.code":
        reading.code = str(value)
    elif each.of == "entry":
        reading.given[each.key] = value
    else:
        reading.items[at][each.key] = value


def _finish_items(reading: Reading) -> None:
    first = reading.group.lines[0]
    if reading.items and not reading.mapping.has("item.code"):
        for n, item in enumerate(reading.items, 1):
            item["code"] = f"item_{n}"
        reading.say("item_code", first, -1, "信息项代码", value="item_1")
    if reading.items and FIRST_IS_KEY in reading.mapping.fixed and not reading.mapping.has("item.is_key"):
        reading.items[0]["is_key"] = True
        reading.say("key", first, -1, "主键", value=_short(str(reading.items[0].get("name", ""))))
    for each in ITEM_FIELDS:
        if each.kind == "yes" and each.key == "required" and reading.mapping.has(each.name):
            _turn_round(reading)


def _turn_round(reading: Reading) -> None:
    """是否为空 asks the opposite of 必填."""
    heads = {
        heads.get(number, "")
        for sheet, columns in reading.mapping.sheets.items()
        for number, name in columns.items()
        if name == "item.required" and (heads := reading.mapping.heads[sheet])
    }
    if any(values.plain(head) in ("是否为空", "能否为空", "可否为空", "允许为空") for head in heads):
        for item in reading.items:
            item["required"] = not item.get("required", False)


def _short(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= _SHOWN else f"{clean[:_SHOWN]}…"
