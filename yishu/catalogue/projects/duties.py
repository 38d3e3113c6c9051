"""Opinions on projects that wait past their day: the coordinator's (12.1, 34.1)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Agency, Role
from yishu.agencies.queries import answerable
from yishu.catalogue.projects import queries
from yishu.shell.duties import Overdue

MOST = 500


def list_overdue(now: datetime) -> list[Overdue]:
    office = Agency.objects.filter(is_coordinator=True, is_active=True).order_by("pk").first()
    if office is None:
        return []
    named = answerable([office.pk], Role.COORDINATOR, duty=DutyKind.COORDINATION)
    person = "、".join(named.get(office.pk, ())) or _("未指定平台主管")
    return [
        Overdue(
            what=_("对信息化项目提出意见：{name}").format(name=one.name),
            agency=office.name,
            agency_code=office.code,
            person=person,
            due=one.due,
            url=reverse("projects:project", args=[one.number]),
            duty=DutyKind.COORDINATION,
        )
        for one in queries.list_late(now)[:MOST]
    ]
