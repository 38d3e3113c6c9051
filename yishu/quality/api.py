"""The management API of quality."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import known
from yishu.quality import queries

router = Router(tags=["quality"], auth=known)


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


@router.get("/quality/timeliness", response=list[TimelinessOut])
def timeliness(request: HttpRequest, late: bool = False) -> list[TimelinessOut]:
    """How the resources of one's own agency stand, the latest ones first; for the coordinator everybody's. `late`: only what is late."""
    found = queries.list_freshness(request.actor, now=timezone.now())  # type: ignore[attr-defined]
    return [_out(one) for one in found if one.is_late or not late]


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
