"""One form for each form of rule: its fields are read into a draft, and what the draft's reading says is put beside them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.core.errors import Problem
from yishu.hosting.declared import patterns
from yishu.hosting.declared.drafts import LONGEST_MESSAGE, MOST_PARTS, TYPES, Draft
from yishu.hosting.declared.models import CheckRule
from yishu.hosting.declared.rules import Form, Kind, Must, Parameters
from yishu.hosting.tables import Column
from yishu.shell.fields import choose, language

_BETWEEN = re.compile(r"[,，、;；\n]+")
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


def _item(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text)


def _text(label: Any, help_text: Any = "", longest: int = 1000) -> forms.CharField:
    widget = forms.TextInput(attrs=_PLAIN)
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=longest, widget=widget)


class RuleForm(forms.Form):
    """`chosen`: the fields that name items, in the draft's order."""

    kind: ClassVar[Kind] = Kind.CROSS
    form: ClassVar[str] = ""
    chosen: ClassVar[tuple[str, ...]] = ()

    zh = _text(
        _("退回原因（中文）"), _("不合规则的记录退回时，写给提供数据的人看；不填用系统拟的话。"), LONGEST_MESSAGE
    )
    en = _text(_("退回原因（英文）"), _("不填用系统拟的话。"), LONGEST_MESSAGE)

    def __init__(self, known: Mapping[str, Column], data: Any = None, before: CheckRule | None = None) -> None:
        super().__init__(data, initial=self.initial_of(before) if before else None, use_required_attribute=False)
        types = TYPES.get(self.form or self.kind)
        fit = [(code, item.name) for code, item in known.items() if not types or item.type in types]
        for name in self.chosen:
            choose(self, name, [("", _("请选择")), *fit] if self.is_single(name) else fit)
        self.order_fields([name for name in self.fields if name not in ("zh", "en")])

    def is_single(self, name: str) -> bool:
        return not isinstance(self.fields[name], forms.MultipleChoiceField)

    def draft(self) -> Draft:
        """What was filled in; the form must be valid."""
        given = self.cleaned_data
        return Draft(self.kind, tuple(self.items(given)), self.parameters(given), given["zh"], given["en"])

    def items(self, given: Mapping[str, Any]) -> Iterable[str]:
        for name in self.chosen:
            yield from (given[name],) if self.is_single(name) else given[name]

    def parameters(self, given: Mapping[str, Any]) -> Parameters:
        own = {name: given[name] for name in self.fields if name in Parameters.__dataclass_fields__}
        texts: dict[str, Any] = {name: each.strip() if isinstance(each, str) else each for name, each in own.items()}
        return Parameters(form=self.form, **texts)

    def take(self, problem: Problem) -> None:
        """What is wrong with the draft, beside its fields."""
        for error in problem.errors:
            self.add_error(self._field(error.field), error.message(language()))
        if not problem.errors:
            self.add_error(None, problem.detail(language()))

    def initial_of(self, before: CheckRule) -> dict[str, Any]:
        """The rule that is to be replaced, in this form's fields."""
        named = dict(zip(self.chosen, before.items, strict=False))
        said = {name: "、".join(each) if isinstance(each, list) else each for name, each in before.parameters.items()}
        return {**said, **named, "zh": before.zh, "en": before.en}

    def _field(self, place: str) -> str | None:
        area, _dot, name = place.partition(".")
        if area == "items":
            place = self.chosen[min(int(name), len(self.chosen) - 1)] if name else self.chosen[-1]
        elif area == "parameters":
            place = name
        return place if place in self.fields else None


class PatternForm(RuleForm):
    kind = Kind.PATTERN
    chosen = ("item",)
    item = _item(_("信息项"))
    pattern = forms.CharField(
        label=_("格式"),
        max_length=patterns.LONGEST,
        strip=False,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("正则表达式（RE2），须与整个值相符：如 1[3-9][0-9]{9} 为手机号，[0-9]{6} 为六位数字。"),
    )


class RangeForm(RuleForm):
    kind = Kind.RANGE
    chosen = ("item",)
    item = _item(_("信息项"))
    least = _text(_("最小值"), _("含此值；日期写作 2026-11-22。"))
    most = _text(_("最大值"), _("含此值；两端至少填一端。"))
    not_future = forms.BooleanField(
        label=_("不晚于当日"), required=False, help_text=_("用于日期、日期时间；按发布当日的北京时间计。")
    )


class CompareForm(RuleForm):
    form = Form.COMPARE
    chosen = ("left", "right")
    left = _item(_("信息项"))
    operator = forms.ChoiceField(
        label=_("关系"),
        choices=[
            ("=", _("等于")),
            ("!=", _("不等于")),
            ("<", _("小于（早于）")),
            ("<=", _("不大于（不晚于）")),
            (">", _("大于（晚于）")),
            (">=", _("不小于（不早于）")),
        ],
        initial="<=",
    )
    right = _item(_("另一信息项"), _("两项都填写时才比较；文本和布尔只能比较是否相等。"))


class WhenForm(RuleForm):
    form = Form.WHEN
    chosen = ("given", "then")
    given = _item(_("当此信息项"))
    values = _text(_("为以下值时"), _("多个值用顿号或逗号隔开；不填则只要已填写即适用。"))
    then = _item(_("则此信息项"))
    must = forms.ChoiceField(
        label=_("要求"),
        widget=forms.RadioSelect,
        initial=Must.GIVEN,
        choices=[(Must.GIVEN, _("填写")), (Must.EMPTY, _("为空")), (Must.EQUAL, _("等于以下值之一"))],
    )
    wanted = _text(_("应为何值"), _("选“等于以下值之一”时填写，多个值用顿号或逗号隔开。"))

    def parameters(self, given: Mapping[str, Any]) -> Parameters:
        lists = {name: _values(given[name]) for name in ("values", "wanted")}
        return super().parameters({**given, **lists})


class SumForm(RuleForm):
    form = Form.SUM
    chosen = ("total", "parts")
    total = _item(_("合计项"))
    parts = forms.MultipleChoiceField(
        label=_("分项"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择两个分项。")},
        help_text=_("两项至 {most} 项；各项都填写时才核对。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].help_text = str(self.fields["parts"].help_text).format(most=MOST_PARTS)

    def initial_of(self, before: CheckRule) -> dict[str, Any]:
        return {**super().initial_of(before), "parts": before.items[1:]}


FORMS: dict[str, type[RuleForm]] = {
    Kind.PATTERN: PatternForm,
    Kind.RANGE: RangeForm,
    Form.COMPARE: CompareForm,
    Form.WHEN: WhenForm,
    Form.SUM: SumForm,
}


def _values(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in _BETWEEN.split(text) if each.strip())
