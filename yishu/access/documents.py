"""Sealed documents of a restricted kind are fetched under a grant of the resource that the kind is tied to (24.1, 26.5)."""

from datetime import datetime

from yishu.access import calls
from yishu.access.governed import uncounted
from yishu.access.state import AccessState, is_shared
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Category, ResourceState
from yishu.core.actor import Actor
from yishu.core.networks import address_of
from yishu.seals.permission import Permit, Wanted
from yishu.sharing.allowances.taking import Taken
from yishu.sharing.models import Grant
from yishu.sharing.rules import NOT_COUNTED, PLENTY, Allowed, Call, Denied, Rights, decide


def permit_document(actor: Actor, resource: Resource, wanted: Wanted, now: datetime) -> Permit | None:
    """By THE rule: a document is a query for every item of the resource that it shows, of those that the entry in force offers.

    A withdrawal under way is waited for. What the resource does not have by name cannot have been granted. A grant of some rows opens
    the documents that say that their record is one of these.
    """
    held = Grant.objects.select_for_update(of=("self",), no_key=True).filter(
        resource=resource, consumer_id=actor.agency_id, state=Grant.State.ACTIVE
    )
    list(held.values_list("pk", flat=True))
    items = _items(resource, wanted)
    state = calls.state_for(actor.ref, resource.path_code, calls.epoch_now())
    plan = state.resources.get(resource.path_code)
    if items is None or not is_shared(plan) or resource.state != ResourceState.PUBLISHED:
        return None
    names = {item.code: item.name for item in resource.current.items.all()} if resource.current else {}
    rights = tuple(
        one
        for one in state.grants.get((actor.ref, resource.code), ())
        if one.rows is None or one.rows.holds(wanted.record.get(names.get(one.rows.item, "")))
    )
    call = Call(actor.ref, "query", items, wanted.duty, wanted.case, source=address_of(actor.source))
    verdict = _counted(state, rights, call, now) if wanted.counts else _looked(rights, call, now)
    return Permit(verdict.grant, verdict.grant_hash) if isinstance(verdict, Allowed) else None


def _looked(rights: tuple[Rights, ...], call: Call, now: datetime) -> Allowed | Denied:
    """The decision whatever is left of counted limits."""
    return decide(_unmasked(rights, call), call, now, PLENTY)


def _unmasked(rights: tuple[Rights, ...], call: Call) -> tuple[Rights, ...]:
    """A grant that masks one of the items opens no document: a seal covers the whole of it."""
    return tuple(one for one in rights if one.masks is None or not one.masks.keys() & call.items)


def _counted(state: AccessState, rights: tuple[Rights, ...], call: Call, now: datetime) -> Allowed | Denied:
    """The decision, with what is left of counted limits."""
    taken, rights = Taken(), _unmasked(rights, call)
    verdict = decide(rights, call, now, taken)
    while isinstance(verdict, Denied) and verdict.reason == NOT_COUNTED:
        wanted = uncounted(state, verdict, call)
        taken.take(wanted.grant, wanted.limits, wanted.size)
        verdict = decide(rights, call, now, taken)
    if isinstance(verdict, Allowed):
        taken.used = verdict.spends
        taken.keep()
    taken.give_back()
    return verdict


def _items(resource: Resource, wanted: Wanted) -> frozenset[str] | None:
    """The items that the document shows, by their codes; None where one of them is not offered."""
    entry = resource.current
    if entry is None or entry.category == Category.NON_SHARED:
        return None
    codes = {item.name: item.code for item in entry.items.all()}
    if not set(wanted.items) <= codes.keys():
        return None
    return frozenset(codes[name] for name in wanted.items)
