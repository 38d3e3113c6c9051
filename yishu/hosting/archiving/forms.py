"""Of which versions files are kept, and for how long."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.hosting.archiving.models import ArchiveRule
from yishu.hosting.keeping.commands import MOST
from yishu.hosting.quarantine.commands import LONGEST_REASON


class ArchiveForm(forms.Form):
    each = forms.ChoiceField(
        label=_("留存哪些版本的文件"), choices=ArchiveRule.Each.choices, help_text=_("一天、一月、一季过完后留存其最后一个版本。")
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("文件保留天数"), help_text=_("自版本发布起算；留空则不按天数清除。"), required=False, min_value=1, max_value=MOST
    )  # fmt: skip
    newest = forms.IntegerField(
        label=_("至少保留的文件数"), help_text=_("两项都填时都满足才清除，都留空则一直保留。"), required=False, min_value=1, max_value=MOST
    )  # fmt: skip
    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("如：统计需要各季末的数据，依据何规定。")
    )  # fmt: skip
