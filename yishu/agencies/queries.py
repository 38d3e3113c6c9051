"""Finding agencies, people and systems, and turning them into actors."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import LiteralString

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from yishu.agencies.accountability.naming import who_answers
from yishu.agencies.credentials import KEY_MARK, TOKEN_MARK, key_hash, person_of_token, scopes_of_key
from yishu.agencies.errors import AgencyNotFound, KeyNotFound, PersonNotFound, SystemNotFound, WrongKey
from yishu.agencies.models import Agency, ApplicationSystem, Appointment, Key, Person, Role
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day


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


def list_systems(actor: Actor) -> QuerySet[ApplicationSystem]:
    """The active application systems of one's own agency, with their keys."""
    own = ApplicationSystem.objects.filter(agency_id=actor.agency_id, is_active=True)
    return own.prefetch_related("keys")


def list_people(agency: Agency) -> QuerySet[Person]:
    """The active people of an agency, with their roles."""
    return Person.objects.filter(agency=agency, is_active=True).prefetch_related("appointments")


def get_own_system(actor: Actor, system_id: int) -> ApplicationSystem:
    """An active system of one's own agency."""
    found = ApplicationSystem.objects.filter(pk=system_id, agency_id=actor.agency_id, is_active=True).first()
    if found is None:
        raise SystemNotFound(name=str(system_id))
    return found


def get_own_key(actor: Actor, key_id: int) -> Key:
    """A key of a system of one's own agency."""
    found = Key.objects.select_related("system").filter(pk=key_id, system__agency_id=actor.agency_id).first()
    if found is None:
        raise KeyNotFound
    return found


def names_of(refs: set[str]) -> dict[str, str]:
    """The names behind references of people (`person:7`), for showing who did something."""
    ids = {int(ref.removeprefix("person:")) for ref in refs if ref.startswith("person:")}
    return {f"person:{person.pk}": person.name for person in Person.objects.filter(pk__in=ids)}


def systems_of(refs: set[str]) -> dict[str, ApplicationSystem]:
    """The application systems behind references (`system:5`), for telling whom to ask about what they did."""
    ids = {int(ref.removeprefix("system:")) for ref in refs if ref.startswith("system:")}
    if not ids:
        return {}
    return {f"system:{each.pk}": each for each in ApplicationSystem.objects.filter(pk__in=ids).select_related("agency")}


def answerable(agency_ids: Iterable[int], *roles: Role, duty: str = "") -> dict[int, tuple[str, ...]]:
    """Who answers for something in each agency, by name (34.1): whom it has named for this kind of duty, with who stands in today; else its active people in the first of these roles that anybody
    holds there."""
    wanted = set(agency_ids)
    named = {agency: (found.words,) for agency, found in who_answers(wanted, duty).items()} if duty and wanted else {}
    rows = Appointment.objects.filter(
        person__agency_id__in=wanted - set(named), person__is_active=True, role__in=roles
    ).values_list("person__agency_id", "role", "person__name")
    held: dict[int, dict[str, list[str]]] = {}
    for agency, role, name in rows.order_by("person__login"):
        held.setdefault(agency, {}).setdefault(role, []).append(name)
    return named | {agency: tuple(next(own[role] for role in roles if role in own)) for agency, own in held.items()}


def require_own(actor: Actor, system: ApplicationSystem) -> None:
    """A system of another agency is answered as if it did not exist."""
    if actor.kind != "platform" and system.agency_id != actor.agency_id:
        raise SystemNotFound(name=system.name)


_LENT: LiteralString = """
from agencies_delegation delegation
    join agencies_appointment held on held.person_id = delegation.person_id and held.role = any(delegation.roles)
    join agencies_person away on away.id = delegation.person_id and away.is_active
    join agencies_person deputy on deputy.id = delegation.deputy_id and deputy.agency_id = away.agency_id
where delegation.ended_at is null and %(today)s between delegation.first_day and delegation.last_day
"""
"""Roles lent today. Who has left lends none, and nobody one that they lost."""
HELD: LiteralString = f"""
select role, null from agencies_appointment where person_id = %(person)s
union all
select held.role, held.person_id {_LENT} and delegation.deputy_id = %(person)s
"""
LENT: LiteralString = f"select deputy.id, held.role, away.id {_LENT} and away.agency_id = any(%(agencies)s)"


def list_lent(agency_ids: Iterable[int]) -> list[tuple[int, str, int]]:
    """Who stands in today for which role of whom, in these agencies: (deputy, role, who is away)."""
    with connection.cursor() as cursor:
        cursor.execute(LENT, {"agencies": sorted(set(agency_ids)), "today": shanghai_day(timezone.now())})
        return cursor.fetchall()


def actor_of_person(person: Person) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"person": person.pk, "today": shanghai_day(timezone.now())})
        held = cursor.fetchall()
    own = {role for role, away in held if away is None}
    return Actor(
        kind="person",
        id=person.pk,
        name=person.name,
        agency_id=person.agency_id,
        agency_code=person.agency.code,
        roles=frozenset(role for role, _away in held),
        stands_in=frozenset((role, f"person:{away}") for role, away in held if away is not None and role not in own),
    )


def actor_of_system(system: ApplicationSystem, key: Key | None = None, *, proof: tuple[str, ...] = ()) -> Actor:
    """The system; by one of its keys, with the scopes of that key."""
    return Actor(
        kind="system",
        id=system.pk,
        name=system.name,
        agency_id=system.agency_id,
        agency_code=system.agency.code,
        scopes=scopes_of_key(system.scopes, key and key.scopes),
        proof=proof,
    )


def find_key(hash_: bytes, *, now: datetime) -> Key | None:
    """A key in force, with its system and agency."""
    in_use = Q(expires_at=None) | Q(expires_at__gt=now)
    keys = Key.objects.filter(
        in_use, hash=hash_, revoked_at=None, system__is_active=True, system__agency__is_active=True
    )
    return keys.select_related("system__agency").first()


def note_use(key: Key, *, now: datetime) -> None:
    """When the key was used last, to the minute."""
    if key.last_used_at is None or now - key.last_used_at >= timedelta(minutes=1):
        Key.objects.filter(pk=key.pk).update(last_used_at=now)


def actor_of_bearer(text: str, *, now: datetime) -> Actor:
    """Whoever this bearer text names: a system by its key, a person by a token."""
    if text.startswith(KEY_MARK):
        if (key := find_key(key_hash(text), now=now)) and key.kind == Key.Kind.SECRET:
            note_use(key, now=now)
            return actor_of_system(key.system, key)
    elif text.startswith(TOKEN_MARK):
        named = person_of_token(settings.YISHU_SECRETS.tokens, text, now)
        people = Person.objects.filter(is_active=True, agency__is_active=True).select_related("agency")
        if named and (person := people.filter(pk=named.person, generation=named.generation).first()):
            return actor_of_person(person)
    raise WrongKey
