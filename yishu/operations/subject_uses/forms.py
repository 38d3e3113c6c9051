"""Forms of looks and of what is withheld. The number is never shown again, whatever was wrong with the rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.core.identity_documents import named_types
from yishu.operations.subject_uses.commands import LONGEST
from yishu.operations.subject_uses.models import Identified
from yishu.operations.subject_uses.rules import Asked
from yishu.shell.words import in_english


class Unkept(forms.PasswordInput):
    """An input whose value the page does not give back, nor the browser."""

    input_type = "text"

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false"}, render_value=False)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def document_types() -> list[tuple[str, str]]:
    """Of natural persons."""
    return named_types(in_english=in_english())


def all_types() -> list[tuple[str, Any]]:
    """Of bodies as well."""
    bodies = [("uscc", _("统一社会信用代码")), ("org_code", _("组织机构代码")), ("licence_no", _("营业执照注册号"))]
    return [*document_types(), *bodies]


class CounterForm(forms.Form):
    """Who stands at the counter, and how they were identified."""

    type = forms.ChoiceField(label=_("证件类型"), choices=document_types, initial="111")
    number = forms.CharField(label=_("证件号码"), max_length=60, widget=Unkept())
    identified = forms.ChoiceField(label=_("怎样核实身份"), choices=Identified.choices, widget=forms.RadioSelect)
    authority = forms.CharField(
        label=_("授权委托书编号"),
        max_length=LONGEST["authority"],
        required=False,
        help_text=_("他人持授权委托书代查的，填写委托书编号；不要填写证件号码。"),
    )

    def asked(self) -> Asked:
        return Asked(self.cleaned_data["type"], self.cleaned_data["number"])


class LookupForm(forms.Form):
    """By what document, and why."""

    type = forms.ChoiceField(label=_("证件类型"), choices=all_types, initial="111")
    number = forms.CharField(label=_("证件号码"), max_length=60, widget=Unkept())
    basis = forms.CharField(
        label=_("依据文书编号"), max_length=LONGEST["basis"], help_text=_("如调查通知书、来函、信访件的编号。")
    )
    reason = forms.CharField(
        label=_("查询理由"), max_length=LONGEST["reason"], help_text=_("写入留痕；不要填写证件号码。")
    )

    def asked(self) -> Asked:
        return Asked(self.cleaned_data["type"], self.cleaned_data["number"])


class WithholdingForm(forms.Form):
    """What is withheld, by which law, for how long."""

    agency = forms.CharField(label=_("单位代码"), max_length=40, help_text=_("统一社会信用代码，或平台上登记的代码。"))
    grant = forms.CharField(
        label=_("授权编号"), max_length=40, required=False, help_text=_("只限某一项授权的，填写其编号。")
    )
    duty = forms.CharField(
        label=_("履职事项"),
        max_length=LONGEST["duty"],
        required=False,
        help_text=_("只限某一事项的，填写事项名称，须与授权所列的一致。"),
    )
    law = forms.CharField(
        label=_("法律、行政法规"), max_length=LONGEST["law"], help_text=_("如《中华人民共和国反洗钱法》。")
    )
    article = forms.CharField(label=_("条款"), max_length=LONGEST["article"], help_text=_("如“第三十八条第一款”。"))
    first_day = forms.DateField(label=_("自"), widget=DateInput())
    last_day = forms.DateField(label=_("至"), widget=DateInput(), help_text=_("最长三年，到期自动恢复告知。"))


class EndForm(forms.Form):
    reason = forms.CharField(label=_("结束的原因"), max_length=LONGEST["reason"])
