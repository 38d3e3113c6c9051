"""Which keys of a chunk are plainly right, told by columns: in normal form already, every place and check digit as it should be.

A key that is not plainly right need not be wrong: it is read by itself, by `core.identifiers`, which alone says what is wrong with it. So this may only ever
say yes where that would, and costs a tenth of it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from yishu.core.identifiers import NATIONAL, PROVINCES, KeyKind

_DAY: Final = r"((0[13578]|1[02])(0[1-9]|[12]\d|3[01])|(0[469]|11)(0[1-9]|[12]\d|30)|02(0[1-9]|1\d|2[0-8]))"  # but for 29 February
_AREA: Final = f"({'|'.join(sorted(PROVINCES))})"
_AREA_OR_NATIONAL: Final = f"({'|'.join(sorted(PROVINCES | {NATIONAL}))})"
_SOCIAL: Final = "0-9A-HJ-NPQRTUWXY"
_FORMS: Final = {
    KeyKind.RESIDENT_ID: rf"^{_AREA}\d{{4}}(1[89]|20)\d\d{_DAY}\d{{3}}[\dX]$",
    KeyKind.ORG_CODE: r"^[0-9A-Z]{8}[0-9X]$",
    KeyKind.USCC: rf"^[{_SOCIAL}]{{2}}{_AREA_OR_NATIONAL}\d{{4}}[{_SOCIAL}]{{8}}[0-9X][{_SOCIAL}]$",
    KeyKind.LICENCE_NO: rf"^{_AREA_OR_NATIONAL}\d{{13}}$",
    KeyKind.DIVISION: rf"^{_AREA}(0000|0[1-9]\d\d|[1-9]\d{{3}})$",
    KeyKind.PLAIN: r"^[!-~]([ -~]*[!-~])?$",
}


def _values(alphabet: str) -> bytes:
    """For `bytes.translate`: each character's place in the alphabet."""
    return bytes(max(alphabet.find(chr(code)), 0) for code in range(256))


_DIGITS: Final = _values("0123456789X")
_ORGANISATION: Final = _values("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CREDIT: Final = _values("0123456789ABCDEFGHJKLMNPQRTUWXY")
_RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_WEIGHTS: Final = (*(pow(3, place, 31) for place in range(17)), 1)


def plainly_right(kind: KeyKind, texts: pa.Array, today: date) -> pa.Array:
    """A truth value for each text, never null."""
    if kind is KeyKind.LEGAL_ENTITY:
        return pc.or_(plainly_right(KeyKind.USCC, texts, today), plainly_right(KeyKind.ORG_CODE, texts, today))
    if kind is KeyKind.IDENTITY_DOCUMENT:  # a resident number alone is one; other documents are few
        kind = KeyKind.RESIDENT_ID
    formed = pc.fill_null(pc.match_substring_regex(texts, _FORMS[kind]), False)
    holds = _CHECKS.get(kind)
    if holds is None:
        return formed
    return pc.replace_with_mask(formed, formed, holds(texts.filter(formed), today))


def _resident(texts: pa.Array, today: date) -> pa.Array:
    """GB 11643, ISO 7064 MOD 11-2."""
    total = _weighted(_places(texts, 18), range(18), _RESIDENT_WEIGHTS, _DIGITS)
    born = pc.less_equal(pc.utf8_slice_codeunits(texts, 6, 14), f"{today:%Y%m%d}")
    return pc.and_(pc.equal(_modulo(total, 11), 1), born)


def _organisation(texts: pa.Array, _: date) -> pa.Array:
    """GB 11714."""
    return _organisation_at(_places(texts, 9), 0)


def _credit(texts: pa.Array, _: date) -> pa.Array:
    """GB 32100, with the organisation code's own check inside."""
    places = _places(texts, 18)
    total = _weighted(places, range(18), _CREDIT_WEIGHTS, _CREDIT)
    return pc.and_(pc.equal(_modulo(total, 31), 0), _organisation_at(places, 8))


def _organisation_at(places: list[bytes], first: int) -> pa.Array:
    total = _weighted(places, range(first, first + 8), _ORGANISATION_WEIGHTS, _ORGANISATION)
    total = pc.add(total, _column(places[first + 8].translate(_DIGITS)))
    return pc.equal(_modulo(total, 11), 0)


def _licence(texts: pa.Array, _: date) -> pa.Array:
    """GS 15, ISO 7064 MOD 11,10."""
    digits = [_column(place.translate(_DIGITS)) for place in _places(texts, 15)]
    product: pa.Array = pc.add(pc.multiply(digits[0], 0), 10)
    for digit in digits[:14]:
        step = _modulo(pc.add(product, digit), 10)
        product = _modulo(pc.multiply(pc.if_else(pc.equal(step, 0), 10, step), 2), 11)
    return pc.equal(_modulo(pc.subtract(11, product), 10), digits[14])


_CHECKS: Final = {
    KeyKind.RESIDENT_ID: _resident,
    KeyKind.ORG_CODE: _organisation,
    KeyKind.USCC: _credit,
    KeyKind.LICENCE_NO: _licence,
}


def _places(texts: pa.Array, width: int) -> list[bytes]:
    """The characters of ASCII texts of one width, place by place."""
    if not len(texts):
        return [b""] * width
    offsets, characters = texts.buffers()[1:]
    first = int.from_bytes(memoryview(offsets)[texts.offset * 4 : texts.offset * 4 + 4], "little")
    raw = memoryview(characters)[first : first + len(texts) * width].tobytes()
    return [raw[place::width] for place in range(width)]


def _weighted(places: list[bytes], which: Iterable[int], weights: tuple[int, ...], values: bytes) -> pa.Array:
    """The weighted sum of the characters' values."""
    total: pa.Array | None = None
    for place, weight in zip(which, weights, strict=True):
        term = pc.multiply(_column(places[place].translate(values)), pa.scalar(weight, pa.int32()))
        total = term if total is None else pc.add(total, term)
    return total


def _column(octets: bytes) -> pa.Array:
    return pa.Array.from_buffers(pa.uint8(), len(octets), [None, pa.py_buffer(octets)]).cast(pa.int32())


def _modulo(numbers: pa.Array, by: int) -> pa.Array:
    divisor = pa.scalar(by, pa.int32())
    return pc.subtract(numbers, pc.multiply(pc.divide(numbers, divisor), divisor))
