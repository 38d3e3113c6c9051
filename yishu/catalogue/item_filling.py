"""Rows of items filled in from their names: by the data element that is called so, else by what the name says (4.3, 5.3, 8.1). What was filled in stays."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yishu.catalogue.item_lists import Row, read_list
from yishu.catalogue.rules.completeness import MOST_ITEMS
from yishu.catalogue.rules.shapes import shape_of
from yishu.catalogue.words import KEY_WORDS, key_name
from yishu.core.text import folded_name
from yishu.standards import queries as standards
from yishu.standards.models import DataElement

_NUMBER = re.compile(r"(编号|编码|代码|号码|号)$")


@dataclass(frozen=True, slots=True)
class Standards:
    """What the register has for some names."""

    by_name: dict[str, list[DataElement]]

    @classmethod
    def for_names(cls, names: Sequence[str]) -> "Standards":
        return cls(standards.suggest_elements(names) if names else {})

    def element_of(self, name: str) -> DataElement | None:
        """The element that the name surely is: one that is called so, or, as no source comes of it, a reference element that it ends with."""
        folded = folded_name(name)
        for element in self.by_name.get(name, []):
            if folded in element.folded_names:
                return element
            if element.is_reference and any(folded.endswith(word) for word in element.folded_names if len(word) > 1):
                return element
        return None

    @staticmethod
    def fields_of(element: DataElement) -> Row:
        """What an item takes over from its data element. To be its source is claimed by a person, never by filling in (4.3)."""
        taken: Row = {"data_element": element.identifier, "type": element.type}
        if element.length and element.type == "string":
            taken["length"] = element.length
        if element.definition:
            taken["meaning"] = element.definition[:300]
        if element.sensitivity:
            taken["sensitivity"] = element.sensitivity
        if element.code_list:
            taken["code_list"] = element.code_list.identifier
        if not element.is_reference:
            taken["role"] = "reference"
        return taken


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of an editor with what was listed behind them: how many are new, what had no room any more, and the kind of key."""

    rows: list[Row]
    new: int
    left: list[str]
    key_kind: str


def listed(rows: Iterable[Row], text: str, key_kind: str) -> Listed:
    """A list of items put behind the rows that say something, but for names that stand there already, and filled in. Rows that are there stay as they are, and so
    does the key, where one is ticked."""
    kept = [row for row in rows if row["name"] or row["code"]]
    there = {folded_name(str(row["name"])) for row in kept}
    found = [row for row in read_list(text) if folded_name(str(row["name"])) not in there]
    room = max(MOST_ITEMS - len(kept), 0)
    new, left = found[:room], [str(row["name"]) for row in found[room:]]
    known = Standards.for_names([str(row["name"]) for row in new])
    taken = {str(row["data_element"]) for row in kept if row["data_element"]}
    made = [_filled(row, known, taken) for row in new]
    has_key = any(row.get("is_key") for row in kept)
    kind = key_kind if has_key else _kind_of_key(made, key_kind)
    if not has_key and (key := _key_among(made, known, kind)) is not None:
        key["is_key"] = key["required"] = True
    return Listed([*kept, *made], len(new), left, kind)


def _kind_of_key(rows: Sequence[Row], given: str) -> str:
    """The kind that was chosen; where none was, that of the item that is listed first, if it is called as one: 统一社会信用代码."""
    first = folded_name(str(rows[0]["name"])) if rows else ""
    return next((kind for kind in KEY_WORDS if given == "plain" and first and key_name(kind) == first), given)


def _key_among(rows: Sequence[Row], known: Standards, kind: str) -> Row | None:
    """The one that is called as the key's kind; of a kind of one's own the first, if it is a number."""
    if kind == "plain":
        return rows[0] if rows and _NUMBER.search(str(rows[0]["name"])) else None
    called = [row for row in rows if _is_called(row, known, kind)]
    return called[0] if len(called) == 1 else None


def _filled(row: Row, known: Standards, taken: set[str]) -> Row:
    """`taken` are the elements that rows before this one name: each is one item's (户主姓名 and 配偶姓名 are two items)."""
    name = str(row["name"])
    element = known.element_of(name)
    if element and element.identifier not in taken and row.get("type", element.type) == element.type:
        taken.add(element.identifier)
        return known.fields_of(element) | row
    shape = shape_of(name)
    guessed: Row = {"type": shape.type, "sensitivity": shape.sensitivity}
    if shape.length and row.get("type", "string") == "string":
        guessed["length"] = shape.length
    return guessed | row


def _is_called(row: Row, known: Standards, key_kind: str) -> bool:
    word = key_name(key_kind)
    element = known.element_of(str(row["name"]))
    return bool(word) and word in {folded_name(str(row["name"])), *(element.folded_names[:1] if element else ())}
