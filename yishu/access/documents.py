"""Sealed documents of a restricted kind are fetched under a grant of the resource that the kind is tied to (24.1, 26.5)."""

from datetime import datetime

from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.seals.permission import Permit, Wanted
from yishu.sharing.models import Grant
from yishu.sharing.rules import Allowed, Call, Rights, decide


def permit_document(actor: Actor, resource: Resource, wanted: Wanted, now: datetime) -> Permit | None:
    """By THE rule: a document is a query for every item of the resource that it shows. A withdrawal under way is waited for."""
    held = Grant.objects.select_for_update(of=("self",), no_key=True).filter(
        resource=resource, consumer_id=actor.agency_id, state=Grant.State.ACTIVE
    )
    rights = tuple(Rights.of(grant.read_terms()) for grant in held.order_by("opened_at"))
    verdict = decide(rights, Call(actor.ref, "query", _items(resource, wanted), wanted.duty, wanted.case), now)
    return Permit(verdict.grant, verdict.grant_hash) if isinstance(verdict, Allowed) else None


def _items(resource: Resource, wanted: Wanted) -> frozenset[str]:
    entry = resource.current
    assert entry is not None
    return frozenset(item.code for item in entry.items.all() if item.name in wanted.items)
