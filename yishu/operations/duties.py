"""What operations itself finds late: incidents not reported or not closed in time, tasks, officers whom nobody has named (31.1, 34.1)."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import ADMINISTRATORS
from yishu.core.calendar import shanghai_day
from yishu.operations import queries
from yishu.operations.models import Incident, IncidentTask
from yishu.shell.duties import Overdue

MOST = 500
OFFICERS_LIST = "operations.officers"


def overdue_incidents(now: datetime) -> list[Overdue]:
    """Open incidents past the time to tell the authority, or past the time to close."""
    late = Q(sent_at=None, report_due__lte=now) | Q(close_due__lte=now)
    found = Incident.objects.filter(late, state=Incident.State.OPEN).select_related("agency", "responsible")
    return [
        _overdue(
            each,
            _("安全事件 {number} 未报主管部门") if each.sent_at is None else _("安全事件 {number} 未办结"),
            each.report_due if each.sent_at is None else each.close_due,
        )
        for each in found[:MOST]
    ]


def overdue_tasks(now: datetime) -> list[Overdue]:
    """Tasks of incidents past their day; whose they are."""
    late = IncidentTask.objects.filter(done_at=None, due__lt=shanghai_day(now), incident__state=Incident.State.OPEN)
    return [
        Overdue(
            what=_("安全事件 {number} 的任务：{what}").format(number=task.incident.number, what=task.what),
            agency=task.assignee.agency.name,
            agency_code=task.assignee.agency.code,
            person=task.assignee.name,
            due=task.due,
            url=reverse("operations:incident", args=[task.incident.number]),
            duty=DutyKind.RISK,
        )
        for task in late.select_related("incident", "assignee__agency")[:MOST]
    ]


def missing_officers(_now: datetime) -> list[Overdue]:
    """Agencies that have not named somebody for secrecy, risk or sharing; their administrator should."""
    return [
        Overdue(
            what=_("尚未指定{role}").format(role=role.label),
            agency=each.agency.name,
            agency_code=each.agency.code,
            person=each.administrator or _("未指定单位管理员"),
            due=None,
            url=reverse("operations:implementation"),
        )
        for each in queries.list_officers()
        if not set(each.names) <= ADMINISTRATORS
        for role in each.missing
    ]


def _overdue(incident: Incident, what: str, due: datetime) -> Overdue:
    return Overdue(
        what=what.format(number=incident.number),
        agency=incident.agency.name,
        agency_code=incident.agency.code,
        person=incident.responsible.name,
        due=shanghai_day(due),
        url=reverse("operations:incident", args=[incident.number]),
        duty=DutyKind.RISK,
    )
