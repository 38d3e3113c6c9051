from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.core.errors import Problem
from yishu.hosting.forms import PublishForm
from yishu.hosting.uploads.holding import LONGEST_REASON
from yishu.shell.fields import language


class AnnouncedForm(PublishForm):
    """A file of which only the name and the size are here yet."""

    file = forms.CharField(max_length=300)
    size = forms.IntegerField(min_value=0)
    resource = forms.CharField(max_length=60)

    def clean_file(self) -> Any:
        return self.require_known(self.cleaned_data["file"])

    @property
    def file_name(self) -> str:
        return self.cleaned_data["file"]


class ShareForm(forms.Form):
    """The share of bad records above which a batch is held."""

    percent = forms.DecimalField(
        label=_("暂存比例（%）"),
        min_value=Decimal(0),
        max_value=Decimal("99.99"),
        decimal_places=2,
        help_text=_(
            "一批中不合规则的记录超过此比例时，整批暂存，由数据专员决定入库或弃用；填 0 则有一条不合规即暂存。"
        ),
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
    )

    def take(self, problem: Problem) -> None:
        for error in problem.errors:
            self.add_error(error.field if error.field in self.fields else None, error.message(language()))


class DecisionForm(forms.Form):
    """Why a held batch is published after all, or thrown away."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("记名留痕。")
    )
