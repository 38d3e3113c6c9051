"""Reading demands, and suggesting whom to ask. Whoever is no party to a demand, nor the coordinator, finds nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from yishu.agencies.models import Agency
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.text import fold
from yishu.sharing.errors import DemandNotFound
from yishu.sharing.models import Demand

SUGGESTED = 8
_UNPUBLISHED = Q(resource=None) | ~Q(resource__state=ResourceState.PUBLISHED)
_OPEN = Q(state=Demand.State.WAITING) | Q(state=Demand.State.ACCEPTED) & _UNPUBLISHED
"""`Demand.is_open` in SQL."""
_NEXT_DUE = Coalesce("fulfil_due", "due")


def get_demand(actor: Actor, number: str, *, lock: bool = False) -> Demand:
    """A demand of one's own agency, one that it was ever asked, or any for the coordinator."""
    demands = Demand.objects.select_for_update(of=("self",)) if lock else Demand.objects.all()
    if not is_coordinator(actor):
        agency = actor.agency_id
        party = Demand.objects.filter(Q(consumer_id=agency) | Q(holder_id=agency) | Q(steps__agency_id=agency))
        demands = demands.filter(pk__in=party.values("pk"))
    found = demands.select_related("consumer", "holder", "resource__current").filter(number=number).first()
    if found is None:
        raise DemandNotFound(number=number)
    return found


def list_filed(actor: Actor) -> QuerySet[Demand]:
    """What one's own agency asked for, newest first."""
    return _shown().filter(consumer_id=actor.agency_id)


def list_received(actor: Actor) -> QuerySet[Demand]:
    """What one's own agency is asked for: what waits first, the most urgent at the top."""
    return _shown().filter(holder_id=actor.agency_id).alias(waits=_OPEN).order_by("-waits", _NEXT_DUE, "-pk")


def list_open(actor: Actor) -> QuerySet[Demand]:
    """What one's own agency has to answer, or to publish a resource for, the most urgent first."""
    return _shown().filter(_OPEN, holder_id=actor.agency_id).order_by(_NEXT_DUE, "pk")


def list_for_coordinator(actor: Actor) -> QuerySet[Demand]:
    """All demands of the node, the refused with their basis included; nothing for anybody else."""
    return _shown() if is_coordinator(actor) else Demand.objects.none()


def list_late(now: datetime) -> QuerySet[Demand]:
    """What waits past its day, for an answer or for the resource that was promised."""
    return _shown().filter(_OPEN).alias(next=_NEXT_DUE).filter(next__lt=shanghai_day(now)).order_by("next", "pk")


def _shown() -> QuerySet[Demand]:
    return Demand.objects.select_related("consumer", "holder", "resource__current")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An agency that may hold what is needed: the duties and the catalogue entries by which it fits, best first."""

    agency: Agency
    duties: tuple[str, ...]
    entries: tuple[tuple[str, str], ...]  # (code, name)


def suggest(actor: Actor, name: str, items: tuple[str, ...]) -> list[Suggestion]:
    """Agencies whose duties, or whose published entries, share the words of a need; at most 8, best first. One statement."""
    words = [folded for text in (name, *items) if (folded := fold(text).replace(" ", ""))]
    with connection.cursor() as cursor:
        cursor.execute(_FITTING, {"words": words, "own": actor.agency_id, "states": _STATES, "most": SUGGESTED})
        rows = cursor.fetchall()
    agencies = Agency.objects.in_bulk([row[0] for row in rows])
    return [
        Suggestion(agencies[agency_id], tuple(duties), tuple(zip(codes, names, strict=True)))
        for agency_id, duties, codes, names in rows
    ]


_STATES = [ResourceState.PUBLISHED.value, ResourceState.SUSPENDED.value]

# A duty or an entry's name fits by the pairs of neighbouring characters that it shares with the need; an entry also where
# an item is named the same. Endings that every name has (信息, 管理, …) tell nothing.
_FITTING = """
with need as (
    select distinct gram from unnest(%(words)s::text[]) as word, unnest(yishu_bigrams(word)) as gram
    where length(gram) = 2 and gram not in ('信息', '管理', '数据', '名称', '编号', '代码', '情况', '基本', '类型', '时间', '日期', '审核')
),
duties as (
    select d.agency_id, d.name, count(*) as score
    from agencies_duty d, unnest(yishu_bigrams(yishu_folded(d.name))) as gram
    join need using (gram) group by d.id
),
named as (
    select r.id, count(*) as score
    from catalogue_resource r join catalogue_entry e on e.id = r.current_id,
         unnest(yishu_bigrams(yishu_folded(e.name))) as gram join need using (gram)
    where r.state = any(%(states)s) and r.provider_id is not null group by r.id
    union all
    select r.id, 2 * count(*)
    from catalogue_item i join catalogue_resource r on r.current_id = i.entry_id
    where i.folded = any(%(words)s::text[]) and r.state = any(%(states)s) and r.provider_id is not null
    group by r.id
),
entries as (
    select r.provider_id as agency_id, r.code, e.name, sum(n.score) as score
    from named n join catalogue_resource r on r.id = n.id join catalogue_entry e on e.id = r.current_id
    group by r.id, e.id
),
scores as (
    select agency_id, sum(score) as score from
        (select agency_id, score from duties union all select agency_id, score from entries) as both_kinds
    group by agency_id
)
select a.id,
    coalesce((select array_agg(d.name order by d.score desc, d.name) from duties d where d.agency_id = a.id), '{}'),
    coalesce((select array_agg(e.code order by e.score desc, e.code) from entries e where e.agency_id = a.id), '{}'),
    coalesce((select array_agg(e.name order by e.score desc, e.code) from entries e where e.agency_id = a.id), '{}')
from scores s join agencies_agency a on a.id = s.agency_id
where a.is_active and a.id <> %(own)s
order by s.score desc, a.code limit %(most)s
"""
