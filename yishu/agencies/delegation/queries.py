"""Reading delegations: an administrator those of the agency, everybody else those they have a part in."""

from django.db.models import Q, QuerySet

from yishu.agencies.delegation.errors import DelegationNotFound
from yishu.agencies.delegation.rules import LENDABLE
from yishu.agencies.models import ADMINISTRATORS, Delegation, Person, Role
from yishu.core.actor import Actor


def list_delegations(actor: Actor) -> QuerySet[Delegation]:
    """The latest first; nothing for a system."""
    if actor.kind != "person":
        return Delegation.objects.none()
    own = Delegation.objects.filter(person__agency_id=actor.agency_id)
    if Role.AGENCY_ADMINISTRATOR not in actor.roles:
        own = own.filter(Q(person_id=actor.id) | Q(deputy_id=actor.id))
    return own.select_related("person", "deputy")


def get_delegation(actor: Actor, number: int) -> Delegation:
    """Locked, for changing it. Raises DelegationNotFound."""
    found = list_delegations(actor).select_for_update(of=("self",)).filter(pk=number).first()
    if found is None:
        raise DelegationNotFound(number=number)
    return found


def list_away(actor: Actor) -> list[Person]:
    """Whose roles the actor may lend: their own; the agency's administrator anybody's of the agency."""
    people = Person.objects.filter(agency_id=actor.agency_id, is_active=True, appointments__role__in=LENDABLE)
    if Role.AGENCY_ADMINISTRATOR not in actor.roles:
        people = people.filter(pk=actor.id)
    return list(people.distinct())


def list_deputies(actor: Actor) -> list[Person]:
    """Who may stand in for somebody: the agency's people but its administrators of the node."""
    people = Person.objects.filter(agency_id=actor.agency_id, is_active=True)
    return list(people.exclude(appointments__role__in=ADMINISTRATORS))


def roles_of(person: Person) -> set[str]:
    return set(person.appointments.values_list("role", flat=True))
