"""The agencies that an incident concerns: whose data it is about, and who used them (30.1, 31.1)."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import override

from yishu.agencies.models import Agency
from yishu.catalogue.models import Resource
from yishu.core.errors import FieldError, Invalid
from yishu.operations.models import ConcernedAgency, Incident
from yishu.sharing.models import Grant


@dataclass(frozen=True, slots=True)
class Concern:
    """Codes of agencies: whose data it is about, and who used them."""

    sources: tuple[str, ...] = ()
    users: tuple[str, ...] = ()

    def __or__(self, other: "Concern") -> "Concern":
        return Concern((*self.sources, *other.sources), (*self.users, *other.users))


def pointed_to(resources: tuple[str, ...], grants: tuple[UUID, ...]) -> Concern:
    """Who provides the resources, and both sides of the grants, that an incident points to."""
    providers = Resource.objects.filter(code__in=resources, provider__isnull=False)
    sides = list(Grant.objects.filter(pk__in=grants).values_list("provider__code", "consumer__code"))
    sources = (*providers.values_list("provider__code", flat=True), *(provider for provider, _user in sides))
    return Concern(sources, tuple(user for _provider, user in sides))


def name(incident: Incident, concern: Concern) -> list[str]:
    """From now on it concerns just these; the codes of those that it did not concern before. Raises Invalid."""
    before = {each.agency.code for each in _listed(incident)}
    known = {each.code: each for each in Agency.objects.filter(code__in={*concern.sources, *concern.users})}
    part = ConcernedAgency.Part
    named = [(part.SOURCE, "sources", code) for code in concern.sources]
    named += [(part.USER, "users", code) for code in concern.users]
    zh, en = "没有 {value}，请核对。", "There is no {value}; check it."
    if wrong := [FieldError(field, "unknown", zh, en, value=code) for _part, field, code in named if code not in known]:
        raise Invalid(errors=wrong)
    incident.concerned.all().delete()
    rows = dict.fromkeys((which, code) for which, _field, code in named)
    ConcernedAgency.objects.bulk_create(
        ConcernedAgency(incident=incident, agency=known[code], part=which) for which, code in rows
    )
    return sorted({code for _part, code in rows} - before)


def of(incident: Incident) -> Concern:
    """As it stands now."""
    found = _listed(incident)
    part = ConcernedAgency.Part
    return Concern(*(tuple(each.agency.code for each in found if each.part == one) for one in (part.SOURCE, part.USER)))


def said(incident: Incident) -> str:
    """In the words of the report to the authority; empty where nobody is named."""
    found = _listed(incident)
    with override("zh-hans"):
        parts = [
            f"{one.label}：{'、'.join(each.agency.name for each in found if each.part == one)}"
            for one in ConcernedAgency.Part
            if any(each.part == one for each in found)
        ]
    return f"涉及单位　{'；'.join(parts)}。" if parts else ""


def _listed(incident: Incident) -> list[ConcernedAgency]:
    return list(incident.concerned.select_related("agency"))
