"""An agency's people as its administrator sees them: roles, and how far their login has come. Never a password."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies import commands
from yishu.agencies.errors import AgencyNotFound, PersonNotFound
from yishu.agencies.identity.models import Handover
from yishu.agencies.models import Agency, Person, Role
from yishu.core.actor import Actor


@dataclass(frozen=True, slots=True)
class PersonShown:
    """`state`: `active`, `invited` or `expired` (the invitation has), by whether they have set a password; `factor` in words."""

    person: Person
    roles: list[str]
    state: str
    invited_until: datetime | None
    factor: str


def list_people(agency: Agency, *, now: datetime) -> list[PersonShown]:
    """The active people of an agency, in four statements whatever their number."""
    found = Person.objects.filter(agency=agency, is_active=True).select_related("authenticator")
    return [shown(person, now=now) for person in found.prefetch_related("appointments", "invitations", "passkeys")]


def get_person(actor: Actor, person_id: int) -> Person:
    """An active person of an agency that the actor administers; another's does not exist. Raises PersonNotFound, RoleMissing."""
    person = Person.objects.select_related("agency").filter(pk=person_id, is_active=True).first()
    own = Agency.objects.filter(pk=actor.agency_id).first()
    if person is None or own is None:
        commands.require_administration(actor, own or Agency())
        raise PersonNotFound(name=str(person_id))
    try:
        commands.require_administration(actor, person.agency)
    except AgencyNotFound:
        raise PersonNotFound(name=str(person_id)) from None
    return person


def shown(person: Person, *, now: datetime) -> PersonShown:
    open_until = [
        each.expires_at
        for each in person.invitations.all()
        if each.used_at is None and each.revoked_at is None and each.expires_at > now
    ]
    state = "active" if person.has_usable_password() else "invited" if open_until else "expired"
    roles = {each.role for each in person.appointments.all()}
    words = [str(Role(role).label) for role in Role.values if role in roles]
    return PersonShown(person, words, state, max(open_until, default=None), _factor(person))


def list_successors(person: Person) -> list[Person]:
    """Who may take over: the others of the agency."""
    return list(Person.objects.filter(agency_id=person.agency_id, is_active=True).exclude(pk=person.pk))


def find_successor(person: Person, number: str) -> Person | None:
    """The one that a form names; None where it names nobody. Raises PersonNotFound, also for another agency's."""
    if not number:
        return None
    found = next((one for one in list_successors(person) if str(one.pk) == number), None)
    if found is None:
        raise PersonNotFound(name=number[:20])
    return found


def list_handovers(agency: Agency) -> list[Handover]:
    """The latest of the agency's, newest first."""
    return list(Handover.objects.filter(leaver__agency=agency).select_related("leaver", "successor")[:20])


def path_of(text: str) -> str:
    """Where an invitation leads in the portal."""
    return reverse("identity:invitation", args=[text])


def _factor(person: Person) -> str:
    kinds = []
    if hasattr(person, "authenticator"):
        kinds.append(_("验证器"))
    if person.passkeys.all():
        kinds.append(_("通行密钥"))
    return _("、").join(kinds)
