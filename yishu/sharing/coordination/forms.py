from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Mode
from yishu.sharing.coordination.commands import Opinion
from yishu.sharing.models import Line


class StatementForm(forms.Form):
    """What one side has to say."""

    words = forms.CharField(label=_("陈述意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class GroundForm(forms.Form):
    """Why a refusal is taken to the coordinator."""

    words = forms.CharField(
        label=_("提请协调的理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("作为本单位的陈述，平台主管部门和对方都能看到。"),
    )


class OpinionForm(forms.Form):
    """The coordinator's opinion: what the provider should grant, or that the refusal stands."""

    items = forms.MultipleChoiceField(label=_("应授权的信息项"), required=False, widget=forms.CheckboxSelectMultiple)
    modes = forms.MultipleChoiceField(label=_("应授权的共享模式"), required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label=_("协调意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    hearing = forms.CharField(
        label=_("听取情况"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("有一方未在平台陈述时必填：以何种方式听取，或何时通知而未答复。"),
    )

    def __init__(self, line: Line, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = [(item.code, item.name) for item in line.entry.items.all() if item.code in line.items]
        modes = [(mode.value, mode.label) for mode in Mode if mode.value in line.modes]
        for name, choices in (("items", known), ("modes", modes)):
            chooser = self.fields[name]
            assert isinstance(chooser, forms.ChoiceField)
            chooser.choices = choices  # type: ignore[assignment]
            self.initial.setdefault(name, [value for value, _word in choices])

    def opinion(self, *, grants: bool) -> Opinion:
        given = self.cleaned_data
        if not grants:
            return Opinion(False, given["text"], hearing=given["hearing"])
        return Opinion(True, given["text"], tuple(given["items"]), tuple(given["modes"]), given["hearing"])


class EscalationForm(forms.Form):
    """To which government, and what happened."""

    to = forms.CharField(label=_("报请的政府"), max_length=120, help_text=_("本级人民政府，如“浙江省人民政府”。"))
    reason = forms.CharField(label=_("情况说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class GovernmentDecisionForm(forms.Form):
    """The government's decision, as it is on paper."""

    decision_number = forms.CharField(label=_("决定文号"), max_length=60)
    text = forms.CharField(label=_("决定内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
