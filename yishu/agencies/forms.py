from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import ApplicationSystem, Scope

LIVES = [("", _("长期有效")), ("90", _("90 天")), ("180", _("180 天")), ("365", _("一年"))]


class SystemForm(forms.Form):
    """A new application system of one's own agency."""

    name = forms.CharField(
        label=_("应用系统名称"),
        max_length=ApplicationSystem._meta.get_field("name").max_length,
        help_text=_("写全称，如“民政救助管理系统”，申请和使用留痕中都以此称呼。"),
        error_messages={"required": _("请填写应用系统名称。")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("密钥用途"),
        choices=Scope,
        initial=[Scope.DATA],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一种用途。")},
    )


class KeyForm(forms.Form):
    """How long a new key holds."""

    days = forms.ChoiceField(label=_("有效期"), choices=LIVES, required=False)
