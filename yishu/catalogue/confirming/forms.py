"""Forms of the yearly upkeep: merging, and changing a resource's state."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.confirming.holders import Holder


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(ReasonForm):
    """Which resource stays; the agencies that hold grants of the others are ticked as told one by one."""

    into = forms.ChoiceField(label=_("保留的资源"))
    informed = forms.MultipleChoiceField(
        label=_("已告知的用数单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("into", "informed", "reason")

    def __init__(self, staying: Sequence[tuple[str, str]], holders: Sequence[Holder], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["into"].choices = [("", _("请选择")), *staying]  # type: ignore[attr-defined]
        if holders:
            self.fields["informed"].choices = [(one.code, one.name) for one in holders]  # type: ignore[attr-defined]
        else:
            del self.fields["informed"]
