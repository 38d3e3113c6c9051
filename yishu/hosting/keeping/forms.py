"""How long versions are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.hosting.keeping.commands import MOST
from yishu.hosting.quarantine.commands import LONGEST_REASON


def _number(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=False, min_value=1, max_value=MOST)


class KeepForm(forms.Form):
    days = _number(_("保留天数"), _("自有了更新的版本起算；留空则不按天数清除。"))
    versions = _number(
        _("至少保留的版本数"), _("最近的若干版本，含当前版本；两项都填时都满足才清除，都留空则全部保留。")
    )
    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("如：业务只需追溯一年，依据何规定。")
    )  # fmt: skip
