"""The rows that are asked of a resource, or that its provider sets: checked against its items, in one form, and in words (26.5)."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from yishu.catalogue.models import Entry
from yishu.core.errors import FieldError
from yishu.core.rows import DIVISION, RowRule, row_rule
from yishu.node.models import Division
from yishu.sharing.models import Line

MOST: Final = 200
LONGEST: Final = 100
TYPES: Final = ("string", "integer")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


class RowItem(NamedTuple):
    """An item as a rule needs it; `codes`: code → meaning, empty where any value may stand."""

    code: str
    name: str
    type: str
    codes: dict[str, str]


def row_items(entry: Entry) -> list[RowItem]:
    return [RowItem(item.code, item.name, item.type, _meanings(item.codes)) for item in entry.items.all()]


def division_item(items: Sequence[RowItem]) -> RowItem | None:
    """The item by which records belong to a division: the first that holds codes of divisions, by its name."""
    return next((item for item in items if item.type == "string" and "区划" in item.name), None)


def check_rows(field: str, rule: RowRule, items: Sequence[RowItem]) -> list[FieldError]:
    """Everything that is wrong with a rule as somebody wrote it."""
    item = next((one for one in items if one.code == rule.item), None)
    if item is None or item.type not in TYPES:
        known = ", ".join(one.code for one in items if one.type in TYPES)
        zh = "记录范围须按该资源的一个文本或整数信息项限定，可选：{known}。"
        en = "Rows are told apart by one item of the resource that is text or a whole number: {known}."
        return [FieldError(f"{field}.item", "one_of", zh, en, known=known)]
    if not 0 < len(rule.values) <= MOST or not all(value.strip() for value in rule.values):
        zh, en = "请填写 1 至 {most} 个值，都不为空。", "Give 1 to {most} values, none of them empty."
        return [FieldError(f"{field}.values", "required", zh, en, most=MOST)]
    wrong = _not_divisions if rule.match == "prefix" else _not_values
    return [wrong(f"{field}.values", value.strip(), item) for value in _bad(rule, item)]


def check_part_of_rows(line: Line, rule: RowRule) -> list[FieldError]:
    """A provider sets rows where none were asked for, and narrows those that were."""
    items, asked = row_items(line.entry), line.row_rule
    if wrong := check_rows("rows", rule, items):
        return wrong
    if asked is None or asked.covers(settled(rule, items)):
        return []
    zh, en = "不得超出申请的记录范围，只能不变或收窄。", "Only the rows that were asked for, or fewer."
    return [FieldError("rows.values", "not_beyond_asked", zh, en)]


def settled(rule: RowRule, items: Sequence[RowItem]) -> RowRule:
    """A rule that was checked, in the one form that its meaning has."""
    is_number = any(item.code == rule.item and item.type == "integer" for item in items)
    return row_rule(rule.item, ((str(int(each)) if is_number else each.strip()) for each in rule.values), rule.match)


def in_words(rule: RowRule, items: Sequence[RowItem]) -> str:
    """Such as 仅限“行政区划代码”为 330106（西湖区）的记录."""
    item = next((one for one in items if one.code == rule.item), RowItem(rule.item, rule.item, "string", {}))
    names = item.codes | (_divisions(rule.values) if rule.match == "prefix" or "区划" in item.name else {})
    shown = [f"{value}（{names[value]}）" if names.get(value) else value for value in rule.values]
    text = _("仅限“{item}”在 {values} 范围内的记录") if rule.match == "prefix" else _("仅限“{item}”为 {values} 的记录")
    return text.format(item=item.name, values=_("、").join(shown)).replace("） ", "）")


def words_of(rule: RowRule | None, entry: Entry) -> str:
    """Nothing where all records are open."""
    return "" if rule is None else in_words(rule, row_items(entry))


def _bad(rule: RowRule, item: RowItem) -> Iterable[str]:
    """The values that no record could have."""
    for value in (each.strip() for each in rule.values):
        if rule.match == "prefix":
            fits = item.type == "string" and DIVISION.fullmatch(value) is not None
        elif item.type == "integer":
            fits = _INTEGER.fullmatch(value) is not None
        else:
            fits = len(value) <= LONGEST and value.isprintable() and (not item.codes or value in item.codes)
        if not fits:
            yield value


def _not_values(field: str, value: str, item: RowItem) -> FieldError:
    given = {"value": value[:LONGEST], "name": item.name}
    if item.type == "integer":
        return FieldError(field, "type", "“{value}”不是整数。", "{value} is no whole number.", **given)
    if item.codes:
        zh, en = "“{value}”不在“{name}”的代码表内。", "{value} is not in the code list of {name}."
        return FieldError(field, "one_of", zh, en, **given)
    zh = "“{value}”不能作为“{name}”的值：须为不超过 {most} 个可见字符。"
    en = "{value} cannot be a value of {name}: at most {most} characters, none of them a control character."
    return FieldError(field, "text", zh, en, most=LONGEST, **given)


def _not_divisions(field: str, value: str, item: RowItem) -> FieldError:
    zh = "“{value}”不能划定“{name}”的区划范围：文本信息项，写省 2 位、市 4 位、县 6 位、乡镇 9 位或村 12 位代码，如 330106。"
    en = "{value} bounds no division of {name}: a text item, and the digits of a level: 2, 4, 6, 9 or 12, such as 330106."
    return FieldError(field, "division", zh, en, value=value[:LONGEST], name=item.name)


def _divisions(values: Iterable[str]) -> dict[str, str]:
    full = {value: value.ljust(6, "0") for value in values if DIVISION.fullmatch(value) and len(value) <= 6}
    names = dict(Division.objects.filter(pk__in=full.values()).values_list("code", "name"))
    return {value: names[code] for value, code in full.items() if code in names}


def _meanings(codes: object) -> dict[str, str]:
    return dict(codes) if isinstance(codes, dict) else dict.fromkeys(codes, "")  # type: ignore[call-overload]
