from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.sharing.wording import LONGEST_TEXT


class QuestionForm(forms.Form):
    """What the provider asks."""

    text = forms.CharField(
        label=_("询问"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("请申请单位补充说明什么；问答都留存，审核期限照常计算。"),
        error_messages={"required": _("请写明要询问的内容。")},
    )
    stops_clock = forms.BooleanField(label=_("为补正停止计时（本地规则允许，每份申请仅一次）"), required=False)


class AnswerForm(forms.Form):
    """What the applicant answers."""

    text = forms.CharField(
        label=_("答复"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明答复。")},
    )
