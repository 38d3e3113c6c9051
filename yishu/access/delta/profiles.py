"""Profile files: who gets one, whom its token names, and how it is renewed (26.5)."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from yishu.access.delta.errors import GrantOver, NoBulkGrant, NotOfThisGrant, ProfileVoid
from yishu.access.delta.models import Profile
from yishu.agencies.credentials import sign
from yishu.agencies.models import ApplicationSystem, Role
from yishu.agencies.queries import actor_of_system
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.sharing import queries as sharing
from yishu.sharing.models import Grant

MARK: Final = "ysd_"
SHORT: Final = timedelta(minutes=1)
_HEX: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Issued:
    """What the profile file says; `text` is its bearer token."""

    profile: Profile
    text: str

    @property
    def expires(self) -> datetime:
        return self.profile.grant.valid_until


def profile_of(actor: Actor, grant_id: str, system: str = "", *, renew: bool = False, now: datetime) -> Issued:
    """The profile of a grant with bulk: for the system itself, or for an agency administrator of the consumer, who names the system where there are
    several. `renew` voids the tokens of before. Each time it is handed out is on record. Raises GrantNotFound, NoBulkGrant, GrantOver, NotOfThisGrant, RoleMissing."""
    grant = sharing.get_grant(actor, grant_id)
    named = _system_of(actor, grant, system)
    if "bulk" not in grant.read_terms().modes:
        raise NoBulkGrant
    if grant.state != Grant.State.ACTIVE or grant.has_expired(now):
        raise GrantOver
    with transaction.atomic():
        given = {"issued_by": actor.ref, "issued_by_name": actor.name, "issued_at": now}
        profile, is_new = Profile.objects.select_for_update(of=("self",)).get_or_create(
            grant=grant, system=named, defaults=given
        )
        if renew and not is_new:
            Profile.objects.filter(pk=profile.pk).update(generation=F("generation") + 1, **given)
            profile.refresh_from_db()
        recording.record(
            actor,
            Action.KEY_ROTATED if renew and not is_new else Action.KEY_ISSUED,
            resource=grant.resource.code,
            target=f"profile:{profile.pk}",
            grant=str(grant.pk),
            system=named.name,
        )
    return Issued(profile, token_of(profile))


def token_of(profile: Profile) -> str:
    return f"{MARK}{profile.pk.hex}.{_signed(f'profile {profile.pk.hex} {profile.generation}')}"


def reader_of(text: str, *, now: datetime) -> tuple[Profile, Actor]:
    """Whom a bearer text names: the profile, and its system as the one who reads. Raises ProfileVoid."""
    in_use = Q(system__is_active=True, system__agency__is_active=True)
    known = Profile.objects.filter(in_use, pk=_number_in(text))
    profile = known.select_related("grant__resource__current", "system__agency").first()
    if profile is None or not hmac.compare_digest(token_of(profile).encode(), text.encode()):
        raise ProfileVoid
    if profile.last_used_at is None or now - profile.last_used_at >= SHORT:
        Profile.objects.filter(pk=profile.pk).update(last_used_at=now)
    return profile, actor_of_system(profile.system)


def signature_of(path: str) -> str:
    """Of the address of a file, so that it is found by nobody who was not given it."""
    return _signed(f"file {path}")


def _system_of(actor: Actor, grant: Grant, name: str) -> ApplicationSystem:
    callers = set(grant.read_terms().callers)
    own = ApplicationSystem.objects.filter(agency_id=actor.agency_id, is_active=True).select_related("agency")
    if actor.kind == "person":
        require(actor, Role.AGENCY_ADMINISTRATOR)
    elif name:
        raise NotOfThisGrant(known=actor.name)
    found = [
        one
        for one in own
        if f"system:{one.pk}" in callers and name in ("", one.name) and (actor.kind == "person" or one.pk == actor.id)
    ]
    if len(found) != 1 or grant.consumer_id != actor.agency_id:
        raise NotOfThisGrant(known="、".join(one.name for one in own if f"system:{one.pk}" in callers) or "—")
    return found[0]


def _number_in(text: str) -> UUID | None:
    number = text.removeprefix(MARK).partition(".")[0]
    return UUID(number) if text.startswith(MARK) and _HEX.fullmatch(number) else None


def _signed(text: str) -> str:
    return sign(settings.YISHU_SECRETS.tokens, f"delta sharing {text}")
