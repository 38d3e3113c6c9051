"""The rows of the three lists, gathered from demands, the catalogue, timeliness and unlisted holdings (4.1, 4.2, 6.1, 25.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies import queries as agencies
from yishu.agencies.models import Agency
from yishu.catalogue.holdings.queries import list_duties
from yishu.catalogue.models import Item, Resource
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.vocabulary import Category, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.portal.errors import ListNotYours
from yishu.quality import queries as quality
from yishu.quality.words import rhythm_word
from yishu.sharing.demands.course import shown_demands
from yishu.sharing.models import Demand
from yishu.shell.components import Text


class Kind(StrEnum):
    """需求清单, 责任清单, 负面清单."""

    DEMANDS = "demands"
    RESPONSIBILITIES = "responsibilities"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class DemandRow:
    """What an agency needs of another. `due`: by when that agency answers, or publishes what it promised; None once it did. `outcome`: the resource, or the law of a refusal."""

    number: str
    name: str
    kind: str
    items: tuple[str, ...]
    duty: str
    basis: str
    why: str
    provider: str
    state: str
    tone: str
    due: date | None
    is_late: bool
    outcome: str
    filed: date
    url: str


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """What an agency must provide. `what`: resource (an entry to keep up to date), demand (to answer, or to catalogue once accepted), duty (without an entry).

    `due`: the next update, or the day of the answer; where something is late, the day since when. None: at all times.
    """

    what: str
    name: str
    code: str
    items: tuple[str, ...]
    cycle: str
    timeliness: str
    due: date | None
    is_late: bool
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class NegativeRow:
    """What an agency does not share. `what`: resource (a non-shared entry), demand (one that it refused), duty (exempted from the catalogue)."""

    what: str
    name: str
    code: str
    items: tuple[str, ...]
    law: str
    reason: str
    since: date | None
    url: str


def agency_of(actor: Actor, code: str) -> Agency:
    """One's own agency, or with its code another one for the coordinator and the inspectors. Raises ListNotYours, AgencyNotFound."""
    if not code or code == actor.agency_code:
        return agencies.get_agency(actor.agency_code)
    if not oversees(actor):
        raise ListNotYours
    return agencies.get_agency(code)


def list_demands(agency: Agency, now: datetime) -> list[DemandRow]:
    """需求清单: what the agency asked of others, what still waits first, the most urgent at the top."""
    filed = Demand.objects.filter(consumer=agency).select_related("holder", "resource__current")
    today = shanghai_day(now)
    rows = []
    for shown in shown_demands(filed):
        one, waits = shown.demand, shown.demand.is_open
        rows.append(
            DemandRow(
                number=one.number,
                name=one.name,
                kind=str(one.get_kind_display()),
                items=tuple(one.items),
                duty=one.duty,
                basis=one.basis,
                why=one.why,
                provider=one.holder.name,
                state=str(shown.word),
                tone=shown.tone,
                due=one.next_due if waits else None,
                is_late=waits and today > one.next_due,
                outcome=one.legal_basis or (one.resource.code if one.resource else ""),
                filed=shanghai_day(one.filed_at),
                url=reverse("sharing:demand", args=[one.number]),
            )
        )
    return sorted(rows, key=lambda row: row.due or date.max)


def list_responsibilities(agency: Agency, now: datetime) -> list[ResponsibilityRow]:
    """责任清单: what is late first, then by day, what has no day last."""
    rows = [*_resources(agency, now), *_demands(agency, now), *_duties(agency)]
    return sorted(rows, key=lambda row: (not row.is_late, row.due or date.max))


def list_negative(agency: Agency, now: datetime) -> list[NegativeRow]:  # noqa: ARG001
    """负面清单: non-shared entries, refused demands and exempted duties, each with its law by article."""
    return [*_non_shared(agency), *_refused(agency), *_exempted(agency)]


def word_of(what: str) -> Text:
    """The kind of a row in words."""
    return {"resource": _("信息资源"), "demand": _("共享需求"), "duty": _("履职事项")}[what]


def _resources(agency: Agency, now: datetime) -> Iterable[ResponsibilityRow]:
    """Every published entry that is shared; those hosted here with the day of their next update."""
    fresh = {one.resource.pk: one for one in quality.list_freshness_of(agency.pk, now=now)}
    shared = _published(agency).exclude(current__category=Category.NON_SHARED)
    resources = list(shared)
    items = _item_names(resources)
    for resource in resources:
        entry, one = resource.current, fresh.get(resource.pk)
        assert entry is not None
        late = one.standing.late_since if one else None
        if resource.state == ResourceState.SUSPENDED:
            state = _("暂停共享")
        else:
            state = _("逾期未更新") if late else _("按期") if one else _("由提供单位接口提供")
        yield ResponsibilityRow(
            what="resource",
            name=entry.name,
            code=resource.code,
            items=items.get(entry.pk, ()),
            cycle=str(rhythm_word(one.rhythm) if one else entry.get_cycle_display()),
            timeliness=entry.timeliness,
            due=late or (one.standing.next_due if one else None),
            is_late=late is not None,
            state=state,
            url=reverse("catalogue:entry", args=[resource.path_code]),
        )


def _demands(agency: Agency, now: datetime) -> Iterable[ResponsibilityRow]:
    """Demands to answer by their day, and accepted ones whose resource is not published yet."""
    today = shanghai_day(now)
    asked = Demand.objects.filter(holder=agency).exclude(state=Demand.State.REFUSED)
    for one in asked.select_related("consumer", "resource"):
        if not one.is_open:
            continue
        yield ResponsibilityRow(
            what="demand",
            name=one.name,
            code=one.number,
            items=tuple(one.items),
            cycle="",
            timeliness=_("{agency}提出").format(agency=one.consumer.name),
            due=one.next_due,
            is_late=today > one.next_due,
            state=str(Demand.State(one.state).label),
            url=reverse("sharing:demand", args=[one.number]),
        )


def _duties(agency: Agency) -> Iterable[ResponsibilityRow]:
    for row in list_duties(agency.pk):
        if row.is_unlisted:
            state = _("应编未编，编制中") if row.is_under_way else _("应编未编")
            url = reverse("catalogue:holdings")
            yield ResponsibilityRow("duty", row.duty.name, "", (), "", "", None, False, state, url)


def _non_shared(agency: Agency) -> Iterable[NegativeRow]:
    resources = list(_published(agency).filter(current__category=Category.NON_SHARED))
    items = _item_names(resources)
    for resource in resources:
        entry = resource.current
        assert entry is not None
        since = shanghai_day(entry.published_at) if entry.published_at else None
        url = reverse("catalogue:entry", args=[resource.path_code])
        named = items.get(entry.pk, ())
        yield NegativeRow("resource", entry.name, resource.code, named, entry.legal_basis, "", since, url)


def _refused(agency: Agency) -> Iterable[NegativeRow]:
    refused = Demand.objects.filter(holder=agency, state=Demand.State.REFUSED)
    for one in refused:
        url = reverse("sharing:demand", args=[one.number])
        since = shanghai_day(one.filed_at)
        yield NegativeRow("demand", one.name, one.number, tuple(one.items), one.legal_basis, one.answer, since, url)


def _exempted(agency: Agency) -> Iterable[NegativeRow]:
    for row in list_duties(agency.pk):
        if row.exemption is not None and not row.is_listed:
            law, since = f"{row.exemption.law}{row.exemption.article}", shanghai_day(row.exemption.cited_at)
            url = reverse("catalogue:holdings")
            yield NegativeRow("duty", row.duty.name, "", (), law, row.exemption.reason, since, url)


def _published(agency: Agency) -> QuerySet[Resource]:
    in_force = (ResourceState.PUBLISHED, ResourceState.SUSPENDED)
    return Resource.objects.filter(provider=agency, state__in=in_force).select_related("current").order_by("code")


def _item_names(resources: list[Resource]) -> dict[int, tuple[str, ...]]:
    """entry → names of its items, in order; one statement."""
    found: dict[int, list[str]] = {}
    items = Item.objects.filter(entry__in=[one.current_id for one in resources]).order_by("entry", "position")
    for entry, name in items.values_list("entry_id", "name"):
        found.setdefault(entry, []).append(name)
    return {entry: tuple(names) for entry, names in found.items()}
