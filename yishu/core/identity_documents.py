"""Statutory identity documents other than the resident identity card: type codes and the form of each one's number.

Type codes follow GA/T 517-2004 (codes of common identity documents); 154 to 156 are the platform's own, for the
residence permits of 2018 that the list does not have. Forms as the issuing authority describes them: the National
Immigration Administration's guide to exit and entry documents (2017), the announcement of 10 March 2010 on the numbers
of mainland travel permits, and the 2023 form of the foreigner's permanent residence card.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type of document: its code, both names, and the form of its number (already half-width and upper case)."""

    code: str
    zh: str
    en: str
    pattern: re.Pattern[str]
    form_zh: str
    form_en: str
    has_resident_check: bool = False  # an 18-place number ends with the check digit of GB 11643

    def fits(self, number: str) -> bool:
        return self.pattern.fullmatch(number) is not None


# These carry a resident identity number: the same person, the same subject.
RESIDENT_TYPES: Final[dict[str, str]] = {
    "111": "居民身份证",
    "112": "临时居民身份证",
    "154": "香港居民居住证",
    "155": "澳门居民居住证",
    "156": "台湾居民居住证",
}
RESIDENT_TYPES_EN: Final[dict[str, str]] = {
    "111": "resident identity card",
    "112": "temporary resident identity card",
    "154": "residence permit of a Hong Kong resident",
    "155": "residence permit of a Macao resident",
    "156": "residence permit of a Taiwan resident",
}


def _of(code: str, zh: str, en: str, pattern: str, form_zh: str, form_en: str, *, check: bool = False) -> DocumentType:
    return DocumentType(code, zh, en, re.compile(pattern, re.ASCII), form_zh, form_en, check)


_MILITARY = r"[\u4e00-\u9fff]{1,3}字?第?[0-9]{6,8}号?"
_MILITARY_ZH = "应为“字头+第+6 至 8 位数字+号”"
_MILITARY_EN = "a Chinese prefix and 6 to 8 digits"

DOCUMENT_TYPES: Final[dict[str, DocumentType]] = {
    known.code: known
    for known in (
        _of("113", "户口簿", "household register", "[0-9]{9}", "应为 9 位数字", "9 digits"),
        _of("114", "军官证", "officer's card", _MILITARY, _MILITARY_ZH, _MILITARY_EN),
        _of("115", "武警警官证", "armed police officer's card", _MILITARY, _MILITARY_ZH, _MILITARY_EN),
        _of(
            "117",
            "出生医学证明",
            "birth certificate",
            "[A-Z][0-9]{9}",
            "应为 1 个字母加 9 位数字",
            "a letter and 9 digits",
        ),
        _of(
            "411",
            "外交护照",
            "diplomatic passport",
            "D(?:[0-9]{8}|[A-HJ-NP-Z][0-9]{7})",
            "应以 D 开头，共 9 位",
            "9 places beginning with D",
        ),
        _of(
            "412",
            "公务护照",
            "service passport",
            "S(?:[0-9]{8}|[A-HJ-NP-Z][0-9]{7})",
            "应以 S 开头，共 9 位",
            "9 places beginning with S",
        ),
        _of(
            "413",
            "公务普通护照",
            "passport for public affairs",
            "P(?:[0-9]{8}|[A-HJ-NP-Z][0-9]{7})",
            "应以 P 开头，共 9 位",
            "9 places beginning with P",
        ),
        # Foreign passports bear this code too, so the form is ICAO Doc 9303's: up to nine letters and digits.
        _of(
            "414",
            "普通护照",
            "passport",
            "(?=.*[0-9])[0-9A-Z]{5,9}",
            "应为 5 至 9 位数字或字母，至少含 1 位数字",
            "5 to 9 digits or letters, a digit among them",
        ),
        _of(
            "420",
            "香港特别行政区护照",
            "Hong Kong SAR passport",
            "[HK](?:[0-9]{8}|[A-Z][0-9]{7})",
            "应以 H 或 K 开头，共 9 位",
            "9 places beginning with H or K",
        ),
        _of(
            "421",
            "澳门特别行政区护照",
            "Macao SAR passport",
            "M[A-Z][0-9]{7}",
            "应以 M 开头，共 9 位",
            "9 places beginning with M",
        ),
        _of(
            "511",
            "台湾居民来往大陆通行证",
            "mainland travel permit for Taiwan residents",
            "[0-9]{8}|[0-9]{10}[A-Z]?",
            "应为 8 位数字（旧证 10 位数字，可带 1 个字母）",
            "8 digits (10 on old ones, with a letter or not)",
        ),
        _of(
            "513",
            "往来港澳通行证",
            "permit to travel to Hong Kong and Macao",
            "[CW](?:[0-9]{8}|[A-HJ-NP-Z][0-9]{7})",
            "应以 C 或 W 开头，共 9 位",
            "9 places beginning with C or W",
        ),
        # Eight lifelong digits; the cards of 1999 add two that count the renewals.
        _of(
            "516",
            "港澳居民来往内地通行证",
            "mainland travel permit for Hong Kong and Macao residents",
            "[HM][0-9]{8}(?:[0-9]{2})?",
            "应以 H 或 M 开头，后接 8 位或 10 位数字",
            "H or M and 8 or 10 digits",
        ),
        _of(
            "517",
            "大陆居民往来台湾通行证",
            "permit to travel to Taiwan",
            "[TL](?:[0-9]{8}|[A-HJ-NP-Z][0-9]{7})",
            "应以 T 或 L 开头，共 9 位",
            "9 places beginning with T or L",
        ),
        _of(
            "553",
            "外国人永久居留身份证",
            "foreigner's permanent residence card",
            "[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]",
            "应为 3 个字母加 12 位数字，或以 9 开头的 18 位号码",
            "3 letters and 12 digits, or 18 places beginning with 9",
            check=True,
        ),
    )
}


def named_types(*, in_english: bool) -> list[tuple[str, str]]:
    """The documents of natural persons by their codes, those that carry a resident identity number first."""
    resident = RESIDENT_TYPES_EN if in_english else RESIDENT_TYPES
    return [*resident.items(), *((code, kind.en if in_english else kind.zh) for code, kind in DOCUMENT_TYPES.items())]
