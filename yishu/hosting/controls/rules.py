"""Which values a control record has: pure, from the declaration, the copy's key and the record's number alone, so that tracing needs no data (20.2).

Every value is drawn by a keyed hash, on its own, from as many as its item's shape has: how likely an accident is, is one over that number, whatever a file holds.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from yishu.core import reserved
from yishu.core.identifiers import KeyKind
from yishu.hosting.tables import Value

MOST_RECORDS: Final = 1000  # in a copy
LEAST_KEYS: Final = 2**30  # a declared range holds at least so many
LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS: Final = "0123456789"
WORDS: Final = (
    "安宝斌冰波博才昌长超朝辰成诚传春达丹德东冬方芳飞菲峰凤福刚高根功冠光广贵国海涵汉航豪浩和荷恒红宏虹厚华怀欢辉惠慧吉佳家嘉坚建江杰洁金锦京晶景静娟军君俊"
    "凯康科可坤兰乐雷磊丽利莉力立连良林玲凌龙路露伦洛美梦苗民敏明铭木娜宁鹏平萍奇琪千谦强琴青清庆秋全泉群然仁荣容如瑞润若森珊善尚少声胜圣诗石世书淑舒树双顺思松"
    "素泰涛天田婷庭通彤同薇维伟文武希夏贤祥翔向晓孝心新欣馨星兴雄秀旭轩学雪雅亚岩燕阳洋瑶耀业叶一怡宜义艺易益毅英莹颖永勇友宇雨玉育元园远月悦云运泽展章哲真"
    "振正政之知志智忠众洲竹卓子宗"
)
_EPOCH: Final = date(1970, 1, 1)
_HASHED: Final = 24  # bytes: far more than any shape has values, so that all of them are as likely


class Kind(StrEnum):
    RESIDENT = "resident"
    CREDIT = "credit"
    DIGITS = "digits"
    LETTERS = "letters"
    WORDS = "words"
    LISTED = "listed"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"
    TRUTH = "truth"
    EMPTY = "empty"


class Shape(msgspec.Struct, frozen=True, omit_defaults=True):
    """The values of an item. `begin` and then `places` of digits, letters or words; one of those `listed`; from `least` to `most`: whole numbers, decimals times 10^`scale`,
    days and seconds since 1970."""

    kind: Kind
    begin: str = ""
    places: int = 0
    listed: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    scale: int = 0

    @property
    def size(self) -> int:
        """How many values there are, each drawn as likely as the others."""
        match self.kind:
            case Kind.RESIDENT:
                return reserved.RESIDENTS
            case Kind.CREDIT:
                return reserved.CREDIT_CODES
            case Kind.DIGITS | Kind.LETTERS | Kind.WORDS:
                return len(_ALPHABETS[self.kind]) ** self.places
            case Kind.LISTED:
                return len(self.listed)
            case Kind.TRUTH:
                return 2
            case Kind.EMPTY:
                return 1
        return self.most - self.least + 1

    def value(self, index: int) -> Value:
        """By its index below `size`; each index has a value of its own."""
        match self.kind:
            case Kind.RESIDENT:
                return reserved.resident_number(index)
            case Kind.CREDIT:
                return reserved.credit_code(index)
            case Kind.DIGITS | Kind.LETTERS | Kind.WORDS:
                return self.begin + _spelled(_ALPHABETS[self.kind], self.places, index)
            case Kind.LISTED:
                return self.listed[index]
            case Kind.TRUTH:
                return bool(index)
            case Kind.EMPTY:
                return None
        return _number(self, self.least + index)


_ALPHABETS: Final = {Kind.DIGITS: DIGITS, Kind.LETTERS: LETTERS, Kind.WORDS: WORDS}
RESERVED: Final = {
    KeyKind.RESIDENT_ID: (1, reserved.NO_PROVINCE, Shape(Kind.RESIDENT)),
    KeyKind.IDENTITY_DOCUMENT: (1, reserved.NO_PROVINCE, Shape(Kind.RESIDENT)),
    KeyKind.USCC: (3, reserved.NO_PROVINCE, Shape(Kind.CREDIT)),
    KeyKind.LEGAL_ENTITY: (3, reserved.NO_PROVINCE, Shape(Kind.CREDIT)),
}
"""By kind of key, the range that nobody's falls in: from which place on it has which text, and its values. Other keys need a declared beginning."""


class ControlRule(msgspec.Struct, frozen=True):
    """How control records of a resource are told from others: `item` has `text` from place `start` on (1 is the first). `number` names the declaration; `shapes` by item code."""

    number: int
    item: str
    start: int
    text: str
    declared_at: datetime
    shapes: dict[str, Shape]

    def holds(self, value: str | None) -> bool:
        return value is not None and value[self.start - 1 : self.start - 1 + len(self.text)] == self.text

    @property
    def sql(self) -> str:
        """The condition under which a row of a consumer's table is none of them; `text` is digits, letters and hyphens only."""
        return f"substr({self.item}, {self.start}, {len(self.text)}) <> '{self.text}'"


def count_for(rows: int) -> int:
    """How many control records a copy of so many rows has: about the root, so that excerpts of any copy have some; never more than one to four rows."""
    return min(math.isqrt(rows), MOST_RECORDS, rows // 4)


def index_of(key: bytes, record: int, item: str, size: int) -> int:
    drawn = hashlib.blake2b(f"{record}\0{item}".encode(), key=key, digest_size=_HASHED)
    return int.from_bytes(drawn.digest()) % size


def draw(rule: ControlRule, key: bytes, record: int, item: str) -> Value:
    """The value of an item in the control record of this number; an item that came after the declaration is empty."""
    shape = rule.shapes.get(item)
    return None if shape is None else shape.value(index_of(key, record, item, shape.size))


def numbers(rule: ControlRule, key: bytes, count: int) -> Iterator[tuple[int, str]]:
    """The numbers of a copy's control records with their keys, no key twice."""
    seen: set[str] = set()
    record = 0
    while len(seen) < count:
        drawn = str(draw(rule, key, record, rule.item))
        if drawn not in seen:
            seen.add(drawn)
            yield record, drawn
        record += 1


def bits(rule: ControlRule, items: Iterable[str]) -> float:
    """The binary logarithm of how many ways these items may be drawn together."""
    return sum(math.log2(rule.shapes[item].size) for item in items if item in rule.shapes)


def chance(hits: int, count: int, tried: int, space: float) -> float:
    """The decimal logarithm of an upper bound of the chance that a file which owes nothing to this copy has as many of its control records.

    The file has `tried` different values, whatever they are; each of the copy's `count` records is drawn from 2^`space` by a key that the file knows nothing of, so it is
    among them by at most tried / 2^space, and `hits` of them by at most that to the power of hits, times the ways to choose these.
    """
    one = math.log10(max(tried, 1)) - space * math.log10(2)
    if not hits or one >= 0:
        return 0.0
    return min(0.0, math.log10(math.comb(count, hits)) + hits * one)


def _spelled(alphabet: str, places: int, index: int) -> str:
    spelled = []
    for _ in range(places):
        index, place = divmod(index, len(alphabet))
        spelled.append(alphabet[place])
    return "".join(spelled)


def _number(shape: Shape, number: int) -> Value:
    if shape.kind == Kind.DECIMAL:
        return Decimal(number).scaleb(-shape.scale)
    if shape.kind == Kind.DAY:
        return _EPOCH + timedelta(days=number)
    if shape.kind == Kind.MOMENT:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return number
