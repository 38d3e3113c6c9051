"""A person's notices, newest first; what is on its way and what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.errors import Language
from yishu.notices.errors import NoticeNotFound, NoticesAreForPeople, WebhookNotFound
from yishu.notices.kinds import words
from yishu.notices.models import Delivery, Notice, Preference, Webhook

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as its reader sees it."""

    id: int
    kind: str
    text: str
    path: str
    urgent: bool
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turned:
    """One page of a list; `older` is the id before which the next one begins, None at the end."""

    rows: tuple[Shown, ...]
    older: int | None


def require_person(actor: Actor) -> Actor:
    if actor.kind != "person":
        raise NoticesAreForPeople
    return actor


def count_unread(person_id: int, most: int) -> int:
    """How many, counted no further than `most`: the same work for any list."""
    with connection.cursor() as cursor:  # on every page, so in its plainest form
        cursor.execute(_UNREAD, [person_id, most])
        [(unread,)] = cursor.fetchall()
    return unread


_UNREAD: LiteralString = """
    select count(*) from (select 1 from notices_notice where person_id = %s and read_at is null limit %s) as unread
"""


def turn(
    actor: Actor, *, unread: bool, before: int | None, size: int = PAGE, language: Language | None = None
) -> Turned:
    """A page of one's own notices, newest first, those older than `before`. The work does not grow with the list."""
    rows = Notice.objects.filter(person_id=require_person(actor).id).select_related("message")
    if unread:
        rows = rows.filter(read_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = tuple(
        Shown(
            one.pk,
            one.message.kind,
            words(one.message.kind, one.message.params, language),
            one.message.path,
            one.message.urgent,
            one.message.at,
            one.read_at,
        )
        for one in found[:size]
    )
    return Turned(shown, shown[-1].id if len(found) > size else None)


def get_notice(actor: Actor, number: int) -> Notice:
    """One's own notice."""
    found = Notice.objects.select_related("message").filter(pk=number, person_id=require_person(actor).id).first()
    if found is None:
        raise NoticeNotFound
    return found


def list_preferences(actor: Actor) -> dict[str, Preference]:
    """One's own, by channel."""
    return {one.channel: one for one in Preference.objects.filter(person_id=require_person(actor).id)}


def list_webhooks(actor: Actor) -> QuerySet[Webhook]:
    """Those of one's own agency's systems, each with how many deliveries failed; for who keeps the systems."""
    require(actor, Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
    own = Webhook.objects.filter(system__agency_id=actor.agency_id, system__is_active=True, removed_at=None)
    return own.select_related("system").annotate(
        dead=Count("deliveries", filter=Q(deliveries__state=Delivery.State.DEAD)),
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
    )


def get_webhook(actor: Actor, number: int) -> Webhook:
    """Of one's own agency."""
    found = list_webhooks(actor).filter(pk=number).first()
    if found is None:
        raise WebhookNotFound
    return found


def list_dead(actor: Actor, *, webhook: Webhook | None = None) -> QuerySet[Delivery]:
    """What was given up: of one webhook of one's own agency, or for the system administrator everything. The newest first."""
    dead = Delivery.objects.filter(state=Delivery.State.DEAD).select_related(
        "message", "webhook__system__agency", "person__agency"
    )
    if webhook is not None:
        return dead.filter(webhook_id=get_webhook(actor, webhook.pk).pk)
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    return dead


def counts_by_channel() -> dict[str, dict[str, int]]:
    """What waits and what was given up, by channel."""
    rows = Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.DEAD]).order_by()
    found: dict[str, dict[str, int]] = {}
    for channel, state, n in rows.values_list("channel", "state").annotate(n=Count("pk")):
        found.setdefault(channel, {})[state] = n
    return found


def delivery_ids(texts: Sequence[str]) -> list[UUID]:
    """Ids of deliveries as somebody sent them; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
