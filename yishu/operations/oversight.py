"""What waits for those who look over every agency's shoulder: findings to judge, incidents under way, high risks (35.1)."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import actor_of
from yishu.operations.evidence import SEES_RECORDS
from yishu.operations.incident_pages import until
from yishu.operations.misuse import queries as misuse
from yishu.operations.misuse.models import Finding
from yishu.operations.models import Incident, RiskAssessment


@dataclass(frozen=True, slots=True)
class Overview:
    """`nearest`: the first deadline of the incidents under way, in words, empty without any; `assessed_at` is None before the first assessment."""

    findings: int
    incidents: int
    nearest: str
    high: int
    assessed_at: datetime | None


def oversight_panel(request: HttpRequest, _page: object) -> str | None:
    """Hung on `portal.oversight`."""
    actor = actor_of(request)
    if not actor.roles & SEES_RECORDS:
        return None
    waiting = misuse.list_findings(actor).filter(state__in=(Finding.State.OPEN, Finding.State.EXPLAINED)).count()
    return render_to_string("operations/oversight.html", {"overview": _overview(waiting)}, request=request)


def _overview(findings: int) -> Overview:
    open_ = list(Incident.objects.filter(state=Incident.State.OPEN).values_list("sent_at", "report_due", "close_due"))
    nearest = min((report if sent is None else close for sent, report, close in open_), default=None)
    latest = RiskAssessment.objects.first()
    return Overview(
        findings=findings,
        incidents=len(open_),
        nearest="" if nearest is None else until(nearest),
        high=sum(each.severity == "high" for each in latest.read_findings()) if latest else 0,
        assessed_at=latest.at if latest else None,
    )
