"""Inventing records by what an entry says of its items; pure, and the same at every look.

No value is anybody's, and each shows it: resident numbers are of people born in January to May 1900, organisation codes (and the credit codes that hold them)
begin with D000000, licence numbers have 999999 in their sequence, texts begin with 示例, days are of January 1900, points lie in the Gulf of Guinea. Check digits are right, so that a program can be tried
on them. What is true of them is what the entry says: type, length, code list, pattern; no value was read. Division codes are of a public table, and real.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from yishu.core.identifiers import KeyKind, check
from yishu.hosting.invented.matching import matching
from yishu.hosting.tables import Column, Table

HOW_MANY: Final = 5
_DAY: Final = date(1900, 1, 1)
_KNOWN: Final = date(2014, 11, 28)  # a day on which none of these lies in the future
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REGION: Final = "330000"

Record = dict[str, str]


def invent(table: Table, patterns: Mapping[str, Sequence[str]], how_many: int = HOW_MANY) -> list[Record]:
    """Item code → value as a CSV has it. `patterns`: item code → the RE2 patterns that the provider has declared for it."""
    return [
        {column.code: _value(table, column, n, patterns.get(column.code, ())) for column in table.columns}
        for n in range(1, how_many + 1)
    ]


def _value(table: Table, column: Column, n: int, patterns: Iterable[str]) -> str:
    if column.codes:
        return column.codes[(n - 1) % len(column.codes)]
    is_the_key = column.is_key and len(table.key) == 1 and column.type == "string"
    if is_the_key and (number := _number(table.key_kind, n)):
        return number
    if column.type != "string":
        return _TYPED[column.type](n)
    for pattern in patterns:
        if (found := matching(pattern, n)) is not None and (column.length is None or len(found) <= column.length):
            return found
    return _text(column, n)


def _text(column: Column, n: int) -> str:
    """As much of 示例 as there is room for; keys stay different."""
    words = f"示例{column.name}{n}"
    if column.length is None or len(words) <= column.length:
        return words
    return f"{'示例'[: max(0, column.length - len(str(n)))]}{n}"[-column.length :]


_TYPED: Final[dict[str, Any]] = {
    "integer": str,
    "decimal": lambda n: f"{n}.5",
    "date": lambda n: (_DAY + timedelta(days=n - 1)).isoformat(),
    "datetime": lambda n: f"{(_DAY + timedelta(days=n - 1)).isoformat()}T08:00:00+08:00",
    "boolean": lambda n: "是" if n % 2 else "否",
    "geometry": lambda n: f'{{"type":"Point","coordinates":[0,{n}]}}',
}


def _number(kind: KeyKind, n: int) -> str | None:
    """A well-formed number of its kind that is nobody's; None for plain keys."""
    resident = _checked(KeyKind.RESIDENT_ID, f"330102190001{n:02d}001")
    made = {
        KeyKind.RESIDENT_ID: lambda: resident,
        KeyKind.IDENTITY_DOCUMENT: lambda: f"111:{resident}",
        KeyKind.ORG_CODE: lambda: _organisation(n),
        KeyKind.USCC: lambda: _checked(KeyKind.USCC, f"11{_REGION}{_organisation(n)}"),
        KeyKind.LEGAL_ENTITY: lambda: _checked(KeyKind.USCC, f"11{_REGION}{_organisation(n)}"),
        KeyKind.LICENCE_NO: lambda: _checked(KeyKind.LICENCE_NO, f"{_REGION}999999{n:02d}"),
        KeyKind.DIVISION: lambda: f"3301{n:02d}",
    }
    return made[kind]() if kind in made else None


def _organisation(n: int) -> str:
    return _checked(KeyKind.ORG_CODE, f"D{n:07d}")


def _checked(kind: KeyKind, body: str) -> str:
    """The body with the check digit that its standard asks for."""
    return next(body + digit for digit in _ALPHABET if check(kind, body + digit, today=_KNOWN) is None)
