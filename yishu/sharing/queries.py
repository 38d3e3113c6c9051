"""Reading applications and grants. Whoever is no party to one is answered as if it did not exist."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from yishu.catalogue import codes
from yishu.catalogue.confirming.holders import Holder
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.sharing.errors import ApplicationNotFound, GrantNotFound, LineNotFound
from yishu.sharing.models import NEAR_DAYS, OPEN, Application, Grant, Line


def get_application(actor: Actor, number: str) -> Application:
    """An application of one's own agency, or one that asks for a resource of it and has reached it; for the coordinator also one that it checked."""
    reached = Q(lines__provider_id=actor.agency_id, lines__reached_at__isnull=False)
    mine = Q(consumer_id=actor.agency_id) | reached
    if is_coordinator(actor):
        mine |= Q(checks__isnull=False)
    found = _applied().filter(mine, number=number).distinct().select_related("consumer").first()
    if found is None:
        raise ApplicationNotFound(number=number)
    return found


def get_line(number: str, resource_code: str, *, lock: bool = False) -> Line:
    lines = Line.objects.select_for_update(of=("self",)) if lock else Line.objects.all()
    code = codes.from_path(resource_code)
    found = lines.filter(application__number=number, resource__code=code)
    line = found.select_related("application__consumer", "resource__provider", "resource__current", "entry").first()
    if line is None:
        raise LineNotFound(number=number, resource=code)
    return line


def get_line_for(actor: Actor, number: str, resource_code: str) -> Line:
    """A line that asks for a resource of one's own agency, and has reached it."""
    line = get_line(number, resource_code)
    if line.resource.provider_id != actor.agency_id or line.reached_at is None:
        raise LineNotFound(number=number, resource=line.resource.code)
    return line


def is_side(actor: Actor, application: Application) -> bool:
    """Whether one's own agency applied, or provides something of it that has reached it; the coordinator who checks it is no side."""
    if application.consumer_id == actor.agency_id:
        return True
    return application.lines.filter(provider_id=actor.agency_id, reached_at__isnull=False).exists()


def list_lines(actor: Actor, application: Application, *, overseen: bool = False) -> QuerySet[Line]:
    """The lines this actor may see: all for the consumer, for the coordinator who checks them and where they are `overseen`, its own for a provider once they have reached it."""
    lines = application.lines.select_related(
        "resource__provider", "entry", "grant", "coordination", "replaces"
    ).prefetch_related("systems", "users")
    if overseen or application.consumer_id == actor.agency_id:
        return lines
    if application.checks.exists() and is_coordinator(actor):
        return lines
    return lines.filter(provider_id=actor.agency_id, reached_at__isnull=False)


def list_applications(actor: Actor) -> QuerySet[Application]:
    """What one's own agency applied for, newest first."""
    return (
        _applied()
        .filter(consumer_id=actor.agency_id)
        .select_related("consumer")
        .prefetch_related("lines__resource", "lines__entry", "lines__grant", "lines__coordination")
    )


def list_inbox(actor: Actor) -> QuerySet[Line]:
    """What waits for one's own agency's decision, most urgent first."""
    waiting = Line.objects.filter(provider_id=actor.agency_id, state=Line.State.IN_REVIEW)
    return waiting.select_related("application__consumer", "resource", "entry", "grant", "coordination").order_by(
        "due", "pk"
    )


def page_of(lines: QuerySet[Line], number: str | None, size: int) -> tuple[Page, QuerySet[Line]]:
    """One page of a long list of lines, and its rows: found by their keys first, so that only the page's own rows are read whole."""
    keys = lines.select_related(None).values_list("pk", flat=True)
    page = Paginator(keys, size).get_page(number)
    return page, lines.filter(pk__in=list(page))


def list_undecided(actor: Actor) -> QuerySet[Line]:
    """Of these what nobody of the agency has proposed a decision on: it waits for a decider, not for those who sign it off."""
    return list_inbox(actor).exclude(rounds__state="open")


def list_decided(actor: Actor) -> QuerySet[Line]:
    """What one's own agency decided, newest first."""
    decided = Line.objects.filter(
        provider_id=actor.agency_id,
        reached_at__isnull=False,
        decided_at__isnull=False,
        standing=None,
    ).exclude(state__in=OPEN)
    return decided.select_related("application__consumer", "resource", "entry", "grant", "coordination").order_by(
        "-decided_at"
    )


def get_grant(actor: Actor, grant_id: str, *, lock: bool = False) -> Grant:
    """A grant that one's own agency holds or gave. Raises GrantNotFound."""
    grants = Grant.objects.select_for_update(of=("self",)) if lock else Grant.objects.all()
    return _found(_of(grants, actor), grant_id)


def get_any_grant(grant_id: str) -> Grant:
    """Any grant, whoever asks: see `sharing.overseeing`. Raises GrantNotFound."""
    return _found(Grant.objects.all(), grant_id)


def _found(grants: QuerySet[Grant], grant_id: str) -> Grant:
    try:
        key = UUID(grant_id)
    except ValueError:
        raise GrantNotFound(grant=grant_id) from None
    whole = grants.select_related(
        "resource__current", "line__application", "line__standing", "consumer", "provider", "successor"
    )
    found = whole.filter(pk=key).first()
    if found is None:
        raise GrantNotFound(grant=grant_id)
    return found


def list_grants(actor: Actor) -> QuerySet[Grant]:
    """The grants that one's own agency holds or gave, newest first."""
    grants = _of(Grant.objects.all(), actor)
    return grants.select_related(
        "resource__current", "line__application", "consumer", "provider", "successor"
    ).prefetch_related("line__systems", "line__users")


def only_expiring(grants: QuerySet[Grant], now: datetime) -> QuerySet[Grant]:
    """Of these the active ones that run out within 30 days, the first to do so first."""
    soon = now + timedelta(days=NEAR_DAYS)
    near = grants.filter(state=Grant.State.ACTIVE, valid_until__gt=now, valid_until__lte=soon)
    return near.order_by("valid_until", "pk")


def list_held(actor: Actor, resource: Resource) -> QuerySet[Grant]:
    """The active grants of one's own agency for a resource, newest first."""
    return Grant.objects.filter(
        resource=resource, consumer_id=actor.agency_id, state=Grant.State.ACTIVE
    ).select_related("line__application")


def list_asked(actor: Actor, resource: Resource) -> QuerySet[Line]:
    """What one's own agency asked of a resource and waits for."""
    waiting = Line.objects.filter(resource=resource, application__consumer_id=actor.agency_id, state__in=OPEN)
    return waiting.select_related("application")


def _applied() -> QuerySet[Application]:
    """What somebody applied for: a standing authorisation has its line without that."""
    standing = Line.objects.filter(application=OuterRef("pk"), standing__isnull=False)
    return Application.objects.filter(~Exists(standing))


def _of(grants: QuerySet[Grant], actor: Actor) -> QuerySet[Grant]:
    return grants.filter(Q(consumer_id=actor.agency_id) | Q(provider_id=actor.agency_id))


def list_applied(agency_id: int, resource_ids: list[int]) -> dict[int, set[str]]:
    """Resource → codes of the items that an agency applied for and was not refused; what was granted counts for what was granted (12.1)."""
    found: dict[int, set[str]] = {}
    asked = Line.objects.filter(application__consumer_id=agency_id, resource__in=resource_ids)
    dropped = (Line.State.REFUSED, Line.State.WITHDRAWN)
    for line in asked.exclude(state__in=dropped).select_related("grant"):
        grant = getattr(line, "grant", None)
        items = grant.read_terms().items if grant else line.items
        found.setdefault(line.resource_id, set()).update(items)
    return found


def list_holders(resource_ids: Iterable[int], now: datetime) -> dict[int, list[Holder]]:
    """Resource id → the agencies that may use it now; for whoever withdraws or merges resources."""
    active = Grant.objects.filter(resource__in=list(resource_ids), state=Grant.State.ACTIVE, valid_until__gt=now)
    rows = active.order_by("resource").values_list("resource_id", "consumer__name", "consumer__code").distinct()
    found: dict[int, list[Holder]] = {}
    for resource_id, name, code in rows:
        found.setdefault(resource_id, []).append(Holder(name, code))
    return found
