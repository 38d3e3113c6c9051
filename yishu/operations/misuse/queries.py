"""Who sees which findings, canaries and restraints."""

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from yishu.agencies.models import Agency, Role
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.operations.misuse.errors import CanaryNotFound, FindingNotFound
from yishu.operations.misuse.models import Canary, Finding
from yishu.sharing.restraints.models import Restraint
from yishu.sharing.restraints.queries import list_standing, of_agencies

OVERSEERS: Final = frozenset({Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.COORDINATOR, Role.INSPECTOR})
CONCERNED: Final = frozenset({Role.RISK_OFFICER, Role.DATA_OFFICER, Role.HANDLER, Role.AGENCY_ADMINISTRATOR})
"""Who sees what is found about their agency's use, or about the use of its resources; and who explains."""
WATCHERS: Final = frozenset({Role.DATA_OFFICER, Role.RISK_OFFICER})


def is_office_officer(actor: Actor) -> bool:
    """The risk officer of the office that coordinates this node."""
    return Role.RISK_OFFICER in actor.roles and Agency.objects.filter(pk=actor.agency_id, is_coordinator=True).exists()


def sees_all(actor: Actor) -> bool:
    return actor.kind == "platform" or bool(actor.roles & OVERSEERS) or is_office_officer(actor)


def list_findings(actor: Actor) -> QuerySet[Finding]:
    """Of one's own agency's use and of the use of its resources; all for who oversees; none for anybody else."""
    found = Finding.objects.select_related("agency", "resource__current", "resource__provider", "incident")
    if sees_all(actor):
        return found
    if not actor.roles & CONCERNED:
        return found.none()
    return found.filter(Q(agency_id=actor.agency_id) | Q(resource__provider_id=actor.agency_id))


def get_finding(actor: Actor, number: str, *, lock: bool = False) -> Finding:
    """Raises FindingNotFound, also for one that is not this actor's to see."""
    found = list_findings(actor)
    finding = (found.select_for_update(of=("self",)) if lock else found).filter(number=number[:20]).first()
    if finding is None:
        raise FindingNotFound(number=number[:20])
    return finding


def may_explain(actor: Actor, finding: Finding) -> bool:
    return actor.agency_id == finding.agency_id and bool(actor.roles & CONCERNED)


def may_judge(actor: Actor, finding: Finding) -> bool:
    """The platform's own wardens, and the provider's risk officer; nobody their own agency's use."""
    if actor.agency_id == finding.agency_id:
        return False
    if Role.SECURITY_ADMINISTRATOR in actor.roles or is_office_officer(actor):
        return True
    return Role.RISK_OFFICER in actor.roles and actor.agency_id == finding.resource.provider_id


def may_remind(actor: Actor, finding: Finding) -> bool:
    """Who may judge it, and inspectors; nobody their own agency."""
    inspects = Role.INSPECTOR in actor.roles and actor.agency_id != finding.agency_id
    return inspects or may_judge(actor, finding)


def is_reminded(finding: Finding, now: datetime) -> bool:
    """Once a day is enough."""
    return finding.reminded_at is not None and shanghai_day(finding.reminded_at) == shanghai_day(now)


def sees_the_reason(actor: Actor, finding: Finding) -> bool:
    """The using agency is told of a canary no more than that its use wants explaining."""
    is_user = actor.agency_id == finding.agency_id != finding.resource.provider_id
    return finding.kind != "canary" or not is_user


def watched_resources(actor: Actor) -> QuerySet[Resource]:
    """Those whose canaries this person may declare and see: of their own agency; the office's risk officer all."""
    if is_office_officer(actor):
        return Resource.objects.filter(current__isnull=False)
    own = Resource.objects.filter(current__isnull=False, provider_id=actor.agency_id)
    return own if actor.roles & WATCHERS else own.none()


def list_canaries(actor: Actor) -> QuerySet[Canary]:
    """Those that are watched, of the resources that this person may see them of."""
    return Canary.objects.filter(ended_at=None, resource__in=watched_resources(actor)).select_related(
        "resource__current", "resource__provider"
    )


def get_canary(actor: Actor, number: int) -> Canary:
    """Raises CanaryNotFound, also for one that is not this actor's to see."""
    found = list_canaries(actor).filter(pk=number).first()
    if found is None:
        raise CanaryNotFound
    return found


def list_restraints(actor: Actor, now: datetime) -> QuerySet[Restraint]:
    """What is held back now: of one's own agency on either side; all for who oversees."""
    if sees_all(actor):
        return list_standing(now)
    return of_agencies(actor.agency_id, now) if actor.roles & CONCERNED else Restraint.objects.none()
