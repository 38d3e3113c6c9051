"""A cell's text to a field's value, by code tables that know words, numbers and what others write (`values.csv`)."""

import csv
import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from yishu.catalogue.portals.words import split_note
from yishu.catalogue.spreadsheets.fields import Field
from yishu.core.text import fold

PACKAGE: Final = "yishu.catalogue.spreadsheets"
YES: Final = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "有", "对", "t"})
NO: Final = frozenset({"否", "n", "no", "false", "0", "×", "x", "无", "非", "f", "-"})
NOTHING: Final = frozenset({"", "null", "暂无", "无", "-", "/", "—", "n/a", "none"})
_PARTS: Final = re.compile(r"[、,，;；|\n]+")


class Unclear(Exception):
    """The cell cannot be read: `rule` and what it should be, for the remark."""

    def __init__(self, rule: str, **params: str) -> None:
        super().__init__(rule)
        self.rule, self.params = rule, params


@cache
def _rows() -> list[dict[str, str]]:
    return list(csv.DictReader(files(PACKAGE).joinpath("values.csv").read_text("utf-8").splitlines()))


def _tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for row in _rows():
        words = tables.setdefault(row["table"], {})
        for word in (*row["words"].split("|"), row["code"]):
            words.setdefault(fold(word), row["code"])
            words.setdefault(plain(word), row["code"])
    return tables


def plain(text: str) -> str:
    """As words are compared: folded, without brackets and what stands in them, blanks and marks."""
    return re.sub(r"[（(【\[].*?[)）】\]]|[\s*：:_＊]", "", fold(text))


CODES: Final = _tables()


def first_words(table: str) -> list[str]:
    """The word of each code that the template's lists show."""
    return [row["words"].split("|")[0] for row in _rows() if row["table"] == table]


def codes_in(table: str) -> list[str]:
    return [row["code"] for row in _rows() if row["table"] == table]


def word_of(table: str, code: str) -> str:
    return next((row["words"].split("|")[0] for row in _rows() if (row["table"], row["code"]) == (table, code)), code)


def read(field: Field, text: str) -> tuple[object, str]:
    """The value, and what of the text it does not say (a cycle's note). Raises Unclear."""
    clean = " ".join(text.split()) if field.kind != "text" else text.strip()
    if field.kind == "text":
        return _text(field, clean)
    if field.kind == "code":
        return _code(field.key, clean)
    if field.kind == "codes":
        return tuple(dict.fromkeys(_code(field.key, part)[0] for part in _PARTS.split(clean) if part.strip())), ""
    if field.kind == "words":
        return tuple(dict.fromkeys(part.strip()[:60] for part in _PARTS.split(clean) if part.strip())), ""
    if field.kind == "yes":
        return _yes(clean), ""
    if field.kind == "number":
        return _number(clean), ""
    if field.kind == "day":
        return _day(clean), ""
    return _pairs(text), ""


def _text(field: Field, text: str) -> tuple[str, str]:
    if len(text) > field.longest:
        raise Unclear("too_long", most=str(field.longest), count=str(len(text)))
    return text, ""


def _code(table: str, text: str) -> tuple[str, str]:
    """By the whole text, then by what stands before a note or a sub-code: `不更新(更新说明:…)`, `03,0310`, `2 每日`, `数据库-mysql`."""
    known = CODES[table]
    if code := known.get(fold(text)):
        return code, ""
    head, note = split_note(text)
    if code := known.get(plain(head)):
        return code, note
    for piece in (re.split(r"[-:：,，;；.、\s]", text)[0], re.sub(r"^\d+[.、\s]*", "", text)):
        if code := known.get(plain(piece)):
            return code, text if piece.isdigit() or not text.startswith(tuple("0123456789")) else ""
    raise Unclear("one_of", known="、".join(first_words(table)))


def _yes(text: str) -> bool:
    if fold(text) in YES:
        return True
    if fold(text) in NO or not text:
        return False
    raise Unclear("yes_or_no")


def _number(text: str) -> int | None:
    if not text or fold(text) in NOTHING:
        return None
    found = re.fullmatch(r"(\d{1,6})(?:\.0+|[,，]\d+)?", fold(text))
    if found is None or not int(found[1]):
        raise Unclear("whole_number")
    return int(found[1])


def _day(text: str) -> date | None:
    """2027-12-31, 2027/12/31, 2027年12月31日, 20271231; a time after it does not count."""
    if not text or fold(text) in NOTHING:
        return None
    found = re.match(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?!\d)", fold(text))
    try:
        return date(*map(int, found.groups())) if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> None:
    raise Unclear("day")


def _pairs(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in re.split(r"[;；\n]+", text.replace("＝", "=")) if part.strip()]
    if any(not mark for _code, mark, _word in pairs):
        raise Unclear("pairs")
    return {code.strip(): word.strip() for code, _mark, word in pairs}
