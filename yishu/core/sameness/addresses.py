"""Addresses: the same however their divisions are left out and their numbers are written.

浙江省杭州市西湖区文三路100号3幢2单元0501室 and 西湖区文三路一百号3-2-501 are one address. Only how it is written is passed over: a road, a number or a division that differs makes another one, and what one
side does not say of the road or the house is not taken for granted.
"""

import re
from typing import Final, NamedTuple

from yishu.core.text import folded_name

_PUNCTUATION: Final = re.compile(r"[,，.。、;；:：()（）\[\]【】\"'“”‘’]")
_DASHES: Final = re.compile(r"[-‐-―−~至]+")
_DIVISIONS: Final = re.compile(
    r"(?:中国)?"
    r"(?P<province>[一-鿿]{2,6}?(?:省|自治区|特别行政区))?"
    r"(?P<city>[一-鿿]{2,8}?(?:市|地区|自治州|盟))?"
    r"(?P<county>[一-鿿]{1,8}?(?:(?<![小社园景校厂库矿])区|县|市|旗))?"
    r"(?P<town>[一-鿿]{1,8}?(?:街道|镇|(?<!故)乡))?"
)
_DIGITS: Final = {**{digit: value for value, digit in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_COUNTED: Final = r"(?=号|弄|巷|幢|栋|座|楼|层|单元|室|房|组|门)"
_IN_CHINESE: Final = re.compile(rf"[零〇一二两三四五六七八九十百千]+{_COUNTED}")
_LEADING: Final = re.compile(r"(?<!\d)0+(?=\d)")
_PARTS: Final = re.compile(r"(?<=\d)(?:号楼|幢|栋|座|单元|室|房|#)-?")


class _Address(NamedTuple):
    """`cities`: cities and counties, which cannot be told apart by their names (义乌市 is a county-level city)."""

    province: str
    cities: frozenset[str]
    town: str
    place: str


def same_address(stored: str, claimed: str) -> bool:
    ours, theirs = _read(stored), _read(claimed)
    return (
        bool(ours.place)
        and ours.place == theirs.place
        and (ours.cities <= theirs.cities or ours.cities >= theirs.cities)
        and all(one == other or not one or not other for one, other in zip(ours[::2], theirs[::2], strict=True))
    )


def _read(text: str) -> _Address:
    plain = _DASHES.sub("-", _PUNCTUATION.sub("", folded_name(text)))
    found = _DIVISIONS.match(plain)
    assert found is not None  # it may be of nothing
    place = _IN_CHINESE.sub(lambda number: str(_number(number[0])), plain[found.end() :])
    place = _PARTS.sub("-", _LEADING.sub("", place)).removesuffix("-")
    cities = frozenset(filter(None, (found["city"], found["county"])))
    return _Address(found["province"] or "", cities, found["town"] or "", place)


def _number(text: str) -> int:
    """Of 三十六 or of 一〇五."""
    if not any(character in _UNITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if unit := _UNITS.get(character):
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
