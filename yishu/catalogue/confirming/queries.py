"""Which entries were confirmed when, and what is due (10.2). Days are those of Asia/Shanghai."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, DateField, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from yishu.agencies.models import Agency
from yishu.catalogue.confirming.errors import ResourceMerged
from yishu.catalogue.confirming.models import Confirmation, Merger
from yishu.catalogue.models import Resource, Step
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.search import visible
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import months_after, shanghai_day
from yishu.node import clocks

LISTED = (ResourceState.PUBLISHED, ResourceState.SUSPENDED)
SOON: Final = timedelta(days=30)
STATES: Final = ("overdue", "due_soon", "all")


@dataclass(frozen=True, slots=True)
class Standing:
    """A catalogued resource and its upkeep. `how`: published (a first version), amended (a later one), confirmed."""

    resource: Resource
    how: str
    last: datetime
    by: str
    note: str
    due: date
    state: str  # overdue, due_soon, fine


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are, and how many of them are due within 30 days or late already."""

    overdue: int
    due_soon: int
    all: int


@dataclass(frozen=True, slots=True)
class AgencyCounts:
    """Those of an agency; `gone`: withdrawn or merged within the last year."""

    code: str
    name: str
    counts: Counts
    gone: int


def listed(state: str, now: datetime, *, agency_id: int | None = None) -> QuerySet[Resource]:
    """The resources that must be confirmed yearly, with `last_confirmed` and `due`, the most urgent first."""
    latest = Confirmation.objects.filter(resource=OuterRef("pk")).order_by("-confirmed_at").values("confirmed_at")[:1]
    found = Resource.objects.filter(state__in=LISTED, current__published_at__isnull=False).annotate(
        last_confirmed=Greatest("current__published_at", Subquery(latest))
    )
    found = found.annotate(due=_day_after(F("last_confirmed"), clocks.months(clocks.ENTRY_CONFIRMATION)))
    if agency_id is not None:
        found = found.filter(provider_id=agency_id)
    return found.filter(_state(state, shanghai_day(now))).select_related("current", "provider").order_by("due", "code")


def standings(resources: Iterable[Resource], now: datetime) -> list[Standing]:
    """How each of `listed` stands, in their order."""
    rows, today = list(resources), shanghai_day(now)
    said: dict[int, Confirmation] = {}
    for one in Confirmation.objects.filter(resource__in=rows).order_by("confirmed_at", "id"):
        said[one.resource_id] = one  # the latest stays
    publishers = _publishers(rows)
    return [_standing(row, said.get(row.pk), publishers.get(row.pk, ""), _due(row), today) for row in rows]


def find_standing(resource: Resource, now: datetime) -> Standing | None:
    """How one resource stands that is at hand with its current entry; None where nothing is to be confirmed."""
    current = resource.current
    if resource.state not in LISTED or current is None or current.published_at is None:
        return None
    said = Confirmation.objects.filter(resource=resource).order_by("-confirmed_at", "-id").first()
    is_confirmed = said is not None and said.confirmed_at >= current.published_at
    last = said.confirmed_at if said is not None and is_confirmed else current.published_at
    due = months_after(shanghai_day(last), clocks.months(clocks.ENTRY_CONFIRMATION))
    publisher = "" if is_confirmed else _publishers([resource]).get(resource.pk, "")
    return _standing(resource, said, publisher, due, shanghai_day(now))


def count(now: datetime, *, agency_id: int | None = None) -> Counts:
    today = shanghai_day(now)
    states = {state: Count("pk", filter=_state(state, today)) for state in STATES}
    return Counts(**listed("all", now, agency_id=agency_id).order_by().aggregate(**states))


def count_by_agency(actor: Actor, now: datetime) -> list[AgencyCounts]:
    """All agencies with entries, the most overdue first: for the coordinator; nothing for anybody else."""
    if not is_coordinator(actor):
        return []
    today = shanghai_day(now)
    states = {state: Count("pk", filter=_state(state, today)) for state in STATES}
    rows = listed("all", now).filter(provider__is_active=True).order_by().values("provider").annotate(**states)
    counted = {row["provider"]: Counts(row["overdue"], row["due_soon"], row["all"]) for row in rows}
    gone = _gone(now)
    agencies = Agency.objects.filter(pk__in=counted.keys() | gone.keys(), is_active=True)
    found = [
        AgencyCounts(one.code, one.name, counted.get(one.pk, Counts(0, 0, 0)), gone.get(one.pk, 0)) for one in agencies
    ]
    return sorted(found, key=lambda one: (-one.counts.overdue, -one.counts.due_soon, one.code))


def find_merger(resource_id: int) -> Merger | None:
    """Into what a resource was merged."""
    return Merger.objects.filter(resource_id=resource_id).select_related("into__current").first()


def find_successor(code: str, viewer: Actor | None) -> Resource | None:
    """The resource that has taken the place of a merged one, at the end of the chain, if the viewer may see it."""
    seen: set[str] = set()
    while code not in seen:
        seen.add(code)
        merger = Merger.objects.filter(resource__code=code).select_related("into").first()
        if merger is None:
            break
        code = merger.into.code
    return visible(viewer).filter(code=code).first() if len(seen) > 1 else None


def raise_if_merged(code: str, viewer: Actor | None) -> None:
    """Raises ResourceMerged where its successor may be seen."""
    if successor := find_successor(code, viewer):
        raise ResourceMerged(code=code, into=successor.code)


def _state(state: str, today: date) -> Q:
    return {
        "overdue": Q(due__lt=today),
        "due_soon": Q(due__gte=today, due__lte=today + SOON),
        "all": Q(pk__isnull=False),
    }[state]


def _day_after(moment: F, months: int) -> Func:
    """The same day `months` later; the last of the month where it has no such day."""
    template = f"((%(expressions)s at time zone 'Asia/Shanghai')::date + interval '{int(months)} months')::date"
    return Func(moment, template=template, output_field=DateField())


def _due(row: Resource) -> date:
    return row.due  # type: ignore[attr-defined]  # annotated by listed()


def _standing(row: Resource, said: Confirmation | None, publisher: str, due: date, today: date) -> Standing:
    current = row.current
    assert current is not None
    assert current.published_at is not None
    state = "overdue" if due < today else "due_soon" if due <= today + SOON else "fine"
    if said is None or said.confirmed_at < current.published_at:
        how = "published" if current.version == 1 else "amended"
        return Standing(row, how, current.published_at, publisher, "", due, state)
    return Standing(row, "confirmed", said.confirmed_at, said.confirmed_by_name, said.note, due, state)


def _publishers(rows: list[Resource]) -> dict[int, str]:
    """Who submitted the version in force, by name: the agency's own part in publishing it."""
    steps = Step.objects.filter(entry__in=[row.current_id for row in rows], act="submit").order_by("at", "id")
    return dict(steps.values_list("entry__resource_id", "actor_name"))


def _gone(now: datetime) -> dict[int, int]:
    steps = Step.objects.filter(act="withdrawn", at__gt=now - timedelta(days=365), entry__resource__state="withdrawn")
    rows = steps.order_by().values_list("entry__resource__provider").annotate(n=Count("entry__resource", distinct=True))
    return {provider: n for provider, n in rows if provider is not None}
