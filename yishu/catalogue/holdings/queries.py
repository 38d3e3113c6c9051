"""What an agency's duties imply, and where the catalogue has it (4.1)."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from yishu.agencies.models import Duty
from yishu.catalogue.errors import DutyNotFound
from yishu.catalogue.models import DutyHolding, HoldingExemption, Resource
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor

LISTED = (ResourceState.PUBLISHED, ResourceState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty with the resources that hold its data, or the law by which it has none. `is_unlisted`: neither is published nor cited."""

    duty: Duty
    holdings: list[DutyHolding]
    exemption: HoldingExemption | None

    @property
    def is_listed(self) -> bool:
        return any(one.resource.state in LISTED for one in self.holdings)

    @property
    def is_unlisted(self) -> bool:
        return not self.is_listed and self.exemption is None

    @property
    def is_under_way(self) -> bool:
        """Entries are linked, none of them is published yet."""
        return self.is_unlisted and any(one.resource.state == ResourceState.DRAFT for one in self.holdings)


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """How many duties an agency has: with a published resource, exempted by a law, unlisted."""

    code: str
    name: str
    duties: int
    listed: int
    exempted: int
    unlisted: int


def get_own_duty(actor: Actor, duty_id: int, *, lock: bool = False) -> Duty:
    duties = Duty.objects.select_for_update() if lock else Duty.objects.all()
    found = duties.filter(pk=duty_id, agency_id=actor.agency_id).first()
    if found is None:
        raise DutyNotFound
    return found


def list_duties(agency_id: int) -> list[DutyRow]:
    """The duties of an agency, what is unlisted first."""
    duties = Duty.objects.filter(agency_id=agency_id).select_related("exemption")
    held = duties.prefetch_related("holdings__resource__current")
    rows = [DutyRow(duty, list(duty.holdings.all()), getattr(duty, "exemption", None)) for duty in held]
    return sorted(rows, key=lambda row: not row.is_unlisted)


def list_linkable(agency_id: int) -> QuerySet[Resource]:
    """The resources of an agency that may hold a duty's data: what is not withdrawn."""
    own = Resource.objects.filter(provider_id=agency_id).exclude(state=ResourceState.WITHDRAWN)
    return own.select_related("current").prefetch_related("entries")


def count_by_agency(actor: Actor) -> list[AgencyCount]:
    """All agencies with duties, the most unlisted first: for the coordinator; nothing for anybody else."""
    if not is_coordinator(actor):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"listed": [str(state) for state in LISTED]})
        return [AgencyCount(*row) for row in cursor.fetchall()]


_COUNTS = """
with duty as (
    select d.agency_id,
        exists (
            select from catalogue_dutyholding h join catalogue_resource r on r.id = h.resource_id
            where h.duty_id = d.id and r.state = any(%(listed)s)
        ) as listed,
        exists (select from catalogue_holdingexemption x where x.duty_id = d.id) as exempted
    from agencies_duty d
)
select a.code, a.name, count(*), count(*) filter (where listed), count(*) filter (where exempted and not listed),
    count(*) filter (where not listed and not exempted) as unlisted
from duty join agencies_agency a on a.id = duty.agency_id
where a.is_active
group by a.id order by unlisted desc, a.code
"""
