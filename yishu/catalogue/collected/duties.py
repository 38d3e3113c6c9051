"""Cited laws that wait past the coordinator's day (15.2, 34.1)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Agency, Role
from yishu.agencies.queries import answerable
from yishu.catalogue.collected.models import FormItem
from yishu.catalogue.collected.queries import list_cited, review_day
from yishu.core.calendar import shanghai_day
from yishu.shell.duties import Overdue

MOST = 500


def list_overdue(now: datetime) -> list[Overdue]:
    office = Agency.objects.filter(is_coordinator=True, is_active=True).order_by("pk").first()
    if office is None:
        return []
    named = answerable([office.pk], Role.COORDINATOR, duty=DutyKind.COORDINATION)
    person, day = "、".join(named.get(office.pk, ())) or _("未指定平台主管"), review_day()
    found: dict[str, Overdue] = {}
    for item in _waiting(now):
        due = day(item.cited_at).date if item.cited_at else None
        if due is None or due >= shanghai_day(now) or item.form.number in found:
            continue
        what = _("审核采集表单所引的依据：{name}").format(name=item.form.name)
        url = reverse("collected:form", args=[item.form.number])
        found[item.form.number] = Overdue(what, office.name, office.code, person, due, url, DutyKind.COORDINATION)
    return list(found.values())


def _waiting(now: datetime) -> list[FormItem]:
    """Of those cited a day ago or more: no clock is shorter."""
    return list(list_cited().filter(cited_at__lt=now - timedelta(days=1))[:MOST])
