"""Which catalogued holdings are not structured data yet, and which of them are past the day of their plan (19.1)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.vocabulary import Digitisation, ResourceState
from yishu.core.actor import Actor

LISTED = (ResourceState.PUBLISHED, ResourceState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are, by how far their holdings are digitised; `late` are past their day."""

    all: int
    structured: int
    electronic: int
    partly: int
    paper: int
    late: int

    @property
    def undigitised(self) -> int:
        return self.all - self.structured

    @property
    def share(self) -> int:
        """Percent of structured ones, rounded down: 100 is all of them."""
        return 100 * self.structured // self.all if self.all else 100


@dataclass(frozen=True, slots=True)
class AgencyCounts:
    code: str
    name: str
    counts: Counts


def list_undigitised(today: date, *, agency_id: int | None = None, late: bool = False) -> QuerySet[Resource]:
    """What is not structured data, the earliest day first, without a day last."""
    found = _catalogued(agency_id).exclude(current__digitisation=Digitisation.STRUCTURED)
    if late:
        found = found.filter(current__digitisation_due__lt=today)
    ordered = found.order_by(F("current__digitisation_due").asc(nulls_last=True), "code")
    return ordered.select_related("current", "provider")


def count(today: date, *, agency_id: int | None = None) -> Counts:
    return Counts(**_catalogued(agency_id).order_by().aggregate(**_columns(today)))


def count_by_agency(actor: Actor, today: date) -> list[AgencyCounts]:
    """All agencies with entries, the most late first: for the coordinator; nothing for anybody else."""
    if not is_coordinator(actor):
        return []
    rows = _catalogued(None).filter(provider__is_active=True).order_by().values("provider__code", "provider__name")
    found = [
        AgencyCounts(row.pop("provider__code"), row.pop("provider__name"), Counts(**row))
        for row in rows.annotate(**_columns(today))
    ]
    return sorted(found, key=lambda one: (-one.counts.late, -one.counts.undigitised, one.code))


def _catalogued(agency_id: int | None) -> QuerySet[Resource]:
    found = Resource.objects.filter(state__in=LISTED, current__isnull=False)
    return found if agency_id is None else found.filter(provider_id=agency_id)


def _columns(today: date) -> dict[str, Count]:
    is_structured = Q(current__digitisation=Digitisation.STRUCTURED)
    states = {str(one): Count("pk", filter=Q(current__digitisation=one)) for one in Digitisation}
    late = Count("pk", filter=~is_structured & Q(current__digitisation_due__lt=today))
    return {"all": Count("pk"), **states, "late": late}
