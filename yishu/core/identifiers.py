"""Identifiers of persons, organisations and places: one normal form, and the rule that a bad one breaks.

Standards: GB 11643-1999 (resident identity number), GB 11714-1997 (organisation code), GB 32100-2015 (unified social
credit code), GS 15-2006 (business licence number), GB/T 2260 (division code), GB/T 17710 (the check systems).
A message never repeats the value: it goes into logs, letters and quarantine lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul
from typing import Final

from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES


class KeyKind(StrEnum):
    """What the value of a resource's declared key is."""

    RESIDENT_ID = "resident_id"
    USCC = "uscc"
    ORG_CODE = "org_code"
    LEGAL_ENTITY = "legal_entity"
    LICENCE_NO = "licence_no"
    IDENTITY_DOCUMENT = "identity_document"
    DIVISION = "division"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Broken:
    """The rule that a value breaks, and what to do; never the value itself."""

    rule: str
    zh: str
    en: str


# The first two digits of GB/T 2260; 71, 81 and 82 also begin the numbers on residence permits of people from Taiwan
# (which use 83), Hong Kong and Macao.
PROVINCES: Final = frozenset(
    str(code)
    for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84))
    for code in range(*codes)
)
NATIONAL: Final = "10"  # 100000 stands for a body registered at the State's own offices

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANK = dict.fromkeys(map(ord, "\t\n\v\f\r \u00a0\u1680\u2002\u2003\u2009\u200b\u202f\u205f\u3000\ufeff"))
_HYPHEN = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad"))
_COMPACT = _WIDE | _BLANK | _HYPHEN
_HALF = _WIDE | {0x3000: 0x20, 0x00A0: 0x20}


def document(type_code: str, value: str) -> str:
    """A typed identity document as one string, `type:number`, the form that KeyKind.IDENTITY_DOCUMENT takes."""
    return f"{type_code}:{value}"


def normalise(kind: KeyKind, value: str) -> str:
    """The one form in which a value is stored and compared; idempotent, and total: a wrong value stays a wrong value.

    Half-width, no blanks or hyphens, upper case; a 15-digit resident number is raised to 18 (its century is the 20th).
    A plain value keeps its case and what stands inside it. A document that carries a resident number becomes that
    number, so that a person is one subject whichever way they are keyed.
    """
    if kind is KeyKind.PLAIN:
        # ASCII has nothing wide in it.
        return value.strip() if value.isascii() else value.translate(_HALF).strip()
    if kind is KeyKind.IDENTITY_DOCUMENT:
        return _normalise_document(value)
    compact = _compact(value)
    return _raised(compact) if kind is KeyKind.RESIDENT_ID and len(compact) == 15 else compact


def check(kind: KeyKind, value: str, *, today: date) -> Broken | None:
    """The first rule that the value breaks, once normalised; None if it holds. `today` is the day in Asia/Shanghai."""
    normal = normalise(kind, value)
    if not normal:
        return EMPTY
    if kind is KeyKind.RESIDENT_ID:
        return _check_resident(normal, today)
    if kind is KeyKind.IDENTITY_DOCUMENT:
        return _check_document(normal, today)
    return _CHECKS[kind](normal)


def subject(kind: KeyKind, value: str) -> str:
    """The canonical subject: of a legal entity the 9-place organisation code, else the normal form.

    Meaningful only for a value that `check` accepts.
    """
    normal = normalise(kind, value)
    if kind in (KeyKind.LEGAL_ENTITY, KeyKind.USCC) and len(normal) == 18:
        return normal[8:17]
    return normal


def _compact(value: str) -> str:
    return value.upper() if value.isascii() and value.isalnum() else value.translate(_COMPACT).upper()


# GB 11643


EMPTY = Broken("empty", "没有填写，请补上。", "Nothing is given; fill it in.")
_RESIDENT_LENGTH = Broken(
    "length",
    "公民身份号码应为 18 位（旧号 15 位），请与证件核对后补全。",
    "A resident identity number has 18 places (15 in the old form); complete it from the document.",
)
_RESIDENT_CHARACTERS = Broken(
    "characters",
    "公民身份号码前 17 位应为数字，末位为数字或 X，请与证件核对。",
    "The first 17 places of a resident identity number are digits, the last a digit or X; compare with the document.",
)
_RESIDENT_AREA = Broken(
    "area",
    "公民身份号码前两位不是省级行政区划代码，请与证件核对。",
    "The first two digits of the resident identity number are no province's code; compare it with the document.",
)
_RESIDENT_DATE = Broken(
    "date",
    "公民身份号码中的出生日期不存在，请与证件核对。",
    "The birth date in the resident identity number is no real day; compare it with the document.",
)
_RESIDENT_FUTURE = Broken(
    "future",
    "公民身份号码中的出生日期晚于今天，请与证件核对。",
    "The birth date in the resident identity number is later than today; compare it with the document.",
)
_RESIDENT_CHECKSUM = Broken(
    "checksum",
    "公民身份号码的校验码不符，多为抄错或位置颠倒，请与证件逐位核对。",
    "The check digit of the resident identity number does not fit, mostly a digit misread or two swapped; compare it "
    "place by place with the document.",
)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# The table is turned by 48 × Σ weights so that the sum may run over the bytes themselves.
_RESIDENT_CHECK = "".join("10X98765432"[(i - 48 * sum(_RESIDENT_WEIGHTS)) % 11] for i in range(11))
_EARLIEST_BIRTH_YEAR = 1800


def resident_check_digit(first17: str) -> str:
    return _RESIDENT_CHECK[sum(map(mul, _RESIDENT_WEIGHTS, first17.encode())) % 11]


def _raised(old: str) -> str:
    if not (old.isascii() and old.isdigit()):
        return old
    first17 = f"{old[:6]}19{old[6:]}"
    return first17 + resident_check_digit(first17)


def _check_resident(number: str, today: date) -> Broken | None:
    if len(number) != 18:
        return _RESIDENT_LENGTH
    first17 = number[:17]
    if not (number.isascii() and first17.isdigit() and number[17] in "0123456789X"):
        return _RESIDENT_CHARACTERS
    if number[:2] not in PROVINCES:
        return _RESIDENT_AREA
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return _RESIDENT_DATE
    if born > today:
        return _RESIDENT_FUTURE
    if born.year < _EARLIEST_BIRTH_YEAR:
        return _RESIDENT_DATE
    return None if resident_check_digit(first17) == number[17] else _RESIDENT_CHECKSUM


# Other identity documents

_DOCUMENT_TYPE = Broken(
    "document_type",
    "证件类型代码不在代码表内，请按“类型代码:号码”填写。",
    "The type code of the identity document is not in the code list; write it as type:number.",
)


def _normalise_document(value: str) -> str:
    type_code, colon, number = value.translate(_WIDE).partition(":")
    number = _compact(number if colon else type_code)
    type_code = _compact(type_code) if colon else "111"
    if type_code in RESIDENT_TYPES and ":" not in number:
        return _raised(number) if len(number) == 15 else number
    return f"{type_code}:{number}"


def _check_document(normal: str, today: date) -> Broken | None:
    type_code, colon, number = normal.partition(":")
    if not colon:
        return _check_resident(normal, today)
    known = DOCUMENT_TYPES.get(type_code)
    if known is None:
        return _DOCUMENT_TYPE
    if not number:
        return EMPTY
    if not known.fits(number):
        return Broken(
            "document_form",
            f"{known.zh}的号码{known.form_zh}，请与证件核对。",
            f"The number does not fit this document ({known.en}): {known.form_en}; compare it with the document.",
        )
    if known.has_resident_check and len(number) == 18 and resident_check_digit(number[:17]) != number[17]:
        return Broken(
            "checksum",
            f"{known.zh}号码的校验码不符，请与证件逐位核对。",
            f"The check digit does not fit ({known.en}); compare it place by place with the document.",
        )
    return None


# GB 11714

_ORG_LENGTH = Broken(
    "length",
    "组织机构代码应为 9 位（可带连字符），请核对登记证书。",
    "An organisation code has 9 places (a hyphen is allowed); compare it with the certificate.",
)
_ORG_CHARACTERS = Broken(
    "characters",
    "组织机构代码前 8 位应为数字或大写字母，末位为数字或 X，请核对登记证书。",
    "The first 8 places of an organisation code are digits or letters, the last a digit or X; compare it with the "
    "certificate.",
)
_ORG_CHECKSUM = Broken(
    "checksum",
    "组织机构代码的校验码不符，请与登记证书逐位核对。",
    "The check digit of the organisation code does not fit; compare it place by place with the certificate.",
)
_ORG_VALUE = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_CHECK = "0X987654321"


def _check_org_code(code: str) -> Broken | None:
    if len(code) != 9:
        return _ORG_LENGTH
    if not (code.isascii() and code[:8].isalnum() and code[8] in "0123456789X"):
        return _ORG_CHARACTERS
    return None if org_check_character(code[:8]) == code[8] else _ORG_CHECKSUM


def org_check_character(first8: str) -> str:
    return _ORG_CHECK[sum(weight * _ORG_VALUE[one] for weight, one in zip(_ORG_WEIGHTS, first8, strict=True)) % 11]


# GB 32100

_USCC_LENGTH = Broken(
    "length",
    "统一社会信用代码应为 18 位，请核对登记证照后补全。",
    "A unified social credit code has 18 places; complete it from the certificate.",
)
_USCC_CHARACTERS = Broken(
    "characters",
    "统一社会信用代码只用数字和除 I、O、S、V、Z 以外的大写字母，第 3 至 8 位为数字，请核对登记证照。",
    "A unified social credit code holds digits and letters other than I, O, S, V, Z, and places 3 to 8 are digits; "
    "compare it with the certificate.",
)
_USCC_AREA = Broken(
    "area",
    "统一社会信用代码第 3、4 位不是省级行政区划代码，请核对登记证照。",
    "Places 3 and 4 of the unified social credit code are no province's code; compare it with the certificate.",
)
_USCC_CHECKSUM = Broken(
    "checksum",
    "统一社会信用代码的校验码不符，请与登记证照逐位核对。",
    "The check digit of the unified social credit code does not fit; compare it place by place with the certificate.",
)
_USCC_SUBJECT = Broken(
    "subject_checksum",
    "统一社会信用代码第 9 至 17 位（组织机构代码）的校验码不符，请与登记证照逐位核对。",
    "Places 9 to 17 of the unified social credit code (the organisation code) fail their own check; compare them place "
    "by place with the certificate.",
)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def _check_uscc(code: str) -> Broken | None:
    if len(code) != 18:
        return _USCC_LENGTH
    values = [_USCC_VALUE.get(character, -1) for character in code]
    if min(values) < 0 or not code[2:8].isdigit():
        return _USCC_CHARACTERS
    if code[2:4] not in PROVINCES and code[2:4] != NATIONAL:
        return _USCC_AREA
    if uscc_check_character(code[:17]) != code[17]:
        return _USCC_CHECKSUM
    return None if _check_org_code(code[8:17]) is None else _USCC_SUBJECT


def uscc_check_character(first17: str) -> str:
    return USCC_ALPHABET[-sum(map(mul, _USCC_WEIGHTS, map(_USCC_VALUE.__getitem__, first17))) % 31]


_ENTITY_LENGTH = Broken(
    "length",
    "应填 18 位统一社会信用代码或 9 位组织机构代码，请核对登记证照。",
    "Give the 18 places of a unified social credit code or the 9 of an organisation code, from the certificate.",
)


def _check_legal_entity(code: str) -> Broken | None:
    if len(code) == 18:
        return _check_uscc(code)
    return _check_org_code(code) if len(code) == 9 else _ENTITY_LENGTH


# GS 15, with ISO 7064 MOD 11,10

_LICENCE_LENGTH = Broken(
    "length",
    "营业执照注册号应为 15 位数字，请核对执照后补全。",
    "A business licence number has 15 digits; complete it from the licence.",
)
_LICENCE_CHARACTERS = Broken(
    "characters",
    "营业执照注册号只能是数字，请核对执照。",
    "A business licence number holds digits only; compare it with the licence.",
)
_LICENCE_AREA = Broken(
    "area",
    "营业执照注册号前两位不是登记机关所在省级行政区划代码，请核对执照。",
    "The first two digits of the business licence number are no province's code; compare it with the licence.",
)
_LICENCE_CHECKSUM = Broken(
    "checksum",
    "营业执照注册号的校验码不符，请与执照逐位核对。",
    "The check digit of the business licence number does not fit; compare it place by place with the licence.",
)


def _check_licence_no(number: str) -> Broken | None:
    if len(number) != 15:
        return _LICENCE_LENGTH
    if not (number.isascii() and number.isdigit()):
        return _LICENCE_CHARACTERS
    if number[:2] not in PROVINCES and number[:2] != NATIONAL:
        return _LICENCE_AREA
    product = 10
    for digit in map(int, number[:14]):
        product = 2 * ((product + digit) % 10 or 10) % 11
    return None if (11 - product) % 10 == int(number[14]) else _LICENCE_CHECKSUM


# GB/T 2260

_DIVISION_FORM = Broken(
    "length",
    "行政区划代码应为 6 位数字，请按 GB/T 2260 填写。",
    "A division code has 6 digits; take it from GB/T 2260.",
)
_DIVISION_AREA = Broken(
    "area",
    "行政区划代码前两位不是省级代码，请按 GB/T 2260 核对。",
    "The first two digits of the division code are no province's; compare it with GB/T 2260.",
)
_DIVISION_LEVEL = Broken(
    "level",
    "行政区划代码缺少地级部分（第 3、4 位为 00 时末两位也应为 00），请按 GB/T 2260 核对。",
    "The division code lacks its prefecture (where places 3 and 4 are 00 the last two are 00 too); compare it with "
    "GB/T 2260.",
)


def _check_division(code: str) -> Broken | None:
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return _DIVISION_FORM
    if code[:2] not in PROVINCES:
        return _DIVISION_AREA
    return _DIVISION_LEVEL if code[2:4] == "00" != code[4:] else None


def _check_plain(_: str) -> None:
    return None


_CHECKS: dict[KeyKind, Callable[[str], Broken | None]] = {
    KeyKind.USCC: _check_uscc,
    KeyKind.ORG_CODE: _check_org_code,
    KeyKind.LEGAL_ENTITY: _check_legal_entity,
    KeyKind.LICENCE_NO: _check_licence_no,
    KeyKind.DIVISION: _check_division,
    KeyKind.PLAIN: _check_plain,
}
