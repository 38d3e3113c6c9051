"""How a person comes by a password that nobody else knows: a link, once, for a while."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from yishu.agencies import commands
from yishu.agencies.identity.errors import InvitationNotFound, OwnAccount
from yishu.agencies.identity.models import Authenticator, Invitation, OutsideIdentity, Passkey, RecoveryCode, Session
from yishu.agencies.models import ADMINISTRATORS, Agency, Person, Role
from yishu.agencies.passwords import normal, require_strong
from yishu.agencies.queries import actor_of_person
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.node import epoch


class Invited(NamedTuple):
    """`text` is the secret of the link: it stands in this answer and nowhere else."""

    person: Person
    text: str
    expires_at: datetime


@transaction.atomic
def invite(actor: Actor, agency: Agency, *, login: str, name: str, roles: frozenset[Role], now: datetime) -> Invited:
    """Register a person without a password, with a link by which they set their own."""
    person = commands.register_person(actor, agency, login=login, name=name, password=None, roles=roles)
    return _issue(actor, person, now)


@transaction.atomic
def invite_again(actor: Actor, person: Person, *, now: datetime) -> Invited:
    """A new link: for who lost theirs, or has forgotten the password. Those of before lead nowhere; the password holds until the link is used."""
    require_power_over(actor, person)
    return _issue(actor, person, now)


@transaction.atomic
def revoke_invitation(actor: Actor, person: Person, *, now: datetime) -> None:
    require_power_over(actor, person)
    if _open(person, now).update(revoked_at=now):
        recording.record(actor, Action.INVITATION_REVOKED, target=f"person:{person.pk}")


def find_invitation(text: str, *, now: datetime) -> Invitation:
    """The invitation of a link, while it leads anywhere. Raises InvitationNotFound."""
    found = Invitation.objects.select_related("person__agency").filter(
        hash=_hash(text),
        used_at=None,
        revoked_at=None,
        expires_at__gt=now,
        person__is_active=True,
        person__agency__is_active=True,
    )
    if (invitation := found.first()) is None:
        raise InvitationNotFound
    return invitation


@transaction.atomic
def accept(text: str, password: str, *, now: datetime) -> Person:
    """Set one's own password by the link, which is used up; whatever session there was ends. Raises InvitationNotFound, Invalid."""
    invitation = find_invitation(text, now=now)
    person = invitation.person
    require_strong(password, login=person.login, name=person.name)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(used_at=now):
        raise InvitationNotFound
    set_password(person, password)
    recording.record(actor_of_person(person), Action.PASSWORD_SET, target=f"person:{person.pk}", by="invitation")
    return person


@transaction.atomic
def change_password(actor: Actor, person: Person, password: str, *, keep: str = "") -> None:
    """One's own; other sessions and all bearer tokens end. `keep`: the key of the session that stays, as the table has it. Raises Invalid."""
    if actor.ref != f"person:{person.pk}":
        raise OwnAccount
    require_strong(password, login=person.login, name=person.name)
    set_password(person, password, keep=keep)
    recording.record(actor, Action.PASSWORD_SET, target=actor.ref, by="person")


@transaction.atomic
def reset_factors(actor: Actor, person: Person) -> None:
    """Somebody has lost their telephone: their second factors go, their sessions end. Never one's own."""
    require_power_over(actor, person)
    Authenticator.objects.filter(person=person).delete()
    Passkey.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    OutsideIdentity.objects.filter(person=person).delete()
    end_sessions(person)
    recording.record(actor, Action.FACTOR_REMOVED, target=f"person:{person.pk}", factor="all")


@transaction.atomic
def revoke_sessions(actor: Actor, person: Person) -> int:
    """End all sessions of a person, bearer tokens included. How many browsers were logged in."""
    require_power_over(actor, person)
    ended = end_sessions(person)
    recording.record(actor, Action.SESSIONS_REVOKED, target=f"person:{person.pk}", sessions=ended)
    return ended


def require_power_over(actor: Actor, person: Person) -> None:
    """Who may let a person in anew: their agency's administrator, or the node's; those who hold a role of the node depend on the node's alone. Nobody for themselves."""
    commands.require_administration(actor, person.agency)
    held = {Role(each.role) for each in person.appointments.all()}
    if held & (ADMINISTRATORS | {Role.COORDINATOR, Role.INSPECTOR}):
        require(actor, Role.SYSTEM_ADMINISTRATOR)
    if actor.ref == f"person:{person.pk}":
        raise OwnAccount


def set_password(person: Person, password: str, *, keep: str = "") -> None:
    """In the caller's transaction: the new password, and an end to what was opened by the old one."""
    person.set_password(normal(password))
    person.save(update_fields=["password"])
    end_sessions(person, keep=keep)


def end_sessions(person: Person, *, keep: str = "") -> int:
    """In the caller's transaction. Bearer tokens end with the next generation, on every gateway from the next call on."""
    ended, _ = Session.objects.filter(person=person).exclude(session_key=keep).delete()
    Person.objects.filter(pk=person.pk).update(generation=F("generation") + 1)
    epoch.bump()
    return ended


def _issue(actor: Actor, person: Person, now: datetime) -> Invited:
    _open(person, now).update(revoked_at=now)
    text, expires = secrets.token_urlsafe(32), now + timedelta(hours=settings.YISHU_INVITATION_HOURS)
    Invitation.objects.create(person=person, hash=_hash(text), issued_at=now, issued_by=actor.ref, expires_at=expires)
    recording.record(actor, Action.INVITATION_ISSUED, target=f"person:{person.pk}")
    return Invited(person, text, expires)


def _open(person: Person, now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(person=person, used_at=None, revoked_at=None, expires_at__gt=now)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
