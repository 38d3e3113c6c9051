"""Who answers for what."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from yishu.agencies import handing_over
from yishu.agencies.accountability.errors import HandoverNotFound
from yishu.agencies.accountability.handing_over import NAME
from yishu.agencies.accountability.models import DutyKind, Responsibility
from yishu.agencies.errors import AgencyNotFound
from yishu.agencies.handing_over import Work
from yishu.agencies.identity.models import Handover
from yishu.agencies.models import Agency, Person, Role
from yishu.core.actor import Actor
from yishu.node.models import Clock
from yishu.node.workdays import counting
from yishu.shell import duties, fields

OVERSEERS = frozenset(
    {Role.COORDINATOR, Role.INSPECTOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)
"""Who sees every agency's."""
MOST = 500
"""So many open things a handover names."""


def kinds_of(agency: Agency) -> list[DutyKind]:
    """What somebody of this agency answers for."""
    return [kind for kind in DutyKind if kind != DutyKind.COORDINATION or agency.is_coordinator]


def list_responsible(agency: Agency) -> dict[str, Responsibility]:
    """By kind of duty."""
    found = Responsibility.objects.filter(agency=agency).select_related("person", "deputy")
    return {each.kind: each for each in found}


@dataclass(frozen=True, slots=True)
class OpenThing:
    """What is open in an agency's duty of a kind, in words; `url` leads to it."""

    what: str
    due: str
    url: str


def list_open(agency: Agency, kind: DutyKind, now: datetime) -> list[OpenThing]:
    """Deadlines that run and duties that are overdue, each once; at most MOST."""
    names = {clock.code: clock.name(fields.language()) for clock in Clock.objects.all()}
    owner = None if kind == DutyKind.COORDINATION else agency.pk
    found = {
        each.path: OpenThing(f"{names.get(kept.clock, kept.clock)} {each.thing}", each.due.isoformat(), each.path)
        for kept, each in counting.list_open(owner, kind)
    }
    for late in duties.list_overdue(now):
        if late.agency_code == agency.code and late.duty == kind and late.url not in found:
            found[late.url] = OpenThing(str(late.what), late.due.isoformat() if late.due else "", late.url)
    return list(found.values())[:MOST]


def words(thing: OpenThing) -> str:
    """As a handover keeps it."""
    return _("{what}（期限 {due}）").format(what=thing.what, due=thing.due) if thing.due else thing.what


def move_named(person: Person, successor: Person) -> list[Work]:
    """Hand that over; what it was."""
    return handing_over.move(person, successor, without=NAME)


def list_named(person: Person) -> list[Work]:
    """What is open in somebody's own name, their responsibilities apart: these are handed over one by one."""
    return handing_over.list_open(person, without=NAME)


def list_handovers(agency: Agency) -> list[Handover]:
    found = Handover.objects.filter(leaver__agency=agency).select_related("leaver", "successor", "duty")
    return list(found[:50])


def may_see(actor: Actor, agency: Agency) -> bool:
    """One's own agency's; every agency's for who oversees."""
    return actor.agency_id == agency.pk or bool(actor.roles & OVERSEERS)


def may_name(actor: Actor, agency: Agency) -> bool:
    """The agency's administrator, and the node's."""
    if Role.SYSTEM_ADMINISTRATOR in actor.roles:
        return True
    return Role.AGENCY_ADMINISTRATOR in actor.roles and actor.agency_id == agency.pk


def get_visible(actor: Actor, code: str) -> Agency:
    """An agency whose responsible persons this actor may see. Raises AgencyNotFound, also for another's."""
    agency = Agency.objects.filter(code=code or actor.agency_code).first()
    if agency is None or not may_see(actor, agency):
        raise AgencyNotFound(code=code)
    return agency


def get_handover(actor: Actor, number: int) -> Handover:
    """Raises HandoverNotFound, also for another agency's."""
    found = Handover.objects.filter(pk=number).select_related("leaver__agency", "successor", "duty").first()
    if found is None or not may_see(actor, found.leaver.agency):
        raise HandoverNotFound(number=number)
    return found
