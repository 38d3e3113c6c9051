"""Finding agencies, people and systems, and turning them into actors."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from yishu.agencies.credentials import KEY_MARK, TOKEN_MARK, key_hash, person_of_token
from yishu.agencies.errors import AgencyNotFound, PersonNotFound, SystemNotFound, WrongKey
from yishu.agencies.models import Agency, ApplicationSystem, Key, Person
from yishu.core.actor import Actor


def get_agency(code: str) -> Agency:
    try:
        return Agency.objects.get(code=code)
    except Agency.DoesNotExist:
        raise AgencyNotFound(code=code) from None


def get_system(agency_id: int, name: str) -> ApplicationSystem:
    """An agency's active system by name."""
    try:
        return ApplicationSystem.objects.get(agency_id=agency_id, name=name, is_active=True)
    except ApplicationSystem.DoesNotExist:
        raise SystemNotFound(name=name) from None


def get_person(agency_id: int, login: str) -> Person:
    """An agency's active person by login name."""
    try:
        return Person.objects.get(agency_id=agency_id, login=login, is_active=True)
    except Person.DoesNotExist:
        raise PersonNotFound(name=login) from None


def require_own(actor: Actor, system: ApplicationSystem) -> None:
    """A system of another agency is answered as if it did not exist."""
    if actor.kind != "platform" and system.agency_id != actor.agency_id:
        raise SystemNotFound(name=system.name)


def actor_of_person(person: Person) -> Actor:
    return Actor(
        kind="person",
        id=person.pk,
        name=person.name,
        agency_id=person.agency_id,
        agency_code=person.agency.code,
        roles=frozenset(person.appointments.values_list("role", flat=True)),
    )


def actor_of_system(system: ApplicationSystem) -> Actor:
    return Actor(
        kind="system",
        id=system.pk,
        name=system.name,
        agency_id=system.agency_id,
        agency_code=system.agency.code,
        scopes=frozenset(system.scopes),
    )


def actor_of_bearer(text: str, *, now: datetime) -> Actor:
    """Whoever this bearer text names: a system by its key, a person by a token."""
    if text.startswith(KEY_MARK):
        in_use = Q(expires_at=None) | Q(expires_at__gt=now)
        keys = Key.objects.filter(
            in_use, hash=key_hash(text), revoked_at=None, system__is_active=True, system__agency__is_active=True
        )
        if key := keys.select_related("system__agency").first():
            return actor_of_system(key.system)
    elif text.startswith(TOKEN_MARK):
        person_id = person_of_token(settings.YISHU_SECRETS.tokens, text, now)
        people = Person.objects.filter(pk=person_id, is_active=True, agency__is_active=True)
        if person := people.select_related("agency").first():
            return actor_of_person(person)
    raise WrongKey
