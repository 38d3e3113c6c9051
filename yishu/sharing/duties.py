"""What waits past its day in this slice, each with the person who should have acted (34.1)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, LiteralString, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Agency, Role
from yishu.agencies.queries import answerable
from yishu.core.calendar import shanghai_day
from yishu.sharing.coordination import queries as coordination
from yishu.sharing.demands import queries as demands
from yishu.sharing.models import Demand, Line
from yishu.sharing.onward import queries as onward
from yishu.sharing.signing.queries import names_by_line
from yishu.shell.duties import Overdue

MOST: Final = 500
"""Of each kind."""


class _Late(NamedTuple):
    what: str
    agency: Agency | None
    due: date | None
    url: str
    duty: DutyKind = DutyKind.REVIEW
    person: str = ""  # whom it waits for inside of the agency, where that is known better than by role


def list_overdue(now: datetime) -> list[Overdue]:
    """Reviews (26.3), demands (4.2), opinions to carry out (26.4), onward uses (20.2), the oldest first."""
    found = [*_reviews(now), *_demands(now), *_opinions(now), *_onward_uses(now)]
    owners = {late.agency.pk for late in found if late.agency}
    persons = {kind: answerable(owners, Role.SIGNER, Role.HANDLER, duty=kind) for kind in {late.duty for late in found}}
    listed = [
        Overdue(
            what=late.what,
            agency=late.agency.name,
            agency_code=late.agency.code,
            person=late.person or "、".join(persons[late.duty].get(late.agency.pk, ())) or _("未指定审签人"),
            due=late.due,
            url=late.url,
            duty=late.duty,
        )
        for late in found
        if late.agency and late.due
    ]
    return sorted(listed, key=lambda one: one.due or date.max)


def _reviews(now: datetime) -> Iterator[_Late]:
    late = Line.objects.filter(state=Line.State.IN_REVIEW, due__lt=shanghai_day(now)).order_by("due")
    lines = list(late.select_related("application__consumer", "resource__provider", "entry")[:MOST])
    signers = names_by_line(lines)
    for line in lines:
        asked = line.application
        what = _("审核共享申请：{name}（{number}，{consumer}）").format(
            name=line.entry.name, number=asked.number, consumer=asked.consumer.short_name
        )
        url = reverse("sharing:decide", args=[asked.number, line.resource.path_code])
        yield _Late(what, line.resource.provider, line.due, url, person=signers.get(line.pk, ""))


def _demands(now: datetime) -> Iterator[_Late]:
    for demand in demands.list_late(now)[:MOST]:
        url = reverse("sharing:demand", args=[demand.number])
        waits = demand.state == Demand.State.WAITING
        what = _("答复共享需求：{name}") if waits else _("发布已受理需求的资源：{name}")
        yield _Late(what.format(name=demand.name), demand.holder, demand.next_due, url, DutyKind.ANSWERING)


def _opinions(now: datetime) -> Iterator[_Late]:
    late = list(coordination.list_late(now)[:MOST])
    signers = names_by_line(one.line for one in late)
    for one in late:
        url = reverse("sharing:coordination", args=[one.number])
        what = _("执行协调意见：{name}").format(name=one.line.entry.name)
        yield _Late(what, one.line.resource.provider, one.due, url, person=signers.get(one.line_id, ""))


def _onward_uses(now: datetime) -> Iterator[_Late]:
    for use in onward.list_late(now)[:MOST]:
        url = reverse("sharing:onward_use", args=[use.number])
        yield _Late(_("答复对外使用：{name}").format(name=use.grant.line.entry.name), use.grant.provider, use.due, url)


ANSWERED: LiteralString = """
select resource_id, count(*) as asked,
    count(*) filter (
        where state in ('granted', 'refused', 'withdrawn') and (due is null or (decided_at at time zone 'Asia/Shanghai')::date <= due)
    ) as in_time
from sharing_line
where (state in ('granted', 'refused') or due < (least(decided_at, %(now)s) at time zone 'Asia/Shanghai')::date)
    and not exists (select from standing_standingauthorisation s where s.line_id = sharing_line.id)
group by resource_id
"""
"""Of each resource's applications how many were answered in time; what waits within its clock does not count yet, what its applicant took back within it never (26.3)."""
