from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Person
from yishu.assessment import queries
from yishu.assessment.models import Audience, Finding, Formula, Inspection, Proposal, Scheme
from yishu.assessment.shown import name_of, proposal_of
from yishu.shell.fields import choose

LONGEST = 2000


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _text(label: object, *, rows: int = 3, required: bool = True, hint: object = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, help_text=hint)  # type: ignore[arg-type]


class PeriodForm(forms.Form):
    period = forms.CharField(
        label=_("考核周期"), max_length=6, help_text=_("季度写 2026Q4，半年写 2026H2，年度写 2026。")
    )


class ReasonForm(forms.Form):
    """Why: of an objection, of sending a result back."""

    reason = _text(_("理由"))


class SuggestionForm(forms.Form):
    text = _text(_("改进建议"), rows=5, hint=_("由各项指标按规则形成，可以改写；一行一条。"))


class AnswerForm(forms.Form):
    """The coordinator's answer to an objection."""

    reason = _text(_("答复理由"))
    part = forms.IntegerField(
        label=_("更正为"),
        required=False,
        min_value=0,
        help_text=_("不填则按平台记录重新计算；填写则以此为准，依据写在理由中。"),
    )
    whole = forms.IntegerField(label=_("总数"), required=False, min_value=0, help_text=_("比例类指标须填。"))


class PlanForm(forms.Form):
    title = forms.CharField(label=_("检查名称"), max_length=120)
    topics = _text(_("检查内容"), hint=_("查什么、依据哪一条。"))
    first = forms.DateField(label=_("开始日期"), widget=DateInput())
    last = forms.DateField(label=_("结束日期"), widget=DateInput())
    agencies = forms.MultipleChoiceField(label=_("被检查单位"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: object, asked: Sequence[str] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choose(self, "agencies", [(agency.code, agency.name) for agency in queries.list_inspectable(*asked)])

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", _("结束日期不能早于开始日期。"))
        return given


class RequestForm(forms.Form):
    """Why an agency is to be inspected. What gave rise to it comes with the link."""

    agency = forms.ChoiceField(label=_("要检查的单位"))
    text = _text(_("检查什么、为什么"), hint=_("写明情况和依据，不要写个人信息。"))
    about = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    path = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        wanted = str(self["agency"].value() or "")
        choose(self, "agency", [("", "—"), *((each.code, each.name) for each in queries.list_inspectable(wanted))])

    def clean_path(self) -> str:
        """A page of this node, or nothing."""
        path = self.cleaned_data["path"]
        return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, None) else ""


class DeclineForm(forms.Form):
    reason = _text(_("不立项的理由"))


class FindingForm(forms.Form):
    agency = forms.ChoiceField(label=_("单位"))
    text = _text(_("检查发现"))
    basis = forms.CharField(label=_("依据"), required=False, max_length=120, help_text=_("如“第十八条”。"))

    def __init__(self, inspection: Inspection, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choose(self, "agency", [(agency.code, agency.name) for agency in inspection.agencies.all()])


class NoticeForm(forms.Form):
    """The rectification notice of one finding."""

    demand = _text(_("整改要求"))
    responsible = forms.ChoiceField(label=_("责任人"))
    due = forms.DateField(
        label=_("整改期限"),
        required=False,
        widget=DateInput(),
        help_text=_("不填则按本节点的整改时限（见“本地规则”）。"),
    )

    def __init__(self, finding: Finding, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = Person.objects.filter(agency=finding.agency, is_active=True)
        choose(self, "responsible", [(one.login, one.name) for one in people])


class ReplyForm(forms.Form):
    text = _text(_("整改情况"), hint=_("做了什么、何时完成。"))


class RecheckForm(forms.Form):
    text = _text(_("复查意见"))
    due = forms.DateField(
        label=_("新的整改期限"),
        required=False,
        widget=DateInput(),
        help_text=_("未通过时填写；不填则按平台约定的期限。"),
    )


class DecisionForm(forms.Form):
    """A person's decision on a proposal."""

    state = forms.ChoiceField(
        label=_("决定"),
        choices=[(one.value, one.label) for one in Proposal.State if one != Proposal.State.PROPOSED],
        widget=forms.RadioSelect,
    )
    altered_to = _text(_("变更为"), rows=2, required=False, hint=_("变更后采纳时填写。"))
    reason = _text(_("决定理由"))

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if given.get("state") == Proposal.State.ALTERED and not given.get("altered_to"):
            self.add_error("altered_to", _("请写明变更为什么。"))
        return given


class SchemeForm(forms.Form):
    """The next version of the scheme: a weight and a target a line, a threshold a consequence."""

    audience = forms.ChoiceField(label=_("公布范围"), choices=Audience, widget=forms.RadioSelect)
    reason = _text(_("修改理由"))

    def __init__(self, scheme: Scheme, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.scheme = scheme
        self.initial.setdefault("audience", scheme.audience)
        for one in scheme.indicators.all():
            label = _("{name}：权重").format(name=name_of(one))
            self.fields[f"weight-{one.code}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100, initial=one.weight
            )
            if one.formula == Formula.TARGET:
                label = _("{name}：满分目标").format(name=name_of(one))
                self.fields[f"target-{one.code}"] = forms.IntegerField(label=label, min_value=1, initial=one.target)
        for rule in scheme.consequences.all():
            label = _("{measure}低于多少分：{proposal}").format(
                measure=rule.get_measure_display(),  # type: ignore[attr-defined]
                proposal=proposal_of(rule),
            )
            self.fields[f"below-{rule.position}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100, initial=rule.below
            )

    def lines(self) -> list[tuple[object, object, object]]:
        """Each indicator with its fields: (indicator, weight, target or None)."""
        return [
            (
                one,
                self[f"weight-{one.code}"],
                self[f"target-{one.code}"] if f"target-{one.code}" in self.fields else None,
            )
            for one in self.scheme.indicators.all()
        ]

    def thresholds(self) -> list[object]:
        return [self[name] for name in self.fields if name.startswith("below-")]


def default_last(today: date) -> date:
    """The end of a plan that begins today, where nobody says otherwise: two weeks."""
    return date.fromordinal(today.toordinal() + 14)
