"""Which values of a typed item stand in their plain form, told by columns, and their canonical texts. The others are read one by one, by `tables.parse`.

As with keys (`checking_keys`): what is not plain need not be wrong. The canonical text is the one that `parse` would come to.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.octets import Flags, Octets, Places, texts_of

_ZERO, _MINUS, _POINT, _COLON = (ord(each) for each in "0-.:")
_INTEGER_DIGITS: Final = 18
_DECIMAL_DIGITS: Final = 31
_DECIMAL_PLACES: Final = 6  # a longer fraction may be written with an exponent
_DAY_WIDTH: Final = len("2026-11-28")
_DAY_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9)
_TIME_DIGITS: Final = (11, 12, 14, 15, 17, 18)
_MOMENT: Final = len("2026-11-28T09:30:00")
_ZONE: Final = b"+08:00"
_UTC: Final = b"+00:00"
_AHEAD: Final = 8  # hours of Asia/Shanghai before UTC, always from 1992 on
_SETTLED: Final = (1992, 2099)
_DIGIT, _EVERY_MONTHS_DAY, _MONTH, _HOUR, _MINUTE = 9, 28, 12, 23, 59


def plain(kind: str, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Which texts are plain (never null), and the canonical texts, null where they are not."""
    if kind == "datetime":
        return _moments(texts)
    mask = _PLAIN[kind](texts)
    if mask.all():
        return pa.array(mask), texts
    return pa.array(mask), pc.if_else(pa.array(mask), texts, pa.scalar(None, pa.string()))


def _integers(texts: pa.Array) -> Flags:
    octets = Octets.of(texts)
    signs, digits, leading = _signed(octets)
    others = octets.counted(~_digits(octets.all))
    whole = (digits >= 1) & (digits <= _INTEGER_DIGITS)
    return (others == signs) & whole & ((leading != _ZERO) | ((digits == 1) & ~signs))


def _decimals(texts: pa.Array) -> Flags:
    octets = Octets.of(texts)
    signs, digits, leading = _signed(octets)
    is_point = octets.all == _POINT
    points = octets.counted(is_point)
    others = octets.counted(~_digits(octets.all) & ~is_point)
    fraction = np.zeros(len(texts), np.int32)  # with its point
    found = points == 1
    if found.any():
        at = np.flatnonzero(is_point)
        fraction[found] = octets.ends[found] - at[np.searchsorted(at, octets.begins[found])]
    whole = digits - fraction
    right = (whole >= 1) & (whole <= _DECIMAL_DIGITS) & ((leading != _ZERO) | (whole == 1))
    return (points <= 1) & (others == signs) & right & (fraction != 1) & (fraction <= 1 + _DECIMAL_PLACES)


def _signed(octets: Octets) -> "tuple[Flags, np.ndarray, Places]":
    """Whether a minus comes first, how many octets follow, and the first of these."""
    signs = (octets.at(octets.begins) == _MINUS) & (octets.lengths > 0)
    return signs, octets.lengths - signs, octets.at(octets.begins + signs)


def _digits(octets: Places) -> Flags:
    return octets - _ZERO <= _DIGIT  # octets wrap: what is less than a zero is large


def _dates(texts: pa.Array) -> Flags:
    has, places = Octets.of(texts).of_width(_DAY_WIDTH)
    has[has] = _is_day(places) & (_year(places) >= 1)
    return has


def _booleans(texts: pa.Array) -> Flags:
    found = pc.or_(pc.equal(texts, "true"), pc.equal(texts, "false"))
    return np.array(pc.fill_null(found, False).to_numpy(zero_copy_only=False))


_PLAIN: Final[dict[str, Callable[[pa.Array], Flags]]] = {
    "integer": _integers,
    "decimal": _decimals,
    "date": _dates,
    "boolean": _booleans,
}


def _is_day(places: Places) -> Flags:
    """That every month has."""
    numbers = places[list(_DAY_DIGITS)] - _ZERO
    month, day = numbers[4] * 10 + numbers[5], numbers[6] * 10 + numbers[7]
    right = (numbers <= _DIGIT).all(axis=0) & (places[4] == _MINUS) & (places[7] == _MINUS)
    return right & (month >= 1) & (month <= _MONTH) & (day >= 1) & (day <= _EVERY_MONTHS_DAY)


def _year(places: Places) -> "np.ndarray":
    thousands, hundreds, tens, ones = (places[:4] - _ZERO).astype(np.int16)
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


def _moments(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    mask, read = np.zeros(len(texts), np.bool_), pa.nulls(len(texts), pa.string())
    octets = Octets.of(texts)
    for zone in (b"", _ZONE):
        has, places = octets.of_width(_MOMENT + len(zone))
        right = _is_moment(places, zone)
        has[has] = right
        if has.all():
            return pa.array(has), _in_utc(places)
        if has.any():
            read = pc.replace_with_mask(read, pa.array(has), _in_utc(places if right.all() else places[:, right]))
            mask |= has
    return pa.array(mask), read


def _is_moment(places: Places, zone: bytes) -> Flags:
    numbers = places[list(_TIME_DIGITS)] - _ZERO
    hour, minute, second = (numbers[place] * 10 + numbers[place + 1] for place in (0, 2, 4))
    year = _year(places)
    right = _is_day(places) & (year >= _SETTLED[0]) & (year <= _SETTLED[1])
    right &= (numbers <= _DIGIT).all(axis=0) & (hour <= _HOUR) & (minute <= _MINUTE) & (second <= _MINUTE)
    right &= ((places[10] == ord(" ")) | (places[10] == ord("T"))) & (places[13] == _COLON) & (places[16] == _COLON)
    for place, octet in enumerate(zone, _MOMENT):
        right &= places[place] == octet
    return right


def _in_utc(places: Places) -> pa.Array:
    """Of plain moments. The day before is of the same month, but for the first."""
    hour = (places[11] - _ZERO) * 10 + places[12] - _ZERO
    early = hour < _AHEAD
    day = (places[8] - _ZERO) * 10 + places[9] - _ZERO - early
    hour = np.where(early, hour + 24 - _AHEAD, hour - _AHEAD)
    written = np.empty((_MOMENT + len(_UTC), places.shape[1]), np.uint8)
    written[:_MOMENT] = places[:_MOMENT]
    written[8], written[9], written[10] = day // 10 + _ZERO, day % 10 + _ZERO, ord(" ")
    written[11], written[12] = hour // 10 + _ZERO, hour % 10 + _ZERO
    written[_MOMENT:] = np.frombuffer(_UTC, np.uint8)[:, None]
    read = texts_of(written)
    if day.all():
        return read
    first = pa.array(day == 0)
    return pc.replace_with_mask(read, first, _by_calendar(texts_of(places[:_MOMENT]).filter(first)))


def _by_calendar(texts: pa.Array) -> pa.Array:
    moments = pc.subtract(texts.cast(pa.timestamp("s")), pa.scalar(_AHEAD * 3600, pa.duration("s")))
    return pc.binary_join_element_wise(moments.cast(pa.string()), _UTC.decode(), "")
