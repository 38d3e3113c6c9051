"""The management API of quality."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import known
from yishu.core.calendar import shanghai_day
from yishu.quality import queries

router = Router(tags=["quality"], auth=known)
MOST = 200


class TimelinessOut(Schema):
    """`cycle` as declared, or `filed` for a special case on file; `late_since`: the due day of the first update that is missing."""

    resource: str
    name: str
    provider: str
    cycle: str
    last_update: datetime | None
    last_nil_report: datetime | None
    next_due: date | None
    on_time: bool
    late_since: date | None
    persons: list[str]


class DiscrepancyOut(Schema):
    """`due`: the last day of the step that it waits for, and `persons` who are waited for; neither where no clock runs. `items` are names: values stand on its page."""

    id: str
    resource: str
    items: list[str]
    finder: str
    provider: str
    state: str
    found_at: datetime
    feedback_due: date
    fed_back_at: datetime | None
    answer_due: date | None
    answered_at: datetime | None
    due: date | None
    due_provisional: bool
    late: bool
    persons: list[str]


@router.get("/quality/timeliness", response=list[TimelinessOut])
def timeliness(request: HttpRequest, late: bool = False) -> list[TimelinessOut]:
    """How the resources of one's own agency stand, the latest ones first; for the coordinator everybody's. `late`: only what is late."""
    found = queries.list_freshness(request.actor, now=timezone.now())  # type: ignore[attr-defined]
    return [_out(one) for one in found if one.is_late or not late]


@router.get("/quality/discrepancies", response=list[DiscrepancyOut])
def list_discrepancies(
    request: HttpRequest, side: Literal["received", "found", "late"] = "received"
) -> list[DiscrepancyOut]:
    """What was fed back to one's own agency (most urgent first), what it found, or what is late; for the coordinator everybody's that is late (200 at most)."""
    actor, today = request.actor, shanghai_day(timezone.now())  # type: ignore[attr-defined]
    lists = {
        "received": lambda: queries.list_received(actor),
        "found": lambda: queries.list_found(actor),
        "late": lambda: queries.list_late(actor, today),
    }
    return [_discrepancy_out(each, today) for each in queries.waiting(lists[side]()[:MOST])]


def _discrepancy_out(one: queries.Waiting, today: date) -> DiscrepancyOut:
    made = one.made
    return DiscrepancyOut(
        id=made.number,
        resource=made.resource.code,
        items=[item["name"] for item in made.items],
        finder=made.finder.code,
        provider=made.provider.code,
        state=made.state,
        found_at=made.found_at,
        feedback_due=made.feedback_due,
        fed_back_at=made.fed_back_at,
        answer_due=made.answer_due,
        answered_at=made.answered_at,
        due=one.due,
        due_provisional=one.provisional,
        late=one.due is not None and one.due < today,
        persons=list(one.persons),
    )


def _out(one: queries.Fresh) -> TimelinessOut:
    entry = one.resource.current
    assert entry is not None
    return TimelinessOut(
        resource=one.resource.code,
        name=entry.name,
        provider=one.resource.provider_name,
        cycle=one.rhythm,
        last_update=one.last_update,
        last_nil_report=one.last_nil.confirmed_at if one.last_nil else None,
        next_due=one.standing.next_due,
        on_time=not one.is_late,
        late_since=one.standing.late_since,
        persons=list(one.persons),
    )
