"""Which column means which field: the template's heads without a question, others by a proposal that somebody looks at once."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final, Literal, Self

from yishu.catalogue.spreadsheets import values
from yishu.catalogue.spreadsheets.fields import BY_NAME, FIELDS, Field
from yishu.catalogue.spreadsheets.tables import Line, Table

LINES_FOR_HEADS: Final = 10
NOT_READ: Final = frozenset({"代码表", "Code tables", "填写说明", "Notes", "问题清单", "Problems"})
"""Sheets of the template and of marked workbooks that hold no entries."""
_LIKELY: Final = 0.72
_CONTENTS: Final = 0.8
NEEDED: Final = ("entry.name",)
FIXABLE: Final = tuple(
    each for each in FIELDS if each.of == "entry" and each.needed and each.key not in ("name", "summary")
)
"""What may be the same for all entries of a file that has no column for it."""
FIRST_IS_KEY: Final = "first_is_key"

How = Literal["same", "likely", "contents", ""]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, the field proposed for it ("" for none), how it was found, and some of its contents."""

    number: int
    head: str
    field: str
    how: How
    sample: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """A sheet of the file: the line of its heads and what is under them. `part` keeps the heads apart that both kinds share:
    说明 is an item's meaning beside items."""

    name: str
    head_line: int
    columns: list[Column]

    @property
    def fields(self) -> dict[int, str]:
        return {column.number: column.field for column in self.columns if column.field}


@dataclass(slots=True)
class Mapping:
    """The columns of all sheets by name, and what is the same for every entry (`fixed`: field → text)."""

    sheets: dict[str, dict[int, str]]
    head_lines: dict[str, int]
    heads: dict[str, dict[int, str]]
    fixed: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        sheets = {name: {str(number): key for number, key in columns.items()} for name, columns in self.sheets.items()}
        heads = {name: {str(number): head for number, head in columns.items()} for name, columns in self.heads.items()}
        return {"sheets": sheets, "head_lines": self.head_lines, "heads": heads, "fixed": self.fixed}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        numbered = [
            {name: {int(number): word for number, word in columns.items()} for name, columns in kept[part].items()}
            for part in ("sheets", "heads")
        ]
        return cls(numbered[0], kept["head_lines"], numbered[1], kept["fixed"])

    def applied_to(self, sheets: list[Sheet]) -> "Mapping":
        """The same columns for another file with these heads, whatever its sheets are called and wherever its heads begin."""
        columns = zip(sheets, self.sheets.values(), strict=True)
        other = mapping_of(sheets)
        return Mapping({sheet.name: each for sheet, each in columns}, other.head_lines, other.heads, self.fixed)

    def has(self, name: str) -> bool:
        return any(name in columns.values() for columns in self.sheets.values())


def sheets_of(tables: list[Table]) -> list[Sheet]:
    """The sheets that have heads of the catalogue, each with a proposal; the first sheet with any heads where none has."""
    found = [sheet for table in tables if table.name not in NOT_READ and (sheet := _sheet(table)) is not None]
    named = [sheet for sheet in found if {"entry.name", "item.name"} & set(sheet.fields.values())]
    return named or found[:1]


def mapping_of(sheets: list[Sheet]) -> Mapping:
    """What is proposed, as a mapping."""
    return Mapping(
        {sheet.name: sheet.fields for sheet in sheets},
        {sheet.name: sheet.head_line for sheet in sheets},
        {sheet.name: {column.number: column.head for column in sheet.columns} for sheet in sheets},
    )


def is_template(sheets: list[Sheet]) -> bool:
    """Whether no question is open: each head is one of ours, and none that must be there is missing."""
    known = _own_heads()
    heads = [column.head for sheet in sheets for column in sheet.columns]
    names = {column.field for sheet in sheets for column in sheet.columns}
    needed = {each.name for each in FIELDS if each.needed}
    return all(values.plain(head) in known for head in heads) and needed <= names


def open_questions(mapping: Mapping) -> list[Field]:
    """The needed fields that neither a column nor a fixed text gives."""
    return [each for each in FIELDS if each.needed and not mapping.has(each.name) and each.name not in mapping.fixed]


def fingerprint(sheets: list[Sheet]) -> str:
    """Of the heads: files with the same ones are mapped alike."""
    heads = "\n".join(
        f"{n}\t{column.number}\t{values.plain(column.head)}"
        for n, sheet in enumerate(sheets)
        for column in sheet.columns
    )
    return hashlib.sha256(heads.encode()).hexdigest()


def _own_heads() -> set[str]:
    return {values.plain(head) for each in FIELDS for head in (each.zh, each.en)}


def _sheet(table: Table) -> Sheet | None:
    lines = table.lines[:LINES_FOR_HEADS]
    scored = [(sum(bool(_exact(head, "")) for head in line.cells.values()), -n, line) for n, line in enumerate(lines)]
    best = max(scored, key=lambda each: each[:2], default=None)
    if best is None:
        return None
    head = best[2] if best[0] else next((line for line in lines if len(line.cells) > 1), None)
    if head is None:
        return None
    below = [line for line in table.lines if line.number > head.number]
    return Sheet(table.name, head.number, _columns(head, below))


def _columns(head: Line, below: list[Line]) -> list[Column]:
    texts = {number: " ".join(text.split()) for number, text in sorted(head.cells.items())}
    part = _part(list(texts.values()))
    taken: set[str] = set()
    columns: dict[int, Column] = {}
    # The surest first: a head that is the same takes a field before one that is only like it.
    for how in ("same", "likely", "contents", ""):
        for number, text in texts.items():
            if number in columns:
                continue
            sample = _sample(below, number)
            name = _field(how, text, part, sample, taken) if how else ""
            if name or not how:
                taken.add(name)
                columns[number] = Column(number, text, name, how, sample)
    return [columns[number] for number in texts]


def _field(how: How, head: str, part: str, sample: tuple[str, ...], taken: set[str]) -> str:
    names = {"same": _exact(head, part), "likely": _likely(head), "contents": _by_contents(sample)}[how]
    return next((name for name in names if name not in taken), "")


def _part(heads: list[str]) -> str:
    """Whether a sheet's heads are an item's throughout: 类型, 长度 and 代码 are then an item's."""
    found = Counter(name.partition(".")[0] for head in heads for name in _exact(head, "")[:1])
    return "item" if found["item"] > found["entry"] else "entry"


def _sample(below: list[Line], number: int) -> tuple[str, ...]:
    texts = (" ".join(line.cells[number].split()) for line in below if number in line.cells)
    return tuple(dict.fromkeys(texts))[:12]


def _exact(head: str, part: str) -> list[str]:
    wanted = values.plain(head)
    found = [
        each.name
        for each in FIELDS
        if wanted in [values.plain(word) for word in (each.zh, each.en, *each.heads.split("|")) if word]
    ]
    return sorted(found, key=lambda name: not name.startswith(part))


def _likely(head: str) -> list[str]:
    wanted = values.plain(head)
    rated = [(max(_likeness(wanted, word) for word in (each.zh, *each.heads.split("|"))), each.name) for each in FIELDS]
    return [name for likeness, name in sorted(rated, reverse=True) if likeness >= _LIKELY]


def _likeness(wanted: str, word: str) -> float:
    known = values.plain(word)
    if len(known) >= 4 and (known in wanted or wanted in known) and len(wanted) >= 3:
        return 0.9
    return SequenceMatcher(None, wanted, known).ratio()


def _by_contents(sample: tuple[str, ...]) -> list[str]:
    """Fields whose code table reads nearly all of a column's different texts: two at least, words and not bare numbers."""
    texts = [text for text in sample if not text.isdigit()]
    if len(texts) < 2:
        return []
    return [
        each.name for each in BY_NAME.values() if each.kind in ("code", "codes") and _readable(each, texts) >= _CONTENTS
    ]


def _readable(each: Field, texts: list[str]) -> float:
    read = 0
    for text in texts:
        try:
            values.read(each, text)
        except values.Unclear:
            continue
        read += 1
    return read / len(texts)
