"""What waits past its day in this slice, each with the person who should have acted: updates, checks and answers (18.1, 25.1, 28.1, 34.1)."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.core.calendar import shanghai_day
from yishu.quality import queries
from yishu.quality.models import Discrepancy
from yishu.quality.queries import Fresh, Waiting
from yishu.shell.duties import Overdue

MOST: Final = 500
"""Of each kind."""


def overdue_updates(now: datetime) -> list[Overdue]:
    """Resources whose update or nil report is missing; the data officers of their provider owe it."""
    return [_update(one) for one in queries.list_late_updates(now=now)[:MOST]]


def overdue_discrepancies(now: datetime) -> list[Overdue]:
    """Differences not checked and fed back by whoever found them, and feedback not answered by its provider."""
    return [_discrepancy(one) for one in queries.waiting(queries.list_all_late(shanghai_day(now))[:MOST])]


def _update(one: Fresh) -> Overdue:
    provider, entry = one.resource.provider, one.resource.current
    return Overdue(
        what=_("更新资源：{name}").format(name=entry.name if entry else one.resource.code),
        agency=one.resource.provider_name,
        agency_code=provider.code if provider else "",
        person="、".join(one.persons) or _("未指定数据专员"),
        due=one.standing.late_since,
        url=reverse("quality:timeliness") + "?list=late",
        duty=DutyKind.PUBLISHING,
    )


def _discrepancy(one: Waiting) -> Overdue:
    made = one.made
    is_found = made.state == Discrepancy.State.FOUND
    what = _("核查并反馈疑义数据：{number}") if is_found else _("答复疑义数据：{number}")
    side = made.finder if is_found else made.provider
    return Overdue(
        what=what.format(number=made.number),
        agency=side.name,
        agency_code=side.code,
        person="、".join(one.persons) or _("未指定数据专员"),
        due=one.due,
        url=reverse("quality:discrepancies") + "?list=late",
        duty=DutyKind.ANSWERING,
    )
