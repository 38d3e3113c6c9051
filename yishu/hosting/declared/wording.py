"""What a rule asks, in words of both languages; Chinese names items, English gives their codes, as all faults do. Pure."""

from typing import NamedTuple

from yishu.hosting.declared.rules import Compare, Must, Pattern, Range, Rule, Sum, When, blamed, written
from yishu.hosting.faults import Fault
from yishu.hosting.tables import Column, Value


class Words(NamedTuple):
    zh: str
    en: str


_TIMES = ("date", "datetime")
_COMPARED = {"=": Words("等于", "equal"), "!=": Words("不同于", "differ from")}
_NUMBERS = {
    "<": Words("小于", "be less than"),
    "<=": Words("不大于", "be at most"),
    ">": Words("大于", "be greater than"),
    ">=": Words("不小于", "be at least"),
}
_MOMENTS = {
    "<": Words("早于", "be before"),
    "<=": Words("不晚于", "not be after"),
    ">": Words("晚于", "be after"),
    ">=": Words("不早于", "not be before"),
}


def asked(rule: Rule) -> Words:
    """Such as “年龄”应不小于 0、不大于 120."""
    match rule:
        case Pattern(item, pattern):
            return Words(f"“{item.name}”应符合格式 {pattern}", f"{item.code} should match {pattern}")
        case Range():
            return _range(rule)
        case Compare(left, operator, right):
            zh, en = _compared(operator, left)
            return Words(f"“{left.name}”应{zh}“{right.name}”", f"{left.code} should {en} {right.code}")
        case When():
            return _when(rule)
        case Sum(total, parts):
            named, coded = "".join(f"“{part.name}”" for part in parts), " and ".join(part.code for part in parts)
            return Words(f"“{total.name}”应等于{named}之和", f"{total.code} should equal the sum of {coded}")


def fault(rule: Rule, zh: str = "", en: str = "") -> Fault:
    """Of a record that breaks the rule, with the provider's words, or with those that are proposed."""
    words = proposed(rule)
    return Fault(blamed(rule).code, rule.kind, zh or words.zh, en or words.en)


def proposed(rule: Rule) -> Words:
    zh, en = asked(rule)
    return Words(f"{zh}，请核对更正。", f"{en}; check and correct it.")


def _compared(operator: str, item: Column) -> Words:
    return _COMPARED.get(operator) or (_MOMENTS if item.type in _TIMES else _NUMBERS)[operator]


def _range(rule: Range) -> Words:
    bounds = [(">=", rule.least), ("<=", rule.most)]
    said = [(_compared(sign, rule.item), written(bound)) for sign, bound in bounds if bound is not None]
    zh, en = [f"{words.zh} {text}" for words, text in said], [f"{words.en} {text}" for words, text in said]
    if rule.not_future:
        zh.append("不晚于当日")
        en.append("not be in the future")
    return Words(
        f"“{rule.item.name}”应{'、'.join(zh)}",
        f"{rule.item.code} should {' and '.join(en)}".replace(" and be ", " and "),
    )


def _when(rule: When) -> Words:
    given, then = rule.given, rule.then
    if rule.values:
        values = _among(rule.values)
        condition = Words(f"“{given.name}”为 {values.zh} 时", f"where {given.code} is {values.en}")
    else:
        condition = Words(f"“{given.name}”已填写时", f"where {given.code} is given")
    if rule.must == Must.EQUAL:
        wanted = _among(rule.wanted)
        must = Words(f"应为 {wanted.zh}", f"should be {wanted.en}")
    else:
        must = Words("应填写", "should be given") if rule.must == Must.GIVEN else Words("应为空", "should be empty")
    return Words(f"{condition.zh}，“{then.name}”{must.zh}", f"{condition.en}, {then.code} {must.en}")


def _among(values: tuple[Value, ...]) -> Words:
    zh = (("是" if value else "否") if isinstance(value, bool) else written(value) for value in values)
    return Words("、".join(zh), " or ".join(map(written, values)))
