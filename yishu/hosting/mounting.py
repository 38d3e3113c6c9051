"""Mounting a resource on its provider's own interface, and ending that (挂接, 7.2): who reaches what by it is told to every gateway by the epoch."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Entry, Resource, SignOff
from yishu.catalogue.queries import get_resource
from yishu.catalogue.vocabulary import Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid
from yishu.hosting.errors import (
    NoFrontAgent,
    NotAnAgentsKey,
    NotMounted,
    NotProxied,
    ResourceNotPublished,
    SignOffMissing,
)
from yishu.hosting.front_agents import fingerprint_of
from yishu.hosting.models import Mount
from yishu.hosting.rules import MountDraft, check_mount, settled
from yishu.hosting.shaping import table_of_entry
from yishu.node import epoch
from yishu.node.enciphering import encipher


@transaction.atomic
def mount(actor: Actor, resource_code: str, draft: MountDraft, *, now: datetime) -> Mount:
    """Bind a published, proxied entry to its provider's interface; a mount in force ends. The key is kept enciphered and never shown again."""
    entry = _guarded(actor, resource_code)
    table = table_of_entry(entry, "mount")
    draft = settled(draft, table)
    if wrong := check_mount(draft, table, settings.YISHU_BACKENDS, shanghai_day(now)):
        raise Invalid(errors=wrong)
    Mount.objects.filter(resource=entry.resource, ended_at=None).update(ended_at=now, ended_by=actor.ref)
    made = _mounted(actor, entry, _fields(draft), now)
    recording.record(
        actor,
        Action.RESOURCE_MOUNTED,
        resource=entry.resource.code,
        target=f"mount:{made.pk}",
        version=entry.version,
        origin=draft.origin,
        until=draft.until.isoformat(),
        why=draft.reason.strip(),
    )
    epoch.bump()
    return made


@transaction.atomic
def confirm_blind_key(actor: Actor, resource_code: str, key: str, *, now: datetime) -> Mount:
    """Open a mount on a front agent for blind verify, by the key (base64) whose fingerprint the officer has compared. Raises NoFrontAgent, NotAnAgentsKey."""
    entry = _guarded(actor, resource_code)
    before = Mount.objects.select_for_update().filter(resource=entry.resource, ended_at=None).first()
    if before is None or before.form != Mount.Form.FRONT:
        raise NoFrontAgent(code=entry.resource.code)
    try:
        fingerprint = fingerprint_of(key)
    except ValueError:
        raise NotAnAgentsKey from None
    before.ended_at, before.ended_by = now, actor.ref
    before.save(update_fields=["ended_at", "ended_by"])
    kept = {field.name: getattr(before, field.name) for field in fields(MountDraft)}
    made = _mounted(actor, before.entry, kept | {"blind_key": key}, now)
    recording.record(
        actor,
        Action.RESOURCE_MOUNTED,
        resource=entry.resource.code,
        target=f"mount:{made.pk}",
        version=before.entry.version,
        origin=made.origin,
        blind_key=fingerprint,
    )
    epoch.bump()
    return made


@transaction.atomic
def unmount(actor: Actor, resource_code: str, *, now: datetime) -> Mount:
    """End the mount in force: the next call finds nothing to ask. Raises NotMounted."""
    require(actor, Role.DATA_OFFICER)
    resource = _own_resource(actor, resource_code)
    ended = Mount.objects.select_for_update().filter(resource=resource, ended_at=None).first()
    if ended is None:
        raise NotMounted(code=resource.code)
    ended.ended_at, ended.ended_by = now, actor.ref
    ended.save(update_fields=["ended_at", "ended_by"])
    recording.record(actor, Action.RESOURCE_UNMOUNTED, resource=resource.code, target=f"mount:{ended.pk}")
    epoch.bump()
    return ended


def _guarded(actor: Actor, resource_code: str) -> Entry:
    require(actor, Role.DATA_OFFICER)
    resource = _own_resource(actor, resource_code)
    locked = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    if locked.state != ResourceState.PUBLISHED or locked.current_id is None:
        raise ResourceNotPublished(code=resource.code)
    entry = Entry.objects.select_related("resource").get(pk=locked.current_id)
    if entry.provision != Provision.PROXIED:
        raise NotProxied(code=resource.code)
    if not SignOff.objects.filter(entry=entry).exists():
        raise SignOffMissing
    return entry


def _mounted(actor: Actor, entry: Entry, said: dict[str, Any], now: datetime) -> Mount:
    return Mount.objects.create(
        resource=entry.resource,
        entry=entry,
        mounted_by=actor.ref,
        mounted_by_name=actor.name,
        mounted_at=now,
        **said,
    )


def _own_resource(actor: Actor, resource_code: str) -> Resource:
    resource = get_resource(resource_code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider
    return resource


def _fields(draft: MountDraft) -> dict[str, Any]:
    secret = encipher(settings.YISHU_SECRETS.tokens, draft.secret) if draft.secret else ""
    return asdict(draft) | {"reason": draft.reason.strip(), "secret": secret}
