"""What the home page tells: without login the platform in numbers, with login what there is to do and both sides of sharing (3.1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from yishu.agencies.models import Agency, Role
from yishu.audit.queries import Scope, count_calls
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.vocabulary import EntryStatus, Openness, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.hosting.models import QuarantinedRecord
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.portal.filtering import CALLS
from yishu.portal.inspecting import statistics
from yishu.sharing import queries as sharing
from yishu.sharing.models import OPEN, Application, Grant, Line
from yishu.shell import todos
from yishu.shell.todos import Todo

SOON: Final = timedelta(days=30)
WEEK: Final = timedelta(days=7)
MOST_CALLS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do, and how long there is."""

    todo: Todo
    remaining: Remaining | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for this person: how many of each, and the first of them."""

    todos: list[Waiting]
    reviews: int
    late: int
    submissions: int
    returned: int


@dataclass(frozen=True, slots=True)
class Provided:
    """What one's own agency provides, and what comes of it."""

    resources: int
    drafts: int
    grants: int
    calls: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Used:
    """What one's own agency uses of others."""

    grants: int
    expiring: int
    under_way: int
    refused: int
    calls: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The platform in numbers, as anybody may know them."""

    published: int
    open: int
    imported: int
    agencies: int


def figures() -> Figures:
    """Two statements."""
    published = Q(state=ResourceState.PUBLISHED)
    counts = Resource.objects.aggregate(
        published=Count("pk", filter=published),
        open=Count("pk", filter=published & Q(current__openness=Openness.OPEN)),
        imported=Count("pk", filter=Q(state=ResourceState.IMPORTED)),
    )
    return Figures(**counts, agencies=Agency.objects.filter(is_active=True).count())


def inbox(actor: Actor, now: datetime) -> Inbox:
    """What this person's roles let them do now."""
    decides = bool(actor.roles & {Role.SIGNER, Role.HANDLER})
    lines = sharing.list_inbox(actor)
    waiting = lines if decides else lines.none()
    submissions = catalogue.list_waiting_for(actor)
    returned = Entry.objects.filter(resource__provider_id=actor.agency_id, status=EntryStatus.RETURNED)
    mine = returned if Role.CATALOGUER in actor.roles else returned.none()
    return Inbox(
        _waiting(actor, now),
        reviews=waiting.count(),
        late=waiting.filter(due__lt=shanghai_day(now)).count(),
        submissions=submissions.count(),
        returned=mine.count(),
    )


def provided(actor: Actor, resources: tuple[str, ...], now: datetime) -> Provided:
    own = Resource.objects.filter(provider_id=actor.agency_id).aggregate(
        resources=Count("pk", filter=Q(state=ResourceState.PUBLISHED)),
        drafts=Count("pk", filter=Q(state=ResourceState.DRAFT)),
    )
    given = Grant.objects.filter(provider_id=actor.agency_id, state=Grant.State.ACTIVE, valid_until__gt=now)
    sent_back = QuarantinedRecord.objects.filter(
        batch__holding__resource__provider_id=actor.agency_id, state=QuarantinedRecord.State.OPEN
    )
    calls = count_calls(Scope(actor.agency_code, resources), "provided", now - WEEK, most=MOST_CALLS)
    return Provided(**own, grants=given.count(), calls=calls, quarantined=sent_back.count())


def used(actor: Actor, now: datetime) -> Used:
    held = Grant.objects.filter(consumer_id=actor.agency_id, state=Grant.State.ACTIVE, valid_until__gt=now)
    grants = held.aggregate(grants=Count("pk"), expiring=Count("pk", filter=Q(valid_until__lte=now + SOON)))
    asked = Application.objects.filter(consumer_id=actor.agency_id).aggregate(
        under_way=Count("lines", filter=Q(lines__state__in=OPEN)),
        refused=Count("lines", filter=Q(lines__state=Line.State.REFUSED, lines__decided_at__gt=now - SOON)),
    )
    calls = count_calls(Scope(actor.agency_code, ()), "used", now - WEEK, most=MOST_CALLS)
    return Used(**grants, **asked, calls=calls)


def shares(inbox: Inbox, provided: Provided, used: Used) -> bool:
    """Whether there is anything to tell of either side of an agency's sharing."""
    ours = (provided.resources, provided.drafts, provided.grants, provided.calls, provided.quarantined, inbox.reviews)
    return any(ours) or any((used.grants, used.under_way, used.refused, used.calls))


@dataclass(frozen=True, slots=True)
class Yesterday:
    """What all agencies used, as far as it is counted."""

    day: date
    answered: int
    refused: int

    @property
    def answered_query(self) -> str:
        return f"?action={CALLS}&since={self.day}&until={self.day}&outcome=allowed"

    @property
    def refused_query(self) -> str:
        return f"?action={CALLS}&since={self.day}&until={self.day}&outcome=denied"


def yesterday(now: datetime) -> Yesterday:
    """One statement."""
    day = shanghai_day(now) - timedelta(days=1)
    rows = statistics.count(statistics.Asked(statistics.By.DAY, day, day, action=CALLS))
    return Yesterday(day, sum(row.allowed for row in rows), sum(row.denied for row in rows))


def _waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """What the slices have for this person, the most urgent first."""
    found, today = todos.list_for(actor, now), shanghai_day(now)
    days = clocks.calendar() if any(todo.due for todo in found) else None
    return [
        Waiting(todo, clocks.remaining(todo.due, todo.provisional, today, days) if days and todo.due else None)
        for todo in found
    ]
