"""Gathering resources, and keeping what is not sent yet. A person's own notes: nothing is asked of anybody, so nothing goes on record before it is sent."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.agencies.models import Person, Role
from yishu.agencies.roles import require
from yishu.catalogue import codes
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.text import is_plain
from yishu.sharing.basket import queries
from yishu.sharing.basket.errors import BasketFull, DraftTooLong, OnlyForPeople, TooManyDrafts
from yishu.sharing.basket.models import Chosen, Draft
from yishu.sharing.commands import require_applicable

MOST: Final = 20
MOST_DRAFTS: Final = 20
LONGEST_DRAFT: Final = 100_000


@transaction.atomic
def choose(actor: Actor, code: str, *, now: datetime) -> Resource:
    """Put a resource that one may apply for into one's list; twice is once. Raises BasketFull."""
    require_handler(actor)
    resource = catalogue.get_resource(code, viewer=actor)
    require_applicable(actor, resource)
    lock(actor)
    held = queries.list_chosen(actor)
    if not held.filter(resource=resource).exists():
        if held.count() >= MOST:
            raise BasketFull(most=MOST)
        Chosen.objects.create(person_id=actor.id, resource=resource, added_at=now)
    return resource


@transaction.atomic
def drop(actor: Actor, resource_codes: Iterable[str] | None = None) -> None:
    """Take these out of one's list, or all; also what cannot be applied for any more."""
    held = queries.list_chosen(actor)
    if resource_codes is not None:
        held = held.filter(resource__code__in=[codes.from_path(code) for code in resource_codes])
    held.delete()


@transaction.atomic
def keep_draft(
    actor: Actor, fields: Mapping[str, list[str]], *, title: str, draft_id: int | None = None, now: datetime
) -> Draft:
    """Keep the fields of an application as they stand: as a new draft, or in place of one. Raises DraftNotFound, TooManyDrafts, DraftTooLong."""
    require_handler(actor)
    kept = {name: [text for text in values if is_plain(text)] for name, values in fields.items()}
    if sum(len(name) + sum(map(len, values)) for name, values in kept.items()) > LONGEST_DRAFT:
        raise DraftTooLong(most=LONGEST_DRAFT)
    lock(actor)
    if draft_id is None:
        if queries.list_drafts(actor).count() >= MOST_DRAFTS:
            raise TooManyDrafts(most=MOST_DRAFTS)
        return Draft.objects.create(person_id=actor.id, title=title[:200], fields=kept, saved_at=now)
    draft = queries.get_draft(actor, draft_id)
    draft.title, draft.fields, draft.saved_at = title[:200], kept, now
    draft.save(update_fields=["title", "fields", "saved_at"])
    return draft


@transaction.atomic
def discard_draft(actor: Actor, draft_id: int) -> None:
    """Raises DraftNotFound."""
    queries.get_draft(actor, draft_id).delete()


def require_handler(actor: Actor) -> None:
    """A person: a system has no list, and must not come into that of the person who has its number."""
    if actor.kind != "person":
        raise OnlyForPeople
    require(actor, Role.HANDLER)


def lock(actor: Actor) -> None:
    """Two requests of one person at once count one after the other."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.id)
