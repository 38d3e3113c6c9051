"""What the home page tells: without login the platform in numbers, with login what there is to do and both sides of sharing (3.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from yishu.agencies.models import Agency, Role
from yishu.audit.queries import Scope, count_calls
from yishu.catalogue import queries as catalogue
from yishu.catalogue.confirming import queries as confirming
from yishu.catalogue.confirming.commands import CONFIRMERS
from yishu.catalogue.models import Entry, EntryStatus, Openness, Resource, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.hosting.models import QuarantinedRecord
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing import queries as sharing
from yishu.sharing.models import Application, Grant, Line
from yishu.shell.navigation import resolved

SHOWN: Final = 8
SOON: Final = timedelta(days=30)
WEEK: Final = timedelta(days=7)
MOST_CALLS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for this person. Those with a deadline come first, the most urgent at the top."""

    kind: str | Promise
    icon: str
    what: str
    who: str
    url: str
    since: datetime | None = None
    remaining: Remaining | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for this person: how many of each, and the first of them."""

    todos: list[Todo]
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
    todos = [
        *_reviews(list(waiting[:SHOWN]), now),
        *_confirmations(actor, now),
        *_submissions(list(submissions[:SHOWN])),
        *_returned(list(mine[:SHOWN])),
    ]
    return Inbox(
        todos,
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
        under_way=Count("lines", filter=Q(lines__state=Line.State.IN_REVIEW)),
        refused=Count("lines", filter=Q(lines__state=Line.State.REFUSED, lines__decided_at__gt=now - SOON)),
    )
    calls = count_calls(Scope(actor.agency_code, ()), "used", now - WEEK, most=MOST_CALLS)
    return Used(**grants, **asked, calls=calls)


def _reviews(lines: list[Line], now: datetime) -> list[Todo]:
    """Applications for one's own resources, the most urgent first (26.3)."""
    days, today, url = clocks.calendar(), shanghai_day(now), resolved("sharing:inbox") or ""
    return [
        Todo(
            _("审核共享申请"),
            "inbox",
            line.entry.name,
            line.application.consumer.name,
            url,
            line.application.submitted_at,
            line.due and clocks.remaining(line.due, line.due_provisional, today, days),
        )
        for line in lines
    ]


def _submissions(entries: list[Entry]) -> list[Todo]:
    url = resolved("catalogue:review") or ""
    return [
        Todo(_ENTRY_KINDS[entry.status], "file-text", entry.name, entry.resource.provider_name, url, entry.submitted_at)
        for entry in entries
    ]


def _returned(entries: list[Entry]) -> list[Todo]:
    url = resolved("catalogue:mine") or ""
    return [
        Todo(_("修改退回的目录"), "arrow-back-up", entry.name, entry.opinion, url, entry.submitted_at)
        for entry in entries
    ]


def _confirmations(actor: Actor, now: datetime) -> list[Todo]:
    """The yearly confirmation, one line for whatever is late or due soon, for those who may confirm (10.2)."""
    if not actor.roles & set(CONFIRMERS):
        return []
    counts = confirming.count(now, agency_id=actor.agency_id)
    url = resolved("catalogue:confirming") or ""
    kinds = {
        "overdue": (
            counts.overdue,
            ngettext("{n} 条目录逾期未确认", "{n} 条目录逾期未确认", counts.overdue),
        ),
        "due_soon": (
            counts.due_soon,
            ngettext("{n} 条目录 30 天内应确认", "{n} 条目录 30 天内应确认", counts.due_soon),
        ),
    }
    return [
        Todo(_("年度确认"), "calendar-event", words.format(n=n), "", f"{url}?state={state}")
        for state, (n, words) in kinds.items()
        if n
    ]


_ENTRY_KINDS: Final = {
    EntryStatus.IN_AGENCY_REVIEW: _("单位审核"),
    EntryStatus.IN_SECRECY_REVIEW: _("保密审查"),
    EntryStatus.IN_COORDINATOR_REVIEW: _("审核目录"),
}
