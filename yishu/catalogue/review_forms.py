"""What reviewers write: the secrecy reviewer's statement, the coordinator's opinion (11.1, 21.1)."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignOffForm(forms.Form):
    """The secrecy reviewer's statement, or the reason why it goes back."""

    scope = forms.CharField(
        label=_("审查范围"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("审查了什么，如“全部信息项及其结构化数据批次”。结构化数据按此审查持续发布。"),
    )
    opinion = forms.CharField(
        label=_("退回意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("退回时必填：哪里不妥、怎样修改。"),
    )
    opinion.conditional = True  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """The coordinator's opinion."""

    opinion = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回时必填：哪里不妥、怎样修改。"),
    )
    opinion.conditional = True  # type: ignore[attr-defined]
