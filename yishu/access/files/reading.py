"""The governed reading of documents: judged by THE rule, read, put on record under the epoch, as `access.copies` does for copies (26.5, 32.1).

A document is a whole: a grant opens it that holds every item which the entry in force shares, without rows and without masks. With a duty named, one document
is queried; without, the call is a copy, whose purpose is its grant's (4.4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from django.conf import settings
from django.db import transaction

from yishu.access.calls import epoch_now, is_still_known, state_for
from yishu.access.errors import Busy, ResourceNotShared, ResourceSuspended, problem_of
from yishu.access.files.errors import DocumentsUndivided, NoDocuments
from yishu.access.governed import require_data_scope, resource_text, uncounted
from yishu.access.state import AccessState, Caller, Offer
from yishu.agencies.errors import WrongKey
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.catalogue.codes import from_path
from yishu.catalogue.errors import ResourceNotFound
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Category, Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.hosting.files import queries
from yishu.hosting.files.errors import DocumentLost
from yishu.hosting.files.models import Document, DocumentVersion, Shelf
from yishu.hosting.files.queries import Page, Wanted
from yishu.hosting.masking import masks_of
from yishu.node import content
from yishu.sharing.allowances.taking import Taken
from yishu.sharing.rules import NOT_COUNTED, Allowed, Call, Denied, ModeName, Rights, decide

_TRIES: Final = 5
_LISTED: Final = (ResourceState.PUBLISHED, ResourceState.SUSPENDED)
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What documents are read for. `duty` empty: as a copy, for what the grant is for."""

    duty: str = ""
    case: str = ""
    grant: str = ""

    @property
    def mode(self) -> ModeName:
        return "query" if self.duty else "bulk"


@dataclass(frozen=True, slots=True)
class Read:
    """What the evidence says of a reading: how many documents were handed over, of which version of the resource, and which one, where it is one."""

    found: int
    version: int | None = None
    target: str = ""
    subject: str = ""
    """The hash by which documents were looked for."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One reading. `lists`: it may hand over all that there is, which counts against the records of one copy."""

    caller: Caller
    code: str
    purpose: Purpose
    now: datetime
    lists: bool = False


def list_documents(
    actor: Actor, code: str, wanted: Wanted, purpose: Purpose, *, after: int = 0, upto: int | None = None, now: datetime
) -> tuple[Page, str]:
    """A page of what is provided, or of what changed, with its receipt. Raises the refusal, on record."""

    def reading(resource: Resource) -> tuple[Page, Read]:
        page = queries.list_provided(resource, wanted, after=after, upto=upto)
        return page, Read(len(page.listed), page.version, subject=wanted.subject)

    return _governed(_Asked(Caller.of(actor), code, purpose, now, lists=not purpose.duty), reading)


def open_document(
    actor: Actor, code: str, number: str, purpose: Purpose, *, now: datetime
) -> tuple[tuple[Document, list[DocumentVersion]], str]:
    """A document and its versions, the latest first, withdrawn ones included (which have no bytes any more), with its receipt. Raises the refusal, on record."""

    def reading(resource: Resource) -> tuple[tuple[Document, list[DocumentVersion]], Read]:
        document = queries.find_provided(resource, number)
        return (document, list(queries.provided_versions(document))), Read(1, target=f"document:{document.pk}")

    return _governed(_Asked(Caller.of(actor), code, purpose, now), reading)


def fetch(
    actor: Actor, code: str, number: str, n: int, purpose: Purpose, *, now: datetime
) -> tuple[DocumentVersion, str]:
    """A version whose bytes may be sent now, with its receipt. Raises the refusal, on record."""

    def reading(resource: Resource) -> tuple[DocumentVersion, Read]:
        version = queries.get_provided(resource, number, n)
        if content.lacking([(version.digest, version.size)]):
            raise DocumentLost
        return version, Read(1, target=f"document:{version.document_id}/{n}")

    return _governed(_Asked(Caller.of(actor), code, purpose, now), reading)


def _governed(asked: _Asked, reading: Callable[[Resource], tuple[Thing, Read]]) -> tuple[Thing, str]:
    taken = Taken()
    try:
        for _ in range(_TRIES):
            done = _attempt(asked, reading, taken)
            if isinstance(done, Problem):
                raise done
            if done is not None:
                taken.keep()
                return done
        raise Busy
    finally:
        taken.give_back()


def _attempt(
    asked: _Asked, reading: Callable[[Resource], tuple[Thing, Read]], taken: Taken
) -> tuple[Thing, str] | Problem | None:
    """None where the epoch moved meanwhile: who may read what, or what is provided, has changed since it began."""
    epoch, record = epoch_now(), _record(asked)
    try:
        resource = _authorised(asked, epoch, record, taken)
        thing, read = reading(resource)
    except Problem as problem:
        record.outcome, record.reason = Outcome.DENIED.value, problem.code
        problem.receipt = recording.insert(record)
        return problem
    record.found, record.version, record.target = read.found, read.version, read.target
    record.subjects = bytes.fromhex(read.subject)
    with transaction.atomic(durable=True):
        receipt = recording.insert(record)
        if epoch_now() == epoch:
            return thing, receipt
        transaction.set_rollback(True)
    return None


def _authorised(asked: _Asked, epoch: int, record: Record, taken: Taken) -> Resource:
    """The resource, if the caller may read its documents now."""
    caller, purpose = asked.caller, asked.purpose
    if not is_still_known(caller.actor):
        raise WrongKey
    resource = _resource(asked.code)
    require_data_scope(caller)
    state = state_for(caller.ref, resource.path_code, epoch)
    offer = _offer(resource)
    held = tuple(offer.narrow(one) for one in state.grants.get((caller.ref, resource.code), ()))
    whole = () if offer.masks else tuple(one for one in held if one.rows is None and not one.masks)
    assert offer.items is not None
    call = Call(
        caller.ref,
        purpose.mode,
        offer.items,
        purpose.duty or None,
        purpose.case,
        purpose.grant or None,
        source=address_of(caller.actor.source),
        records=_count(resource) if asked.lists else 1,
    )
    outcome = _decided(state, whole or held, call, asked.now, taken)
    record.grant, record.grant_hash, record.items = outcome.grant, outcome.grant_hash, sorted(offer.items)
    if isinstance(outcome, Denied):
        raise problem_of(outcome, purpose.mode)
    if not whole:
        raise DocumentsUndivided
    taken.used = outcome.spends
    return resource


def _decided(state: AccessState, held: tuple[Rights, ...], call: Call, now: datetime, taken: Taken) -> Allowed | Denied:
    """By THE rule; what is left of counted limits is asked for where it matters."""
    outcome = decide(held, call, now, taken)
    while isinstance(outcome, Denied) and outcome.reason == NOT_COUNTED:
        wanted = uncounted(state, outcome, call)
        taken.take(wanted.grant, wanted.limits, wanted.size)
        outcome = decide(held, call, now, taken)
    return outcome


def _resource(code: str) -> Resource:
    """Raises ResourceNotFound, ResourceSuspended, ResourceNotShared, NoDocuments."""
    found = Resource.objects.select_related("current").filter(code=from_path(code), state__in=_LISTED).first()
    if found is None or found.current is None:
        raise ResourceNotFound(code=from_path(code))
    if found.state == ResourceState.SUSPENDED:
        raise ResourceSuspended(code=found.code)
    if found.current.category == Category.NON_SHARED:
        raise ResourceNotShared(code=found.code)
    if found.current.provision != Provision.FILE:
        raise NoDocuments(code=found.code)
    return found


def _offer(resource: Resource) -> Offer:
    """What the entry in force offers, whatever was granted before it."""
    entry = resource.current
    assert entry is not None
    items = frozenset(item.code for item in entry.shared_items)
    return Offer(entry.category, frozenset(entry.modes), items, masks_of(entry))


def _count(resource: Resource) -> int:
    return Shelf.objects.filter(resource=resource).values_list("documents", flat=True).first() or 0


def _record(asked: _Asked) -> Record:
    caller, purpose = asked.caller, asked.purpose
    signed = {"signature": list(caller.actor.proof)} if caller.actor.proof else {}
    return Record(
        action=(Action.DATA_QUERIED if purpose.mode == "query" else Action.DATA_COPIED).value,
        node=settings.YISHU_NODE_CODE,
        actor=caller.ref,
        actor_name=caller.actor.name,
        agency=caller.actor.agency_code,
        resource=resource_text(asked.code),
        duty=purpose.duty,
        case=purpose.case,
        detail={"documents": True, **signed},
    )
