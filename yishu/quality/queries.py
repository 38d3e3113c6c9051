"""Reading comparisons, discrepancies and timeliness. Whoever is no party to one is answered as if it did not exist."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.agencies.queries import answerable
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.vocabulary import Category, EntryStatus, Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI, WorkCalendar, shanghai_day
from yishu.hosting.files.queries import documents_by_day
from yishu.hosting.models import HOW_FILES_COME, Batch
from yishu.node import clocks
from yishu.quality import files, rules
from yishu.quality.errors import ComparisonNotFound, ComparisonRemoved, DiscrepancyNotFound, FilingNotFound
from yishu.quality.models import Comparison, Discrepancy, Filing, NilReport
from yishu.quality.rules import Nil, Owed, Span, Standing
from yishu.sharing.models import Grant

LOOK_BACK = timedelta(days=400)


def list_owed_updates(agency_id: int, first: date, last: date) -> list[tuple[Resource, Owed]]:
    """Updates that the agency's resources owed within these days (Asia/Shanghai, both included), and what came of each (18.1, 25.1).

    What is due today or later and has not come yet is not counted: it may still come in time.
    """
    today = shanghai_day(timezone.now())
    # From long before: an update that served an earlier period serves no later one, whatever stretch is asked for.
    reckoned = _reckon(_owing().filter(provider_id=agency_id), first - LOOK_BACK, last, today)
    return [
        (one.resource, each)
        for one in reckoned
        for each in one.owed
        if first <= each.period.due and each.came is not rules.Came.PENDING
    ]


def list_owed_answers(agency_id: int, first: date, last: date) -> QuerySet[Discrepancy]:
    """Discrepancies whose answer by this agency fell due within these days (28.1)."""
    fell_due = _discrepancies().filter(provider_id=agency_id, answer_due__range=(first, last))
    return fell_due.order_by("answer_due", "pk")


def is_answered_in_time(made: Discrepancy) -> bool:
    due, answered = made.answer_due, made.answered_at
    return due is not None and answered is not None and shanghai_day(answered) <= due


@dataclass(frozen=True, slots=True)
class Fresh:
    """How a resource stands: its declared rhythm, what it owes, what came."""

    resource: Resource
    rhythm: str
    filing: Filing | None
    owed: list[Owed]
    standing: Standing
    last_update: datetime | None
    last_nil: NilReport | None
    persons: tuple[str, ...] = ()

    @property
    def is_late(self) -> bool:
        return self.standing.late_since is not None


def freshness(resource: Resource, *, now: datetime) -> Fresh | None:
    """How a resource stands now; None for one that owes no updates here."""
    return _standings([resource], now)[0] if _owes(resource) else None


def owed(resource: Resource, *, now: datetime) -> list[Owed]:
    """The updates that a resource owed of late, and the next ones."""
    fresh = freshness(resource, now=now)
    return fresh.owed if fresh else []


def next_due(resources: Iterable[Resource], *, now: datetime, landed: datetime | None = None) -> dict[int, date | None]:
    """Of each resource that owes updates here, the day of the next one. `landed`: of data that is on its way to the record."""
    today = shanghai_day(now)
    owing = [resource for resource in resources if _owes(resource)]
    return {
        one.resource.pk: rules.next_owed(one.owed, map(shanghai_day, one.updates), map(_nil, one.nils))
        for one in _reckon(owing, today - LOOK_BACK, None, today, landed)
    }


def list_due_kept() -> QuerySet[Resource]:
    """What owes updates here, and what is said to."""
    owes = Q(state=ResourceState.PUBLISHED, current__provision__in=(Provision.HOSTED, Provision.FILE))
    return Resource.objects.filter(owes | Q(update_due__isnull=False)).select_related("current")


def list_freshness(actor: Actor, *, now: datetime) -> list[Fresh]:
    """The resources of one's own agency; for the coordinator everybody's. The latest ones first."""
    resources = _owing() if is_coordinator(actor) else _owing().filter(provider_id=actor.agency_id)
    found = _standings(resources, now)
    return sorted(
        found,
        key=lambda one: (
            one.standing.late_since or date.max,
            one.standing.next_due or date.max,
            one.resource.code,
        ),
    )


def list_freshness_of(agency_id: int, *, now: datetime) -> list[Fresh]:
    """The resources of one agency, by code; whoever asks has made sure that they may see them."""
    return _standings(_owing().filter(provider_id=agency_id), now)


def list_late_updates(*, now: datetime) -> list[Fresh]:
    """The resources of all agencies that owe an update past its day, the latest first."""
    late = [one for one in _standings(_owing(), now) if one.is_late]
    return sorted(late, key=lambda one: (one.standing.late_since or date.max, one.resource.code))


def list_filings(actor: Actor) -> QuerySet[Filing]:
    """The filings of one's own agency; for the coordinator everybody's, newest first."""
    found = Filing.objects.select_related("resource__current", "resource__provider")
    return found if is_coordinator(actor) else found.filter(resource__provider_id=actor.agency_id)


def get_filing(actor: Actor, number: str, *, lock: bool = False) -> Filing:
    filings = list_filings(actor)
    if lock:
        filings = filings.select_for_update(of=("self",))
    found = filings.filter(number=number[:20]).first()
    if found is None:
        raise FilingNotFound(number=number[:20])
    return found


def list_comparisons(actor: Actor) -> QuerySet[Comparison]:
    """The comparisons of one's own agency, newest first."""
    return Comparison.objects.filter(agency_id=actor.agency_id).select_related("resource__current")


def get_comparison(actor: Actor, number: UUID | str) -> Comparison:
    try:
        key = UUID(str(number))
    except ValueError:
        raise ComparisonNotFound(number=str(number)[:36]) from None
    found = list_comparisons(actor).filter(pk=key).first()
    if found is None:
        raise ComparisonNotFound(number=str(key))
    return found


def get_result(actor: Actor, number: UUID | str, *, now: datetime) -> Comparison:
    """A comparison whose rows are still kept. Raises ComparisonRemoved."""
    found = get_comparison(actor, number)
    if found.state == Comparison.State.PREPARED:
        raise ComparisonNotFound(number=str(found.pk))
    # A node restored from a backup has the counts without the rows.
    if found.kept_until < shanghai_day(now) or not files.result_of(found.pk).exists():
        raise ComparisonRemoved(day=found.kept_until.isoformat())
    return found


def list_comparable(actor: Actor, now: datetime) -> list[Resource]:
    """What this person may compare with: granted to them for bulk, or their agency's own, with data."""
    granted = Grant.objects.filter(
        line__users=actor.id,
        consumer_id=actor.agency_id,
        state=Grant.State.ACTIVE,
        valid_until__gt=now,
        line__modes__contains=["bulk"],
    )
    codes = {grant.resource_id for grant in granted if "bulk" in grant.read_terms().modes}
    return list(
        Resource.objects.filter(Q(pk__in=codes) | Q(provider_id=actor.agency_id), state=ResourceState.PUBLISHED)
        .filter(holding__isnull=False)
        .select_related("current")
        .order_by("provider_name", "code")
    )


def list_found(actor: Actor) -> QuerySet[Discrepancy]:
    """What one's own agency found, newest first."""
    return _discrepancies().filter(finder_id=actor.agency_id)


def list_received(actor: Actor) -> QuerySet[Discrepancy]:
    """What was fed back to one's own agency, most urgent first."""
    fed_back = _discrepancies().filter(provider_id=actor.agency_id, fed_back_at__isnull=False)
    return fed_back.order_by("closed_at", "answer_due", "pk")


def list_escalated(actor: Actor) -> QuerySet[Discrepancy]:
    """What waits for the coordinator's opinion; nobody else's."""
    waiting = _discrepancies().filter(state=Discrepancy.State.ESCALATED)
    return waiting if is_coordinator(actor) else waiting.none()


def list_late(actor: Actor, today: date) -> QuerySet[Discrepancy]:
    """Feedback and answers past their day: of one's own agency, for the coordinator everybody's."""
    return _discrepancies().filter(_late(today) if is_coordinator(actor) else _late(today, actor.agency_id))


def list_all_late(today: date) -> QuerySet[Discrepancy]:
    """Every agency's, the oldest first."""
    return _discrepancies().filter(_late(today)).order_by("found_at", "pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A discrepancy with the clock that runs over it, if one does, and who is waited for (34.1)."""

    made: Discrepancy
    due: date | None = None
    provisional: bool = False
    persons: tuple[str, ...] = ()


def waiting(found: Iterable[Discrepancy]) -> list[Waiting]:
    """Whoever found one checks it and feeds it back; the provider's data officers answer."""
    rows = list(found)
    names = officers((made.provider_id for made in rows), DutyKind.ANSWERING)
    return [_waiting(made, names.get(made.provider_id, ())) for made in rows]


def get_discrepancy(actor: Actor, number: str, *, lock: bool = False) -> Discrepancy:
    """For its finder; for its provider once it was fed back; for the coordinator once it was taken there."""
    mine = Q(finder_id=actor.agency_id) | Q(provider_id=actor.agency_id, fed_back_at__isnull=False)
    if is_coordinator(actor):
        mine |= Q(steps__act="escalated")
    keys = Discrepancy.objects.filter(mine, number=number[:20]).values("pk")
    found = _discrepancies().filter(pk__in=keys)
    made = (found.select_for_update(of=("self",)) if lock else found).first()
    if made is None:
        raise DiscrepancyNotFound(number=number[:20])
    return made


def officers(agency_ids: Iterable[int], duty: DutyKind) -> dict[int, tuple[str, ...]]:
    """Who is waited for, by name (34.1): whom an agency has named for the duty, else its data officers."""
    return answerable(agency_ids, Role.DATA_OFFICER, duty=duty)


def _late(today: date, agency_id: int | None = None) -> Q:
    """What one agency, or anybody, should have done before today."""
    waits_for_finder = Q(state=Discrepancy.State.FOUND, feedback_due__lt=today)
    waits_for_provider = Q(state=Discrepancy.State.FED_BACK, answer_due__lt=today)
    if agency_id is not None:
        waits_for_finder &= Q(finder_id=agency_id)
        waits_for_provider &= Q(provider_id=agency_id)
    return waits_for_finder | waits_for_provider


def _waiting(made: Discrepancy, officers_of_provider: tuple[str, ...]) -> Waiting:
    if made.state == Discrepancy.State.FOUND:
        return Waiting(made, made.feedback_due, made.feedback_due_provisional, (made.found_by_name,))
    if made.state == Discrepancy.State.FED_BACK:
        return Waiting(made, made.answer_due, made.answer_due_provisional, officers_of_provider)
    return Waiting(made)


def _discrepancies() -> QuerySet[Discrepancy]:
    return Discrepancy.objects.select_related("resource__current", "finder", "provider", "corrected_in")


def _owing() -> QuerySet[Resource]:
    """Published, shared, and hosted here, as data or as documents: what else there is cannot be late on this platform."""
    held = Q(current__provision=Provision.HOSTED) | Q(current__provision=Provision.FILE, current__modes__len__gt=0)
    return (
        Resource.objects.filter(held, state=ResourceState.PUBLISHED)
        .exclude(current__category=Category.NON_SHARED)
        .select_related("current", "provider", "holding")
        .order_by("code")
    )


def _owes(resource: Resource) -> bool:
    """The same of one that is at hand."""
    entry = resource.current
    return (
        resource.state == ResourceState.PUBLISHED
        and entry is not None
        and (entry.provision == Provision.HOSTED or (entry.provision == Provision.FILE and bool(entry.modes)))
        and entry.category != Category.NON_SHARED
    )


@dataclass(frozen=True, slots=True)
class _Reckoned:
    resource: Resource
    spans: list[Span]
    owed: list[Owed]
    updates: list[datetime]
    nils: list[NilReport]
    filings: list[Filing]


def _standings(resources: Iterable[Resource], now: datetime) -> list[Fresh]:
    today = shanghai_day(now)
    reckoned = _reckon(resources, today - LOOK_BACK, None, today)
    owners = (one.resource.provider_id for one in reckoned if one.resource.provider_id)
    names = officers(owners, DutyKind.PUBLISHING)
    return [_fresh(one, today, names.get(one.resource.provider_id or 0, ())) for one in reckoned]


def _fresh(one: _Reckoned, today: date, persons: tuple[str, ...]) -> Fresh:
    entry = one.resource.current
    assert entry is not None
    standing = rules.standing(one.owed, map(shanghai_day, one.updates), map(_nil, one.nils), today)
    filing = next((each for each in one.filings if each.ended_at is None), None)
    return Fresh(
        resource=one.resource,
        rhythm=rules.FILED if filing else entry.cycle,
        filing=filing,
        owed=one.owed,
        standing=standing,
        last_update=max(one.updates, default=None),
        last_nil=max(one.nils, key=lambda each: each.confirmed_at, default=None),
        persons=persons,
    )


def _reckon(
    resources: Iterable[Resource], first: date, last: date | None, today: date, landed: datetime | None = None
) -> list[_Reckoned]:
    """What these resources owed within the days, from the records of the platform: six statements for all of them."""
    found = list(resources)
    days, within = clocks.calendar(), clocks.working_days(clocks.UPDATE)
    keys = [resource.pk for resource in found]
    entries = Entry.objects.filter(resource__in=keys, status__in=[EntryStatus.PUBLISHED, EntryStatus.SUPERSEDED])
    published = entries.exclude(published_at=None).order_by("-version")
    cycles = _by_resource((key, row) for key, *row in published.values_list("resource_id", "published_at", "cycle"))
    batches = Batch.objects.filter(holding__resource__in=keys, accepted__gt=0, published_at__isnull=False)
    batches = batches.filter(how__in=HOW_FILES_COME)  # records in another shape are no newer
    # Only days count: of each day its last batch, however many there were.
    daily = batches.annotate(day=TruncDate("published_at", tzinfo=SHANGHAI)).values("holding__resource_id", "day")
    came = daily.annotate(last=Max("published_at")).values_list("holding__resource_id", "last")
    updates = _by_resource([*came, *documents_by_day(keys)])
    nils = _by_resource((nil.resource_id, nil) for nil in NilReport.objects.filter(resource__in=keys))
    filings = _by_resource((filing.resource_id, filing) for filing in Filing.objects.filter(resource__in=keys))
    return [
        _reckoned(
            resource,
            cycles[resource.pk],
            [*updates[resource.pk], landed] if landed else updates[resource.pk],
            nils[resource.pk],
            filings[resource.pk],
            (first, last, today),
            days,
            within,
        )
        for resource in found
    ]


def _reckoned(
    resource: Resource,
    entries: list[tuple[datetime, str]],
    updates: list[datetime],
    nils: list[NilReport],
    filings: list[Filing],
    asked: tuple[date, date | None, date],
    days: WorkCalendar,
    within: int,
) -> _Reckoned:
    first, last, today = asked
    kept = rules.spans(
        [(shanghai_day(published_at), cycle) for published_at, cycle in entries],
        [
            (shanghai_day(filing.filed_at), shanghai_day(filing.ended_at) if filing.ended_at else None)
            for filing in filings
        ],
    )
    until = last or rules.horizon(kept, today)
    periods = rules.periods(kept, first, until, days, within=within)
    came = rules.settle(periods, map(shanghai_day, updates), map(_nil, nils), today)
    return _Reckoned(resource, kept, came, updates, nils, filings)


def _nil(report: NilReport) -> Nil:
    return Nil(report.first, report.last, shanghai_day(report.confirmed_at))


def _by_resource(pairs: Iterable[tuple[int, object]]) -> defaultdict[int, list]:
    found: defaultdict[int, list] = defaultdict(list)
    for resource, one in pairs:
        found[resource].append(one)
    return found
