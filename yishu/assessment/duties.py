"""What waits past its day in this slice, each with the person who should have acted (5.2, 34.1, 35.1, 35.2)."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.assessment import owed
from yishu.assessment.models import Assessment, Finding, Objection
from yishu.core.calendar import shanghai_day
from yishu.shell.duties import Overdue

MOST: Final = 500
"""Of each kind."""
_DUTY: Final = DutyKind.COORDINATION


def overdue_oversight(now: datetime) -> list[Overdue]:
    """What the coordinator owes: assessments not published, years without an inspection, objections not answered."""
    who = owed.coordinators()
    if who.agency is None:
        return []
    agency, code = who.agency.name, who.agency.code
    person = "、".join(who.names) or _("未指定平台主管")
    late = [one for one in owed.list_owed(now) if one.is_late]
    listed = [
        Overdue(owed.words(one), agency, code, person, one.due.date, reverse("assessment:owed"), _DUTY) for one in late
    ]
    return [*listed, *(_objection(one, agency, code, person) for one in _objections(now))]


def overdue_rectifications(now: datetime) -> list[Overdue]:
    """Findings not put right by the day of their notice; the notice names who answers for it."""
    late = Finding.objects.filter(state=Finding.State.RECTIFYING, due__lt=shanghai_day(now))
    late = late.select_related("inspection", "agency", "responsible").order_by("due", "pk")
    return [
        Overdue(
            what=_("整改检查发现的问题：{number}").format(number=one.inspection.number),
            agency=one.agency.name,
            agency_code=one.agency.code,
            person=one.responsible.name if one.responsible else _("未指定责任人"),
            due=one.due,
            url=reverse("assessment:inspection", args=[one.inspection.number]),
        )
        for one in late[:MOST]
    ]


def _objections(now: datetime) -> list[Objection]:
    # What was settled meanwhile is not answered any more.
    late = Objection.objects.filter(
        state=Objection.State.OPEN,
        due__lt=shanghai_day(now),
        figure__score__assessment__state=Assessment.State.PROVISIONAL,
    )
    return list(late.order_by("due", "number")[:MOST])


def _objection(one: Objection, agency: str, code: str, person: str) -> Overdue:
    what = _("答复考核异议：{number}").format(number=one.number)
    return Overdue(what, agency, code, person, one.due, reverse("assessment:objection", args=[one.number]), _DUTY)
