"""Of which values a resource's control records are to be: as its records have them, by their types, lengths and bounds; none of their values is kept (20.2)."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from yishu.hosting.controls.rules import DIGITS, LEAST_KEYS, LETTERS, Kind, Shape
from yishu.hosting.tables import Column, Table

LOOKED_AT: Final = 5000  # records
LONGEST: Final = 24  # places of a text
LEAST_WORDS: Final = 3
NOBODYS_PHONE: Final = "10"
"""A mobile number begins with 13 to 19; a number of eleven digits that begins so is nobody's."""
_EPOCH: Final = date(1970, 1, 1)

Sample = Mapping[str, Sequence[Any]]


def sample(table: Table) -> Sample:
    """Values by item, of some records."""
    columns = ", ".join(column.sql for column in table.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from {table.sql} limit {LOOKED_AT}")
        rows = cursor.fetchall()
    return {
        column.code: [row[place] for row in rows if row[place] is not None]
        for place, column in enumerate(table.columns)
    }


def shape_of(column: Column, values: Sequence[Any], today: date) -> Shape:
    """Of an item that is no reserved key."""
    if column.codes:
        return Shape(Kind.LISTED, listed=column.codes)
    match column.type:
        case "string":
            return _text(column, values)
        case "boolean":
            return Shape(Kind.TRUTH)
        case "geometry":  # nothing lies where nobody is
            return Shape(Kind.EMPTY)
        case "integer":
            least, most = (min(values), max(values)) if values else (0, 999_999)
            return Shape(Kind.WHOLE, least=least, most=most)
        case "decimal":
            return _decimal(values)
        case "date":
            days = [(value - _EPOCH).days for value in values]
            return _ending(Kind.DAY, days, (today - _EPOCH).days, 365)
    seconds = [math.floor(value.timestamp()) for value in values]
    return _ending(
        Kind.MOMENT, seconds, math.floor(datetime.combine(today, datetime.min.time(), UTC).timestamp()), 365 * 86400
    )


def key_shape(column: Column, values: Sequence[str], begin: str) -> Shape | None:
    """Keys that begin so and are as long as the others, of digits where they are; None where the item is too short for enough of them."""
    digits = all(map(str.isdecimal, values)) and begin.isdigit() and bool(values)
    kind, alphabet = (Kind.DIGITS, DIGITS) if digits else (Kind.LETTERS, LETTERS)
    least = math.ceil(math.log(LEAST_KEYS, len(alphabet)))
    places = max(_usual_length(values) - len(begin), least)
    if column.length is not None and len(begin) + places > column.length:
        places = column.length - len(begin)
    return Shape(kind, begin=begin, places=places) if places >= least else None


def _text(column: Column, values: Sequence[str]) -> Shape:
    most = column.length or LONGEST
    length = min(_usual_length(values), LONGEST, most)
    if values and all(re.fullmatch("[0-9]+", value) for value in values):
        return _digits(length)
    if values and all(value.isascii() for value in values):
        return Shape(Kind.LETTERS, places=max(min(6, most), length))
    return Shape(Kind.WORDS, places=max(min(LEAST_WORDS, most), min(length, 8)))


def _digits(length: int) -> Shape:
    """Numbers that are nobody's where their length says whose they could be."""
    if length == 18:
        return Shape(Kind.RESIDENT)
    if length == 11:
        return Shape(Kind.DIGITS, begin=NOBODYS_PHONE, places=9)
    return Shape(Kind.DIGITS, places=max(length, 1))


def _usual_length(values: Sequence[str]) -> int:
    return Counter(map(len, values)).most_common(1)[0][0] if values else 0


def _decimal(values: Sequence[Decimal]) -> Shape:
    finite = [value.normalize() for value in values if value.is_finite()]
    if not finite:
        return Shape(Kind.DECIMAL, least=0, most=10_000_000, scale=2)
    scale = min(max(max(-int(value.as_tuple().exponent), 0) for value in finite), 6)
    least, most = min(finite), max(finite)
    if max(abs(least), abs(most)) >= 10**12:
        least, most = Decimal(0), Decimal(10**12)
    return Shape(Kind.DECIMAL, least=math.floor(least.scaleb(scale)), most=math.ceil(most.scaleb(scale)), scale=scale)


def _ending(kind: Kind, values: Sequence[int], now: int, least_width: int) -> Shape:
    """Over what the records span, a year at least."""
    most = max(values) if values else now
    return Shape(kind, least=min(min(values, default=most), most - least_width), most=most)
