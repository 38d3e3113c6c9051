"""From lines to entries: an entry's own line, the lines of its items beneath it, and those of a sheet of items that name it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Self
from unicodedata import category

from yishu.catalogue.spreadsheets.mapping import Mapping
from yishu.catalogue.spreadsheets.tables import MERGED, Line, Table
from yishu.core.text import fold

CONTROL: Final = "control "
"""How the note of a cell with a control character begins; the character's number follows."""


@dataclass(slots=True)
class Place:
    """A line of the file as it is kept."""

    sheet: str
    number: int
    cells: dict[int, str]
    notes: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of_line(cls, sheet: str, line: Line) -> Self:
        """Control characters cannot be kept: their pictures (U+2400 and on) are, and the cell is noted."""
        cells, notes = dict(line.cells), dict(line.notes)
        for number, text in line.cells.items():
            if found := _control(text):
                cells[number], notes[number] = _pictured(text), f"{CONTROL}{found}"
        return cls(sheet, line.number, cells, notes)

    def as_json(self) -> list[Any]:
        return [self.sheet, self.number, _texts(self.cells), _texts(self.notes)]

    @classmethod
    def of_json(cls, kept: list[Any]) -> Self:
        sheet, number, cells, notes = kept
        return cls(sheet, number, _numbers(cells), _numbers(notes))


def _control(text: str) -> str:
    """The first control character, as U+0007; line ends and tabs are none."""
    found = next((one for one in text if _is_control(one)), "")
    return f"U+{ord(found):04X}" if found else ""


def _is_control(one: str) -> bool:
    return category(one) in ("Cc", "Cs") and one not in "\n\r\t"


def _pictured(text: str) -> str:
    return "".join((chr(0x2400 + ord(one)) if ord(one) < 32 else "\ufffd") if _is_control(one) else one for one in text)


def _texts(cells: dict[int, str]) -> dict[str, str]:
    return {str(number): text for number, text in cells.items()}


def _numbers(cells: dict[str, str]) -> dict[int, str]:
    return {int(number): text for number, text in cells.items()}


@dataclass(slots=True)
class Group:
    """An entry's lines. `filled`: whose name was blank and is taken from above, by number → merged or blank.
    `first`: the line where the same name stood before, 0 for none. `orphan`: lines of items whose entry the file does not have."""

    name: str
    lines: list[Place] = field(default_factory=list)
    filled: dict[str, str] = field(default_factory=dict)
    first: int = 0
    orphan: bool = False

    def as_json(self) -> dict[str, Any]:
        lines = [line.as_json() for line in self.lines]
        return {"lines": lines, "filled": self.filled, "first": self.first, "orphan": self.orphan}

    @classmethod
    def of_json(cls, name: str, kept: dict[str, Any]) -> Self:
        lines = [Place.of_json(line) for line in kept["lines"]]
        return cls(name, lines, kept["filled"], kept["first"], kept["orphan"])


def groups(tables: list[Table], mapping: Mapping) -> list[Group]:
    """The entries of the file in its order, then what belongs to none."""
    found: list[Group] = []
    items: list[tuple[str, Place, str]] = []
    for table in tables:
        columns = mapping.sheets.get(table.name)
        if not columns:
            continue
        lines = [line for line in table.lines if line.number > mapping.head_lines[table.name]]
        if _holds_entries(columns):
            found += _entries(table.name, lines, columns)
        else:
            items += _items(table.name, lines, columns)
    return _joined(found, items)


def _holds_entries(columns: dict[int, str]) -> bool:
    """A sheet of items knows no more of the entry than its name and code."""
    return bool(
        {name for name in columns.values() if name.startswith("entry.")} - {"entry.name", "entry.code"}
    ) or not any(name.startswith("item.") for name in columns.values())


def _entries(sheet: str, lines: list[Line], columns: dict[int, str]) -> Iterator[Group]:
    """A line whose entry's name is blank or the one above, and which has an item, is a further item of the entry above."""
    named = next((number for number, name in columns.items() if name == "entry.name"), None)
    items = {number for number, name in columns.items() if name.startswith("item.")}
    now: Group | None = None
    for line in lines:
        name, note = _name(line, named)
        if now is not None and items & line.cells.keys() and (not name or note == MERGED or name == now.name):
            if not name or note == MERGED:
                now.filled[str(line.number)] = note or "blank"
            now.lines.append(Place.of_line(sheet, line))
            continue
        if now is not None:
            yield now
        now = Group(name, [Place.of_line(sheet, line)])
    if now is not None:
        yield now


def _name(line: Line, named: int | None) -> tuple[str, str]:
    if named is None:
        return "", ""
    return " ".join(line.cells.get(named, "").split()), line.notes.get(named, "")


def _items(sheet: str, lines: list[Line], columns: dict[int, str]) -> Iterator[tuple[str, Place, str]]:
    """Each line with the name of its entry, and how that was found where it is blank."""
    named = next((number for number, name in columns.items() if name == "entry.name"), None)
    above = ""
    for line in lines:
        name, note = _name(line, named)
        how = "" if name and note != MERGED else note or "blank"
        above = name or above
        yield above, Place.of_line(sheet, line), how


def _joined(found: list[Group], items: list[tuple[str, Place, str]]) -> list[Group]:
    by_name: dict[str, Group] = {}
    for group in found:
        known = by_name.setdefault(fold(group.name), group)
        if known is not group and group.name:
            group.first = known.lines[0].number
    orphans: dict[str, Group] = {}
    for name, place, how in items:
        group = by_name.get(fold(name)) or orphans.setdefault(fold(name), Group(name, orphan=True))
        group.lines.append(place)
        if how:
            group.filled[f"{place.sheet}!{place.number}"] = how
    return [*found, *orphans.values()]
