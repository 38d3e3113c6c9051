"""Which keys of a chunk are plainly right, told by columns: in normal form already, every place and check digit as it should be.

A key that is not plainly right need not be wrong: it is read by itself, by `core.identifiers`, which alone says what is wrong with it. So this may only ever
say yes where that would, and it costs little of that.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from yishu.core.identifiers import NATIONAL, PROVINCES, KeyKind
from yishu.hosting.octets import Flags, Octets, Places

Sums = NDArray[np.int16]  # none is larger than 30 times 17 times 30

_PLAIN: Final = r"^[!-~]([ -~]*[!-~])?$"
_DIGIT: Final = "0123456789"
_CHECK_DIGIT: Final = "0123456789X"
_ORGANISATION: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_WEIGHTS: Final = (*(pow(3, place, 31) for place in range(17)), 1)
_CENTURIES: Final = ("18", "19", "20")
_MONTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # but for 29 February
_MONTHS_AND_DAYS: Final = tuple(
    f"{month:02d}{day:02d}" for month, days in enumerate(_MONTHS, 1) for day in range(1, days + 1)
)
_AREAS: Final = (*sorted(PROVINCES), NATIONAL)
_NONE: Final = 255


def plainly_right(kind: KeyKind, texts: pa.Array, today: date) -> pa.Array:
    """A truth value for each text, never null."""
    if kind is KeyKind.PLAIN:
        return pc.fill_null(pc.match_substring_regex(texts, _PLAIN), False)
    octets = Octets.of(texts)
    right = np.zeros(len(texts), np.bool_)
    for width, holds in _CHECKS[kind]:
        has, places = octets.of_width(width)
        has[has] = holds(places, today)
        right |= has
    return pa.array(right)


def _resident(places: Places, today: date) -> Flags:
    """GB 11643, ISO 7064 MOD 11-2."""
    formed = _consist(places[:17], _DIGIT) & _consist(places[17:], _CHECK_DIGIT) & _begin(places, PROVINCES)
    formed &= _begin(places[6:], _CENTURIES) & _begin(places[10:], _MONTHS_AND_DAYS, 4)
    year, day = _number(places[6:10]), _number(places[10:14])
    born = (year < today.year) | ((year == today.year) & (day <= today.month * 100 + today.day))
    sums = _sum(places[:17], _DIGIT, _RESIDENT_WEIGHTS) + _values(_CHECK_DIGIT)[places[17]]
    return formed & born & (sums % 11 == 1)


def _organisation(places: Places, _: date) -> Flags:
    """GB 11714."""
    formed = _consist(places[:8], _ORGANISATION) & _consist(places[8:], _CHECK_DIGIT)
    sums = _sum(places[:8], _ORGANISATION, _ORGANISATION_WEIGHTS) + _sum(places[8:], _CHECK_DIGIT, (1,))
    return formed & (sums % 11 == 0)


def _credit(places: Places, today: date) -> Flags:
    """GB 32100, with the organisation code's own check inside."""
    formed = _consist(places[:2], _CREDIT) & _begin(places[2:], _AREAS) & _consist(places[2:8], _DIGIT)
    formed &= _consist(places[8:16], _CREDIT) & _consist(places[17:], _CREDIT)
    return formed & _organisation(places[8:17], today) & (_sum(places, _CREDIT, _CREDIT_WEIGHTS) % 31 == 0)


def _licence(places: Places, _: date) -> Flags:
    """GS 15, ISO 7064 MOD 11,10."""
    formed = _consist(places, _DIGIT) & _begin(places, _AREAS)
    product = np.full(places.shape[1], 10, np.int16)
    for place in places[:14]:
        step = (product + _values(_DIGIT)[place]) % 10
        product = np.where(step == 0, 10, step) * 2 % 11
    return formed & ((11 - product) % 10 == _values(_DIGIT)[places[14]])


def _division(places: Places, _: date) -> Flags:
    inner = ~_begin(places[2:], ("00",)) | _begin(places[4:], ("00",))
    return _consist(places, _DIGIT) & _begin(places, PROVINCES) & inner


_Holds = Callable[[Places, date], Flags]
_CHECKS: Final[dict[KeyKind, tuple[tuple[int, _Holds], ...]]] = {
    KeyKind.RESIDENT_ID: ((18, _resident),),
    KeyKind.IDENTITY_DOCUMENT: ((18, _resident),),  # a resident number alone is one; other documents are few
    KeyKind.ORG_CODE: ((9, _organisation),),
    KeyKind.USCC: ((18, _credit),),
    KeyKind.LEGAL_ENTITY: ((18, _credit), (9, _organisation)),
    KeyKind.LICENCE_NO: ((15, _licence),),
    KeyKind.DIVISION: ((6, _division),),
}


@cache
def _values(alphabet: str) -> Sums:
    """Each character's place in the alphabet, by its octet."""
    values = np.full(256, _NONE, np.int16)
    values[list(alphabet.encode())] = range(len(alphabet))
    return values


@cache
def _flags(texts: Iterable[str], width: int) -> Flags:
    """Which numbers of so many digits are among the texts."""
    among = np.zeros(10**width, np.bool_)
    among[[int(text) for text in texts]] = True
    return among


def _consist(places: Places, alphabet: str) -> Flags:
    """Texts of nothing but these characters."""
    if alphabet == _DIGIT:
        return np.logical_and.reduce(places - ord("0") < len(_DIGIT))  # octets wrap: what is less than a zero is large
    return np.logical_and.reduce(_values(alphabet)[places] != _NONE)


def _begin(places: Places, texts: Iterable[str], width: int = 2) -> Flags:
    """Texts that begin with one of these of digits. Where there are other characters the answer means nothing."""
    return _flags(texts, width)[_number(places[:width]).clip(0, 10**width - 1)]


def _number(places: Places) -> Sums:
    """Of up to four digits."""
    return _sum(places, _DIGIT, [10**power for power in reversed(range(len(places)))])


def _sum(places: Places, alphabet: str, weights: Iterable[int]) -> Sums:
    """The weighted sums of the characters' values."""
    sums = np.zeros(places.shape[1], np.int16)
    values = places - ord("0") if alphabet == _DIGIT else _values(alphabet)[places]
    for value, weight in zip(values, weights, strict=True):
        sums += value * np.int16(weight)
    return sums
