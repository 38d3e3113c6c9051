"""Keys of application systems beyond issuing and revoking: public keys, rotation; and what is told of a system."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from yishu.agencies.commands import issue_key, require_keeper
from yishu.agencies.credentials import NewKey
from yishu.agencies.errors import KeyNotFound
from yishu.agencies.models import ApplicationSystem, Key, Scope
from yishu.agencies.public_keys import read_public_key
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.node import epoch

LONGEST_OVERLAP: Final = timedelta(days=30)


@transaction.atomic
def register_public_key(
    actor: Actor,
    system: ApplicationSystem,
    *,
    pem: str,
    name: str = "",
    scopes: frozenset[Scope] | None = None,
    expires_at: datetime | None = None,
    now: datetime,
) -> Key:
    """A key by which the system signs its requests (RFC 9421); the private half stays where it was made. Raises Invalid."""
    require_keeper(actor, system)
    public = read_public_key(pem)
    if Key.objects.filter(hash=public.hash).exists():
        zh = "这把公钥已经登记过，每次登记须新生成一对。"
        en = "This public key is registered already: make a new pair for each."
        raise Invalid(errors=[FieldError("public_key", "taken", zh, en)])
    key = Key.objects.create(
        system=system,
        kind=public.kind,
        name=name,
        scopes=None if scopes is None else sorted(scopes),
        hash=public.hash,
        public_key=public.spki,
        prefix=public.hash.hex()[:12],
        issued_at=now,
        issued_by=actor.ref,
        expires_at=expires_at,
    )
    recording.record(actor, Action.KEY_ISSUED, target=f"system:{system.pk}", prefix=key.prefix, key_kind=public.kind)
    epoch.bump()
    return key


@transaction.atomic
def rotate_key(actor: Actor, key: Key, *, overlap: timedelta, now: datetime) -> NewKey:
    """A new key like this one, which goes on for the overlap and then ends by itself. Raises KeyNotFound for one that is over."""
    require_keeper(actor, key.system)
    key = Key.objects.select_for_update().select_related("system").get(pk=key.pk)
    over = key.expires_at is not None and key.expires_at <= now
    if key.kind != Key.Kind.SECRET or key.revoked_at is not None or over:
        raise KeyNotFound
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        zh, en = "并用时间为 0 至 30 天。", "The overlap is 0 to 30 days."
        raise Invalid(errors=[FieldError("overlap", "range", zh, en)])
    life = None if key.expires_at is None else now + (key.expires_at - key.issued_at)
    scopes = None if key.scopes is None else frozenset(Scope(scope) for scope in key.scopes)
    made = issue_key(actor, key.system, name=key.name, scopes=scopes, expires_at=life, now=now)
    ends = now + overlap
    key.expires_at = ends if key.expires_at is None else min(ends, key.expires_at)
    key.save(update_fields=["expires_at"])
    target = f"system:{key.system.pk}"
    recording.record(actor, Action.KEY_ROTATED, target=target, prefix=key.prefix, successor=made.prefix)
    epoch.bump()
    return made


@transaction.atomic
def change_system(
    actor: Actor,
    system: ApplicationSystem,
    *,
    scopes: frozenset[Scope],
    contractor: str,
    contact_name: str,
    contact_phone: str,
) -> None:
    """What a system may do, and who builds and maintains it. Narrower scopes bind its keys from the next call on."""
    require_keeper(actor, system)
    ApplicationSystem.objects.filter(pk=system.pk).update(
        scopes=sorted(scopes), contractor=contractor, contact_name=contact_name, contact_phone=contact_phone
    )
    recording.record(
        actor, Action.SYSTEM_CHANGED, target=f"system:{system.pk}", scopes=sorted(scopes), contractor=contractor
    )
    epoch.bump()
