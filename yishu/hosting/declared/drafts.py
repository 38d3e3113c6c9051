"""A rule as somebody writes it: read against the resource's items, with everything that is wrong said by field and remedy. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.hosting.declared.patterns import slow_pattern, wrong_pattern
from yishu.hosting.declared.rules import (
    COMPARED,
    NUMBERS,
    ORDERED,
    Compare,
    Form,
    Kind,
    Must,
    Parameters,
    Pattern,
    Range,
    Rule,
    Sum,
    When,
)
from yishu.hosting.faults import TYPE_WORDS
from yishu.hosting.tables import Column, NotOfType, Value, parse

LONGEST_VALUE: Final = 100
LONGEST_MESSAGE: Final = 200
MOST_VALUES: Final = 50
MOST_PARTS: Final = 10

Items = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Draft:
    """`items`: their codes, in the order that the kind says; `zh`, `en`: what a provider reads of a record sent back, proposed where they are empty."""

    kind: str
    items: tuple[str, ...]
    parameters: Parameters = field(default_factory=Parameters)
    zh: str = ""
    en: str = ""


def read(draft: Draft, known: Items) -> Rule:
    """The rule. Raises Invalid with what is wrong: `items.0` is the first item, `parameters.least` a parameter."""
    form = draft.parameters.form if draft.kind == Kind.CROSS else draft.kind
    reader = _READERS.get(form)
    if reader is None:
        raise Invalid(errors=[_unknown_form(draft)])
    wrong = _not_of_form(form, draft.parameters) + _items(form, draft.items, known) + _messages(draft)
    if wrong:
        raise Invalid(errors=wrong)
    return reader([known[code] for code in draft.items], draft.parameters)


def read_new(draft: Draft, known: Items) -> Rule:
    """A rule that is to be declared: as `read`, and its pattern costs little. Raises Invalid."""
    rule = read(draft, known)
    if isinstance(rule, Pattern) and (slow := slow_pattern(rule.pattern)):
        raise Invalid(errors=[slow])
    return rule


def _pattern(items: list[Column], said: Parameters) -> Pattern:
    if wrong := wrong_pattern(said.pattern):
        raise Invalid(errors=[wrong])
    return Pattern(items[0], said.pattern)


def _range(items: list[Column], said: Parameters) -> Range:
    item = items[0]
    least, most = _value(item, said.least, "least"), _value(item, said.most, "most")
    if said.not_future and item.type in NUMBERS:
        zh, en = "“不晚于当日”只用于日期和日期时间。", "Only dates and moments can be in the future."
        raise _invalid("not_future", "type", zh, en)
    if least is None and most is None and not said.not_future:
        raise _invalid("least", "required", "请至少填写一端的界限。", "Give at least one of the bounds.")
    both: Any = (least, most)
    if None not in both and both[0] > both[1]:
        raise _invalid("most", "not_below_least", "最大值不得小于最小值。", "The maximum is not below the minimum.")
    return Range(item, least, most, said.not_future)


def _compare(items: list[Column], said: Parameters) -> Compare:
    left, right = items
    if left.type != right.type and not {left.type, right.type} <= set(NUMBERS):
        zh, en = "两项类型不同，无法比较：请选择类型相同的信息项。", "Items of different types cannot be compared."
        raise Invalid(errors=[FieldError("items.1", "type", zh, en)])
    known = tuple(COMPARED) if left.type in ORDERED else ("=", "!=")
    if said.operator not in known:
        zh, en = "这类信息项可用的比较为 {known}。", "Items of this type are compared by {known}."
        raise _invalid("operator", "one_of", zh, en, known=" ".join(known))
    return Compare(left, said.operator, right)


def _when(items: list[Column], said: Parameters) -> When:
    given, then = items
    if said.must not in tuple(Must):
        zh, en = "请选择要求：given（填写）、empty（为空）或 equal（等于）。", "Choose given, empty or equal."
        raise _invalid("must", "one_of", zh, en)
    if (said.must == Must.EQUAL) != bool(said.wanted):
        zh, en = "要求“等于”的，写明应为何值；其他要求不写。", "With equal, say which values; with others, none."
        raise _invalid("wanted", "with_equal", zh, en)
    values, wanted = _values(given, said.values, "values"), _values(then, said.wanted, "wanted")
    return When(given, values, then, Must(said.must), wanted)


def _sum(items: list[Column], _said: Parameters) -> Sum:
    return Sum(items[0], tuple(items[1:]))


_READERS: Final[dict[str, Callable[[list[Column], Parameters], Rule]]] = {
    Kind.PATTERN: _pattern,
    Kind.RANGE: _range,
    Form.COMPARE: _compare,
    Form.WHEN: _when,
    Form.SUM: _sum,
}
_PARAMETERS: Final = {
    Kind.PATTERN: {"pattern"},
    Kind.RANGE: {"least", "most", "not_future"},
    Form.COMPARE: {"form", "operator"},
    Form.WHEN: {"form", "values", "must", "wanted"},
    Form.SUM: {"form"},
}
_COUNTS: Final = {
    Kind.PATTERN: (1, 1),
    Kind.RANGE: (1, 1),
    Form.COMPARE: (2, 2),
    Form.WHEN: (2, 2),
    Form.SUM: (3, 1 + MOST_PARTS),
}
TYPES: Final = {Kind.PATTERN: ("string",), Kind.RANGE: ORDERED, Form.SUM: NUMBERS}
"""The types of items that a rule of a form takes; of any where the form is not here."""

_TYPE_WORDS: Final = {
    "string": ("文本", "text"),
    "integer": ("整数", "integer"),
    "decimal": ("数值", "decimal"),
    "date": ("日期", "date"),
    "datetime": ("日期时间", "datetime"),
}


def kept(parameters: Parameters) -> dict[str, Any]:
    """As they are stored and travel: what the rule does not use left out."""
    return {name: list(said) if isinstance(said, tuple) else said for name, said in asdict(parameters).items() if said}


def parameters_of(stored: Mapping[str, Any]) -> Parameters:
    said: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in stored.items()}
    return Parameters(**said)


def _unknown_form(draft: Draft) -> FieldError:
    if draft.kind == Kind.CROSS:
        zh = "跨项规则的形式为 compare（两项比较）、when（条件）或 sum（合计）。"
        return FieldError("parameters.form", "one_of", zh, "A rule across items is of the form compare, when or sum.")
    zh = "规则种类为 pattern（格式）、range（取值范围）或 cross（跨项）。"
    return FieldError("kind", "one_of", zh, "A rule is of the kind pattern, range or cross.")


def _not_of_form(form: str, said: Parameters) -> list[FieldError]:
    given = {each.name for each in fields(said) if getattr(said, each.name)}
    zh, en = "这种规则没有此参数，请删去。", "A rule of this kind has no such parameter; leave it out."
    return [FieldError(f"parameters.{name}", "not_of_kind", zh, en) for name in sorted(given - _PARAMETERS[form])]


def _items(form: str, codes: tuple[str, ...], known: Items) -> list[FieldError]:
    least, most = _COUNTS[form]
    if not least <= len(codes) <= most or len(set(codes)) < len(codes):
        zh, en = "这种规则用 {least} 至 {most} 个不同的信息项。", "Such a rule takes {least} to {most} different items."
        return [FieldError("items", "count", zh, en, least=least, most=most)]
    types = TYPES.get(form, ())
    return [error for n, code in enumerate(codes) if (error := _item(n, known.get(code), types))]


def _item(n: int, item: Column | None, types: tuple[str, ...]) -> FieldError | None:
    if item is None:
        zh, en = "条目没有此信息项，请从条目的信息项中选择。", "The entry has no such item; choose one of its items."
        return FieldError(f"items.{n}", "unknown_item", zh, en)
    if not types or item.type in types:
        return None
    zh, en = "此规则只用于{types}类型的信息项。", "Such a rule takes items of the type {types_en} only."
    zh_words, en_words = zip(*(_TYPE_WORDS[kind] for kind in types), strict=True)
    return FieldError(f"items.{n}", "type", zh, en, types="、".join(zh_words), types_en=" or ".join(en_words))


def _messages(draft: Draft) -> list[FieldError]:
    zh, en = "不超过 {most} 个字符，不含控制字符。", "At most {most} characters, none of them a control character."
    return [
        FieldError(name, "text", zh, en, most=LONGEST_MESSAGE)
        for name, text in (("zh", draft.zh), ("en", draft.en))
        if len(text) > LONGEST_MESSAGE or not is_plain(text)
    ]


def _values(item: Column, texts: tuple[str, ...], parameter: str) -> tuple[Value, ...]:
    if len(texts) > MOST_VALUES:
        raise _invalid(parameter, "count", "至多 {most} 个值。", "At most {most} values.", most=MOST_VALUES)
    values = [_value(item, text, parameter) for text in texts]
    if None in values:
        raise _invalid(parameter, "required", "值不得为空。", "No value may be empty.")
    if item.codes and not set(values) <= set(item.codes):
        zh, en = "“{name}”的代码表中没有此值。", "The code list of {code} has no such value."
        raise _invalid(parameter, "code_list", zh, en, name=item.name, code=item.code)
    return tuple(dict.fromkeys(values))


def _value(item: Column, text: str, parameter: str) -> Value:
    """None for an empty text."""
    try:
        value = parse(item, text)
    except NotOfType:
        value, text = None, "\0"
    if len(text) > LONGEST_VALUE or not text.isprintable():
        kind_zh, kind_en = TYPE_WORDS[item.type]
        zh = "“{name}”的值应为{kind}，不超过 {most} 个字符。"
        en = "A value of {code} is {kind_en}, of at most {most} characters."
        given = {"name": item.name, "code": item.code, "kind": kind_zh, "kind_en": kind_en}
        raise _invalid(parameter, "type", zh, en, most=LONGEST_VALUE, **given)
    return value


def _invalid(parameter: str, rule: str, zh: str, en: str, **params: object) -> Invalid:
    return Invalid(errors=[FieldError(f"parameters.{parameter}", rule, zh, en, **params)])
