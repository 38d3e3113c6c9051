from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.vocabulary import Mode
from yishu.core.calendar import shanghai_day
from yishu.sharing.coordination.commands import Opinion
from yishu.sharing.coordination.rest import rest_of
from yishu.sharing.models import Coordination
from yishu.sharing.rows import words_of
from yishu.shell.fields import choose


class StatementForm(forms.Form):
    """What one side has to say."""

    words = forms.CharField(label=_("陈述意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class GroundForm(forms.Form):
    """Why a refusal, or what was not granted, is taken to the coordinator."""

    words = forms.CharField(
        label=_("提请协调的理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("作为本单位的陈述，平台主管部门和对方都能看到。"),
    )


class OpinionForm(forms.Form):
    """The coordinator's opinion: what the provider should grant, or that its decision stands. Of a grant in part it offers what is missing, and nothing else."""

    items = forms.MultipleChoiceField(label=_("应授权的信息项"), required=False, widget=forms.CheckboxSelectMultiple)
    modes = forms.MultipleChoiceField(label=_("应授权的共享模式"), required=False, widget=forms.CheckboxSelectMultiple)
    rows = forms.BooleanField(label=_("按申请的记录范围授权"), required=False)
    volume = forms.BooleanField(label=_("按申请的每天人次授权"), required=False)
    until = forms.DateField(
        label=_("应授权至"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    text = forms.CharField(label=_("协调意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    hearing = forms.CharField(
        label=_("听取情况"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("有一方未在平台陈述时必填：以何种方式听取，或何时通知而未答复。"),
    )

    def __init__(self, coordination: Coordination, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        line = coordination.line
        missing = rest_of(line, shanghai_day(timezone.now()))
        items, modes = (missing.items, missing.modes) if coordination.of_rest else (line.items, line.modes)
        known = [(item.code, item.name) for item in line.entry.items.all() if item.code in items]
        for name, choices in (
            ("items", known),
            ("modes", [(mode.value, mode.label) for mode in Mode if mode.value in modes]),
        ):
            choose(self, name, choices)
            self.initial.setdefault(name, [value for value, _word in choices])
        self.fields["rows"].help_text = words_of(line.row_rule, line.entry) or _("全部记录")
        self.fields["volume"].help_text = str(line.volume or "")
        self.initial.update(rows=missing.rows, volume=missing.volume, until=missing.until)
        at_issue = {"items": known, "modes": modes, "rows": missing.rows, "volume": missing.volume}
        for name, is_at_issue in {**at_issue, "until": missing.until}.items():
            if not is_at_issue:
                del self.fields[name]

    def opinion(self, *, grants: bool) -> Opinion:
        given = self.cleaned_data
        if not grants:
            return Opinion(False, given["text"], hearing=given["hearing"])
        return Opinion(
            True,
            given["text"],
            tuple(given.get("items", ())),
            tuple(given.get("modes", ())),
            given["hearing"],
            rows=given.get("rows", False),
            volume=given.get("volume", False),
            until=given.get("until"),
        )


class EscalationForm(forms.Form):
    """To which government, and what happened."""

    to = forms.CharField(label=_("报请的政府"), max_length=120, help_text=_("本级人民政府，如“浙江省人民政府”。"))
    reason = forms.CharField(label=_("情况说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class GovernmentDecisionForm(forms.Form):
    """The government's decision, as it is on paper."""

    decision_number = forms.CharField(label=_("决定文号"), max_length=60)
    text = forms.CharField(label=_("决定内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
