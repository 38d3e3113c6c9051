"""Reading incidents, officers, procedures, backups and drills."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.accountability.naming import who_answers
from yishu.agencies.models import Agency, Person, Role
from yishu.core.actor import Actor
from yishu.operations.errors import IncidentNotFound
from yishu.operations.models import Backup, Drill, Evaluation, Incident, RiskAssessment

OVERSEERS = frozenset(
    {Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.COORDINATOR, Role.INSPECTOR}
)
"""Who sees every agency's incidents and officers."""
CONCERNED = frozenset({Role.RISK_OFFICER, Role.AGENCY_ADMINISTRATOR})
"""Who sees an incident of another agency because it concerns their own: whoever is to help with it (31.1)."""
OFFICERS: tuple[Role, ...] = (Role.SECRECY_REVIEWER, Role.RISK_OFFICER, Role.HANDLER)
"""The persons that each agency names: for secrecy, for risk, for sharing (31.1, 34.1)."""


def oversees(actor: Actor) -> bool:
    return bool(actor.roles & OVERSEERS)


def list_incidents(actor: Actor) -> QuerySet[Incident]:
    """Those that one sees whole, and for the officers of an agency those that concern it; all for who oversees."""
    found = Incident.objects.select_related("agency", "responsible")
    if _sees_all(actor):
        return found
    mine = _whole(actor)
    if actor.roles & CONCERNED:
        mine |= Q(concerned__agency_id=actor.agency_id)
    return found.filter(pk__in=Incident.objects.filter(mine).values("pk"))


def sees_whole(actor: Actor, incident: Incident) -> bool:
    """Else, of an incident that only concerns one's agency: what happened, the deadlines, and what is one's own of grants, tasks and accountability.
    The report to the authority and what came of others' people stay with those who report and account for it (30.1, 31.1)."""
    return _sees_all(actor) or Incident.objects.filter(_whole(actor), pk=incident.pk).exists()


def _sees_all(actor: Actor) -> bool:
    return oversees(actor) or actor.kind == "platform"


def _whole(actor: Actor) -> Q:
    """Incidents of one's own agency, those that name it accountable or give one a task."""
    mine = Q(agency_id=actor.agency_id) | Q(accountable__agency_id=actor.agency_id)
    if actor.kind == "person":
        mine |= Q(tasks__assignee_id=actor.id)
    return mine


def get_incident(actor: Actor, number: str, *, lock: bool = False) -> Incident:
    """Raises IncidentNotFound, also for one that is not this actor's to see."""
    found = list_incidents(actor)
    incident = (found.select_for_update(of=("self",)) if lock else found).filter(number=number).first()
    if incident is None:
        raise IncidentNotFound(number=number)
    return incident


def may_handle(actor: Actor, incident: Incident) -> bool:
    """The reporting agency's officers, and the node's security administrator."""
    if actor.kind == "platform" or Role.SECURITY_ADMINISTRATOR in actor.roles:
        return True
    return actor.agency_id == incident.agency_id and bool(actor.roles & {Role.RISK_OFFICER, Role.AGENCY_ADMINISTRATOR})


def responsible_person(agency: Agency, *, reporter: Actor) -> Person:
    """Whom the agency has named for risk; else its risk officer; where it has named none, its administrator, else anybody of it, or who reports."""
    if answers := who_answers([agency.pk], DutyKind.RISK).get(agency.pk):
        return answers.person
    for role in (Role.RISK_OFFICER, Role.AGENCY_ADMINISTRATOR):
        if person := named(agency, role):
            return person
    own = Person.objects.filter(agency=agency, is_active=True).first()
    return own or Person.objects.get(pk=reporter.id)


def named(agency: Agency, role: Role) -> Person | None:
    """The person whom an agency has named first for a role."""
    people = Person.objects.filter(agency=agency, is_active=True, appointments__role=role)
    return people.order_by("appointments__pk").first()


@dataclass(frozen=True, slots=True)
class Officers:
    """An agency with the names of its officers by role; `administrator` answers for those that are missing."""

    agency: Agency
    names: dict[Role, list[str]]
    administrator: str

    @property
    def missing(self) -> list[Role]:
        return [role for role in OFFICERS if not self.names.get(role)]


def list_officers(agency_id: int | None = None) -> list[Officers]:
    """Agencies that have people here, with whom they have named; in three queries whatever their number."""
    people = Person.objects.filter(is_active=True, agency__is_active=True).prefetch_related("appointments")
    if agency_id is not None:
        people = people.filter(agency_id=agency_id)
    by_agency: dict[int, dict[Role, list[str]]] = {}
    agencies: dict[int, Agency] = {}
    for person in people.select_related("agency").order_by("agency__code", "pk"):
        agencies[person.agency_id] = person.agency
        held = by_agency.setdefault(person.agency_id, {})
        for each in person.appointments.all():
            held.setdefault(Role(each.role), []).append(person.name)
    return [
        Officers(agencies[pk], held, "、".join(held.get(Role.AGENCY_ADMINISTRATOR, [])))
        for pk, held in by_agency.items()
    ]


def find_latest_backup() -> Backup | None:
    return Backup.objects.first()


def find_latest_recovery() -> Drill | None:
    """The newest recovery drill that was held."""
    held = Drill.objects.filter(kind=Drill.Kind.RECOVERY, report__isnull=False)
    return held.order_by("-held_at").first()


def find_latest_assessment(*, before: RiskAssessment | None = None) -> RiskAssessment | None:
    found = RiskAssessment.objects.all()
    return (found.filter(at__lt=before.at) if before else found).first()


def list_latest_evaluations() -> dict[str, Evaluation]:
    """By kind the newest."""
    newest = Evaluation.objects.order_by("kind", "-held_on", "-pk").distinct("kind")
    return {each.kind: each for each in newest}
