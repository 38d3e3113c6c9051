"""Forms of the working days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.node.models import WorkDay


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NoticeForm(forms.Form):
    """A year's notice: its text, or a table of its days."""

    text = forms.CharField(
        label=_("通知全文"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "从中国政府网复制《国务院办公厅关于XXXX年部分节假日安排的通知》，连同标题、文号和落款日期一并粘贴。"
        ),
    )
    file = forms.FileField(
        label=_("或者上传表格"),
        required=False,
        help_text=_("CSV 或 XLSX，三列：日期、类型（放假、上班）、名称；此时须填写下面三项。"),
    )
    year = forms.IntegerField(label=_("年度"), required=False, help_text=_("通知全文中有标题的，不必填写。"))
    number = forms.CharField(label=_("文号"), required=False, max_length=60, help_text=_("如“国办发明电〔2025〕7号”。"))
    issued_on = forms.DateField(label=_("发文日期"), required=False, widget=DateInput())


class LocalForm(forms.Form):
    """A day that only this place has."""

    first = forms.DateField(label=_("起始日期"), widget=DateInput())
    last = forms.DateField(
        label=_("截止日期"), required=False, widget=DateInput(), help_text=_("只有一天的，不必填写。")
    )
    kind = forms.ChoiceField(label=_("类型"), choices=[("holiday", _("临时放假")), ("workday", _("临时上班"))])
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("如“台风停工”。"))
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("哪一级政府的什么决定或通知、文号。"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["last"] = given.get("last") or given.get("first")
        return given


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200)


KINDS = dict(WorkDay.Kind.choices)
