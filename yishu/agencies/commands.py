"""Registering agencies, people and application systems; every write of this slice."""

from datetime import date, datetime

from django.db import transaction

from yishu.agencies import queries
from yishu.agencies.credentials import NewKey, new_key
from yishu.agencies.errors import AdministratorsAreThree, AgencyNotFound, CoordinatorElsewhere
from yishu.agencies.models import (
    ADMINISTRATORS,
    Agency,
    ApplicationSystem,
    Appointment,
    Duty,
    Key,
    Person,
    Role,
    Scope,
)
from yishu.agencies.passwords import normal, require_strong
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.identifiers import KeyKind, check, normalise
from yishu.node import epoch
from yishu.node.models import Division


@transaction.atomic
def register_agency(
    actor: Actor,
    *,
    code: str,
    name: str,
    short_name: str,
    division: Division,
    parent: Agency | None = None,
    kind: Agency.Kind = Agency.Kind.ADMINISTRATIVE,
    is_coordinator: bool = False,
    code_origin: Agency.CodeOrigin = Agency.CodeOrigin.REAL,
    catalogue_prefix: str | None = None,
    duties: tuple[str, ...] = (),
    now: datetime,
) -> Agency:
    """Put an agency on the register; its credit code is checked, and a wrong one is a hard stop (2.1)."""
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    agency = Agency.objects.create(
        code=_checked_code(code, shanghai_day(now)),
        code_origin=code_origin,
        name=name,
        short_name=short_name,
        kind=kind,
        tier=division.level,
        division=division,
        parent=parent,
        is_coordinator=is_coordinator,
        catalogue_prefix=catalogue_prefix,
    )
    Duty.objects.bulk_create(Duty(agency=agency, name=duty) for duty in duties)
    recording.record(actor, Action.AGENCY_REGISTERED, target=agency.code)
    return agency


@transaction.atomic
def register_person(
    actor: Actor, agency: Agency, *, login: str, name: str, password: str | None, roles: frozenset[Role]
) -> Person:
    """A person of an agency, with roles. The three administrators hold no other (三员分立, 5.1). Without a password they log in once they have set one, by an invitation."""
    require_administration(actor, agency)
    _require_apart(roles)
    require_power_to_give(actor, agency, roles)
    if password is not None:
        require_strong(password, login=login)
    if Person.objects.filter(login=login).exists():
        raise Invalid(
            errors=[
                FieldError("login", "taken", "登录名已被使用，请换一个。", "This login name is taken; choose another.")
            ]
        )
    person = Person(login=login, name=name, agency=agency)
    person.set_password(None if password is None else normal(password))
    person.save()
    Appointment.objects.bulk_create(Appointment(person=person, role=role) for role in sorted(roles))
    recording.record(actor, Action.PERSON_REGISTERED, target=f"person:{person.pk}", roles=sorted(roles))
    epoch.bump()
    return person


@transaction.atomic
def appoint(actor: Actor, person: Person, role: Role) -> None:
    """Name a person for a role in their agency; naming them twice is once (11.1, 31.1)."""
    require_administration(actor, person.agency)
    held = {Role(each.role) for each in person.appointments.select_for_update()}
    if role in held:
        return
    _require_apart(held | {role})
    require_power_to_give(actor, person.agency, frozenset({role}))
    Appointment.objects.create(person=person, role=role)
    recording.record(actor, Action.PERSON_CHANGED, target=f"person:{person.pk}", roles=sorted(held | {role}))
    epoch.bump()


@transaction.atomic
def dismiss(actor: Actor, person: Person, role: Role) -> None:
    """The person no longer holds the role, from the next call on."""
    require_administration(actor, person.agency)
    require_power_to_give(actor, None, frozenset({role}))
    gone, _ = Appointment.objects.filter(person=person, role=role).delete()
    if gone:
        left = sorted(person.appointments.values_list("role", flat=True))
        recording.record(actor, Action.PERSON_CHANGED, target=f"person:{person.pk}", roles=left)
        epoch.bump()


@transaction.atomic
def deactivate_person(actor: Actor, person: Person, *, reason: str) -> None:
    """A leaver's rights end at the next call."""
    require_administration(actor, person.agency)
    person.is_active = False
    person.save(update_fields=["is_active"])
    recording.record(actor, Action.PERSON_CHANGED, target=f"person:{person.pk}", active=False, why=reason)
    epoch.bump()


@transaction.atomic
def register_system(
    actor: Actor,
    agency: Agency,
    *,
    name: str,
    scopes: frozenset[Scope],
    contractor: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    now: datetime,
) -> ApplicationSystem:
    """An application system of an agency, with who builds and maintains it for them, and whom to call there."""
    require_administration(actor, agency)
    if ApplicationSystem.objects.filter(agency=agency, name=name).exists():
        raise Invalid(
            errors=[
                FieldError(
                    "name", "taken", "本单位已有同名应用系统，请换一个名称。", "Your agency has a system of this name."
                )
            ]
        )
    system = ApplicationSystem.objects.create(
        agency=agency,
        name=name,
        scopes=sorted(scopes),
        registered_at=now,
        contractor=contractor,
        contact_name=contact_name,
        contact_phone=contact_phone,
    )
    recording.record(actor, Action.SYSTEM_REGISTERED, target=f"system:{system.pk}", scopes=sorted(scopes))
    return system


@transaction.atomic
def issue_key(
    actor: Actor,
    system: ApplicationSystem,
    *,
    name: str = "",
    scopes: frozenset[Scope] | None = None,
    expires_at: datetime | None = None,
    now: datetime,
) -> NewKey:
    """A new key for a system of one's own agency. The text is in the answer and nowhere else. `scopes`: what of the system's it has; None: all, also those to come."""
    require_keeper(actor, system)
    made = new_key()
    Key.objects.create(
        system=system,
        name=name,
        scopes=None if scopes is None else sorted(scopes),
        hash=made.hash,
        prefix=made.prefix,
        issued_at=now,
        issued_by=actor.ref,
        expires_at=expires_at,
    )
    recording.record(actor, Action.KEY_ISSUED, target=f"system:{system.pk}", prefix=made.prefix)
    epoch.bump()
    return made


@transaction.atomic
def revoke_key(actor: Actor, key: Key, *, now: datetime) -> None:
    """The key opens nothing from the next call on; revoking twice is once."""
    require_keeper(actor, key.system)
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        recording.record(actor, Action.KEY_REVOKED, target=f"system:{key.system_id}", prefix=key.prefix)
        epoch.bump()


def require_keeper(actor: Actor, system: ApplicationSystem) -> None:
    """Who keeps the keys of a system: an administrator of its own agency."""
    require(actor, Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
    queries.require_own(actor, system)


def require_administration(actor: Actor, agency: Agency) -> None:
    """The agency's own administrator, or the node's."""
    require(actor, Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
    if actor.kind == "person" and Role.SYSTEM_ADMINISTRATOR not in actor.roles and agency.pk != actor.agency_id:
        raise AgencyNotFound(code=agency.code)


def _require_apart(roles: frozenset[Role] | set[Role]) -> None:
    """An administrator of the node holds that one role only."""
    if roles & ADMINISTRATORS and len(roles) > 1:
        raise AdministratorsAreThree


def require_power_to_give(actor: Actor, agency: Agency | None, roles: frozenset[Role]) -> None:
    """An agency's administrator gives the roles of an agency; those of the node come from its system administrator. `agency`: in which they are taken up."""
    of_the_node = roles & (ADMINISTRATORS | {Role.COORDINATOR, Role.INSPECTOR})
    if of_the_node:
        require(actor, Role.SYSTEM_ADMINISTRATOR)
    if agency is not None and Role.COORDINATOR in roles and not agency.is_coordinator:
        raise CoordinatorElsewhere


def _checked_code(code: str, today: date) -> str:
    normal = normalise(KeyKind.USCC, code)
    if broken := check(KeyKind.USCC, normal, today=today):
        raise Invalid(errors=[FieldError("code", broken.rule, broken.zh, broken.en)])
    return normal
