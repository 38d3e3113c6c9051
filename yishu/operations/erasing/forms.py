"""Forms of erasures: to ask, to agree, to refuse."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.operations.erasing.commands import LONGEST


class AskForm(forms.Form):
    basis = forms.CharField(
        label=_("依据"), max_length=LONGEST["basis"], help_text=_("法律法规的条款，或者决定、裁判的文号。")
    )
    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST["reason"], help_text=_("不要写要抹除的内容：依据和理由长期留痕。")
    )


class AgreeForm(forms.Form):
    sure = forms.BooleanField(label=_("依据已核对；知道抹除后不能恢复"))


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("不同意的理由"), max_length=LONGEST["reason"], help_text=_("申请人会看到，不要写个人信息。")
    )
