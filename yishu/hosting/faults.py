"""Why a record is sent back: the item, the rule it breaks, and what to do, in both languages. Never the value itself."""

from typing import NamedTuple

from yishu.core.identifiers import Broken
from yishu.hosting.tables import Column


class Fault(NamedTuple):
    field: str  # the item's code; empty for the record as a whole
    rule: str
    zh: str
    en: str


TYPE_WORDS = {
    "string": ("文本", "text"),
    "integer": ("不超过 18 位的整数", "a whole number of at most 18 digits"),
    "decimal": ("数值", "a number"),
    "date": ("日期，例如 2026-11-22", "a date such as 2026-11-22"),
    "datetime": ("日期时间，例如 2026-11-22T09:30:00+08:00", "a moment such as 2026-11-22T09:30:00+08:00"),
    "boolean": ("是或否", "true or false"),
    "geometry": ("GeoJSON 几何对象", "a GeoJSON geometry"),
}


def required(column: Column) -> Fault:
    return Fault(column.code, "required", f"“{column.name}”没有填写，请补上。", f"{column.code} is empty; fill it in.")


def not_of_type(column: Column) -> Fault:
    zh, en = TYPE_WORDS[column.type]
    return Fault(
        column.code, "type", f"“{column.name}”应为{zh}，请更正。", f"{column.code} should be {en}; correct it."
    )


def too_long(column: Column, limit: int) -> Fault:
    return Fault(
        column.code,
        "length",
        f"“{column.name}”超过 {limit} 个字符，请核对后缩短。",
        f"{column.code} has more than {limit} characters; check and shorten it.",
    )


def not_in_codes(column: Column) -> Fault:
    return Fault(
        column.code,
        "code_list",
        f"“{column.name}”不在代码表内，请按条目的代码表填写。",
        f"{column.code} is not in its code list; take a code from the entry.",
    )


def control_character(column: Column) -> Fault:
    return Fault(
        column.code,
        "characters",
        f"“{column.name}”含有空字符（NUL），请删去。",
        f"{column.code} holds a NUL character; remove it.",
    )


def unprintable_key(column: Column) -> Fault:
    return Fault(
        column.code,
        "characters",
        f"“{column.name}”是主键，却含有不可见字符（如换行、制表符），请删去。",
        f"{column.code} is a key and holds characters that cannot be seen, such as a line break or tab; remove them.",
    )


def broken_key(column: Column, broken: Broken) -> Fault:
    return Fault(column.code, broken.rule, broken.zh, broken.en)


def wrong_width(expected: int, found: int) -> Fault:
    return Fault(
        "",
        "columns",
        f"本行有 {found} 列，表头有 {expected} 列，多为引号或逗号有误，请更正。",
        f"This row has {found} columns where the header has {expected}, mostly a misplaced quote or comma; correct it.",
    )


def not_json(where: str = "") -> Fault:
    return Fault(
        where,
        "json",
        "不是一个 JSON 对象，或其中的值既非文本、数字、布尔也非 null，请更正。",
        "This is no JSON object whose values are text, numbers, booleans or null; correct it.",
    )


def repeated_member(column: Column) -> Fault:
    return Fault(
        column.code,
        "repeated_member",
        f"同一对象中“{column.name}”出现了不止一次，请核对后只保留一个值。",
        f"{column.code} stands more than once in this object; keep the right value only.",
    )


def repeated_key(columns: tuple[Column, ...], first_row: int) -> Fault:
    return Fault(
        columns[0].code,
        "duplicate_key",
        f"与第 {first_row} 行主键相同而内容不同，请核对后只保留一条。",
        f"Row {first_row} has the same key and other values; keep the right one only.",
    )
