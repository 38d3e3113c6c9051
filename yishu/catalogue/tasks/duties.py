"""What waits past its day: answers of lower agencies, decisions of the coordinator on law, objections and silence (16.2, 34.1)."""

from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Agency, Role
from yishu.agencies.queries import answerable
from yishu.catalogue.tasks import queries
from yishu.catalogue.tasks.models import Bearing
from yishu.shell.duties import Overdue

MOST: Final = 500
"""Of each kind."""


def list_overdue(now: datetime) -> list[Overdue]:
    """Answers that did not come, each of the lower agency; decisions that were not made, of the coordinator."""
    office = Agency.objects.filter(is_coordinator=True, is_active=True).order_by("pk").first()
    late: list[tuple[str, Agency, date | None, str]] = []
    for bearing in queries.list_late_bearings(now)[:MOST]:
        task = bearing.task
        if bearing.state == Bearing.State.WAITING:
            late.append((_("答复采集任务：{title}").format(title=task.title), bearing.agency, bearing.due, task.number))
        elif office:
            what = _("核定对采集任务的异议：{title}（{agency}）")
            late.append(
                (what.format(title=task.title, agency=bearing.agency.short_name), office, bearing.due, task.number)
            )
    if office:
        for task in queries.list_late_reviews(now)[:MOST]:
            what = _("审核采集任务所引的依据：{title}").format(title=task.title)
            late.append((what, office, task.review_due, task.number))
    return _with_persons(late, office)


def _with_persons(late: list[tuple[str, Agency, date | None, str]], office: Agency | None) -> list[Overdue]:
    owners = (agency.pk for _what, agency, _due, _number in late)
    signers = answerable(owners, Role.SIGNER, Role.REVIEWER, duty=DutyKind.ANSWERING)
    if office:
        signers |= answerable([office.pk], Role.COORDINATOR, duty=DutyKind.COORDINATION)
    return [
        Overdue(
            what=what,
            agency=agency.name,
            agency_code=agency.code,
            person="、".join(signers.get(agency.pk, ())) or _("未指定审签人"),
            due=due,
            url=reverse("collection_tasks:task", args=[number]),
            duty=DutyKind.COORDINATION if office and agency.pk == office.pk else DutyKind.ANSWERING,
        )
        for what, agency, due, number in late
    ]
