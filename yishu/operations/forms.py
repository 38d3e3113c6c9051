"""Forms of operations: incidents and what is done about them, drills, officers, procedures."""

import re
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Person, Role
from yishu.operations.concerned import Concern
from yishu.operations.models import Drill, Evaluation, Incident, Procedure
from yishu.operations.queries import OFFICERS
from yishu.shell.fields import choose


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConcernForm(forms.Form):
    """Which agencies an incident concerns; those chosen already come first."""

    sources = forms.MultipleChoiceField(
        label=_("数据提供单位"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("涉及谁的数据。")
    )
    users = forms.MultipleChoiceField(
        label=_("数据使用单位"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("谁取得或使用了。")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("sources", "users"):
            chosen = set(self[name].value() or ())
            known = Agency.objects.filter(Q(is_active=True) | Q(code__in=chosen)).order_by("code")
            first = sorted(known, key=lambda each: each.code not in chosen)
            choose(self, name, [(each.code, each.name) for each in first])

    @property
    def is_open(self) -> bool:
        """Whether something is chosen or wrong."""
        return bool(self["sources"].value() or self["users"].value() or self.errors)

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        given["concern"] = Concern(tuple(given.pop("sources", ())), tuple(given.pop("users", ())))
        return given


class ReportForm(ConcernForm):
    """A new incident. Resources, grants and receipts are given one a line."""

    kind = forms.ChoiceField(label=_("事件类型"), choices=Incident.Kind)
    severity = forms.ChoiceField(
        label=_("事件级别"), choices=Incident.Severity, required=False, help_text=_("还不清楚的可稍后定级。")
    )
    found_at = forms.DateTimeField(
        label=_("发现时间"), widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("报告主管部门的期限从此刻起算。"),
    )  # fmt: skip
    what = forms.CharField(
        label=_("事件经过"),
        max_length=4000,
        widget=_area(5),
        help_text=_("何时、何处、涉及什么信息和多少人、已采取的措施。不要写个人信息的具体内容。"),
    )
    resources = forms.CharField(
        label=_("涉及的资源代码"),
        required=False,
        max_length=2000,
        widget=_area(2),
        help_text=_("每行一个，如 307022001/000123。"),
    )
    grants = forms.CharField(
        label=_("涉及的授权编号"),
        required=False,
        max_length=2000,
        widget=_area(2),
        help_text=_("每行一个；可在事件页面上收回。"),
    )
    receipts = forms.CharField(
        label=_("留痕回执"),
        required=False,
        max_length=8000,
        widget=_area(2),
        help_text=_("每行一个，作为证据关联；完整回执或留痕编号均可。"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial.setdefault("found_at", timezone.localtime())

    def clean_resources(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["resources"])

    def clean_receipts(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["receipts"])

    def clean_grants(self) -> tuple[UUID, ...]:
        try:
            return tuple(UUID(line) for line in _lines(self.cleaned_data["grants"]))
        except ValueError:
            raise forms.ValidationError(_("授权编号的格式不对，请从授权页面复制。")) from None


class ClassifyForm(ConcernForm):
    """The level is chosen, never preset."""

    severity = forms.ChoiceField(label=_("事件级别"), choices=Incident.Severity)


class SendForm(forms.Form):
    """The report to the authority."""

    authority = forms.CharField(label=_("信息安全主管部门"), max_length=120, help_text=_("如“省互联网信息办公室”。"))
    text = forms.CharField(label=_("报告内容"), max_length=8000, widget=_area(5))


class AcknowledgeForm(forms.Form):
    acknowledgement = forms.CharField(label=_("签收文号或签收人"), max_length=120)


class TaskForm(forms.Form):
    """A task for a person of the agency that handles the incident."""

    what = forms.CharField(label=_("任务"), max_length=200)
    assignee = forms.ModelChoiceField(label=_("承办人"), queryset=Person.objects.none())
    due = forms.DateField(
        label=_("期限"), required=False, widget=DateInput(), help_text=_("不填则按事件级别的期限；只能更早。")
    )

    def __init__(self, agency: Agency, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.filter(agency=agency, is_active=True)


class DoneForm(forms.Form):
    task = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.CharField(label=_("结果"), max_length=500)


class AccountForm(forms.Form):
    """Who is accountable, and what came of it."""

    agency = forms.ModelChoiceField(label=_("单位"), queryset=Agency.objects.filter(is_active=True))
    person = forms.CharField(label=_("责任人员"), max_length=60)
    outcome = forms.CharField(label=_("责任认定和处理"), max_length=500)


class CloseForm(forms.Form):
    lessons = forms.CharField(label=_("原因和整改"), max_length=4000, widget=_area(4))
    unaccounted = forms.CharField(
        label=_("不追究责任的理由"),
        required=False,
        max_length=500,
        widget=_area(2),
        help_text=_("超范围使用没有登记责任人员的，须填。"),
    )


class WithdrawForm(forms.Form):
    grant = forms.UUIDField(widget=forms.HiddenInput)


class DrillForm(forms.Form):
    """A drill to come."""

    kind = forms.ChoiceField(label=_("演练类型"), choices=Drill.Kind)
    title = forms.CharField(label=_("演练名称"), max_length=120)
    planned_for = forms.DateField(label=_("计划日期"), widget=DateInput())
    leader = forms.CharField(label=_("负责人"), max_length=120)
    plan = forms.CharField(label=_("方案"), required=False, max_length=4000, widget=_area(4))


class OutcomeForm(forms.Form):
    """What came of a drill."""

    passed = forms.ChoiceField(label=_("结论"), choices=[("1", _("通过")), ("0", _("未通过"))])
    findings = forms.CharField(label=_("演练情况"), max_length=4000, widget=_area(2))


class EvaluationForm(forms.Form):
    """An evaluation from outside. The report's file is hashed, not kept."""

    kind = forms.ChoiceField(label=_("类别"), choices=Evaluation.Kind)
    level = forms.ChoiceField(
        label=_("级别"), choices=Evaluation.Level, required=False, help_text=_("等保测评须写明级别。")
    )
    assessor = forms.CharField(label=_("测评机构"), max_length=120)
    held_on = forms.DateField(label=_("测评日期"), widget=DateInput())
    next_due = forms.DateField(label=_("下次到期"), widget=DateInput())
    report_number = forms.CharField(label=_("报告编号"), max_length=120)
    report = forms.FileField(
        label=_("报告文件"), required=False, help_text=_("只登记文件的摘要（SHA-256），不保存文件。")
    )
    findings = forms.CharField(label=_("结论和问题"), max_length=4000, widget=_area(4))


class OfficerForm(forms.Form):
    """Naming a person of one's own agency."""

    role = forms.ChoiceField(label=_("职责"), choices=[(role.value, role.label) for role in OFFICERS])
    person = forms.ModelChoiceField(label=_("人员"), queryset=Person.objects.none())

    def __init__(self, agency: Agency, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.filter(agency=agency, is_active=True)

    @property
    def chosen(self) -> tuple[Person, Role]:
        return self.cleaned_data["person"], Role(self.cleaned_data["role"])


class ProcedureForm(forms.Form):
    """A procedure or an accountability document."""

    kind = forms.ChoiceField(label=_("类别"), choices=Procedure.Kind)
    title = forms.CharField(label=_("名称"), max_length=200)
    issued_on = forms.DateField(label=_("日期"), widget=DateInput())
    reference = forms.CharField(label=_("文号或存放位置"), required=False, max_length=200)
    text = forms.CharField(label=_("内容"), required=False, max_length=8000, widget=_area(4))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in re.split(r"[\s,，、]+", text) if line)
