"""The life of what the register keeps: proposed by one, adopted or rejected by another, replaced or abolished (5.1, 5.3, 12.1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.standards import rules, storing
from yishu.standards.drafts import CodeListDraft, Draft, ElementDraft
from yishu.standards.errors import AlreadyProposed, NotTheProposer, RegisterWrongMoment, StillUsed
from yishu.standards.models import CodeList, DataElement, IdentifierCounter, Kept, Kind, Standard, State
from yishu.standards.queries import list_users
from yishu.standards.storing import MODELS, get_kept, in_words

PROPOSERS = (Role.CATALOGUER, Role.DATA_OFFICER)
ELEMENT_PREFIX = "DE"
LONGEST_TEXT = 120
LONGEST_OPINION = 1000


@transaction.atomic
def propose(actor: Actor, draft: Draft, *, of: str = "", now: datetime) -> Kept:
    """Propose a standard, a code list or an element; with `of` the next version of that element. An element gets its identifier here, for good.

    A code list of an identifier that is known is its next version. Raises Invalid, AlreadyProposed, NotInRegister.
    """
    require(actor, *PROPOSERS)
    storing.take_turn()
    if of:
        storing.get_in_force(Kind.ELEMENT, of)
    if wrong := rules.check(draft, storing.facts_for(draft), own=of):
        raise Invalid(errors=wrong)
    made = storing.new_row(draft, of or _identifier(draft))
    waiting = MODELS[made.kept_as].objects.filter(**{made.key_field: made.key}, state=State.PROPOSED)
    if made.pk is None and waiting.exists():
        raise AlreadyProposed(name=made.key)
    made.proposer_id = actor.agency_id or None
    made.proposed_by, made.proposed_by_name, made.proposed_at = actor.ref, actor.name, now
    storing.save(made, draft)
    _record(actor, Action.STANDARD_PROPOSED, made)
    return made


@transaction.atomic
def amend(actor: Actor, kind: Kind, key: int, draft: Draft) -> Kept:
    """Change one's own agency's proposal while it waits. Who amends it is who proposes it now, and does not adopt it."""
    require(actor, *PROPOSERS)
    storing.take_turn()
    found = get_kept(kind, key, lock=True)
    if found.proposer_id != actor.agency_id:
        raise NotTheProposer
    _require_proposed(found)
    own = found.key if kind == Kind.ELEMENT else ""
    if wrong := rules.check(draft, storing.facts_for(draft), own=own) + _same_key(found, draft):
        raise Invalid(errors=wrong)
    found.proposed_by, found.proposed_by_name = actor.ref, actor.name
    storing.fill(found, draft)
    storing.save(found, draft)
    _record(actor, Action.STANDARD_AMENDED, found)
    return found


@transaction.atomic
def adopt(actor: Actor, kind: Kind, key: int, *, jointly_with: str, document: str, now: datetime) -> Kept:
    """The coordinator issues a proposal jointly with the standards body, by a numbered document; it is in force, and what it replaces no longer is (5.3)."""
    require(actor, Role.COORDINATOR)
    storing.take_turn()
    found = get_kept(kind, key, lock=True)
    _require_proposed(found)
    require_other(actor, found.proposed_by)
    named = {"jointly_with": jointly_with, "document": document}
    if wrong := [error for name, text in named.items() for error in _text(name, text, LONGEST_TEXT)]:
        raise Invalid(errors=wrong)
    draft = storing.draft_of(found)
    if wrong := rules.check(draft, storing.facts_for(draft), own=found.key if kind == Kind.ELEMENT else ""):
        raise Invalid(errors=wrong)  # the register has moved since it was proposed
    replaced = _end_predecessors(found, now)
    found.state = State.IN_FORCE
    found.jointly_with, found.document = jointly_with.strip(), document.strip()
    _decided(found, actor, now)
    found.save()
    _point_predecessors(found, replaced)
    detail = {"supersedes": "、".join(each.key for each in replaced)} if replaced else {}
    _record(actor, Action.STANDARD_ADOPTED, found, document=found.document, to=found.jointly_with, **detail)
    return found


@transaction.atomic
def reject(actor: Actor, kind: Kind, key: int, *, opinion: str, now: datetime) -> Kept:
    """The coordinator does not adopt it, and says why. The identifier stays given."""
    require(actor, Role.COORDINATOR)
    found = get_kept(kind, key, lock=True)
    _require_proposed(found)
    if wrong := _text("opinion", opinion, LONGEST_OPINION):
        raise Invalid(errors=wrong)
    found.state, found.opinion = State.REJECTED, opinion.strip()
    _decided(found, actor, now)
    found.save()
    _record(actor, Action.STANDARD_REJECTED, found, why=found.opinion)
    return found


@transaction.atomic
def abolish(actor: Actor, kind: Kind, key: int, *, document: str, reason: str, now: datetime) -> Kept:
    """The coordinator ends what is in force without a successor, by a document. Raises StillUsed while elements in force need it."""
    require(actor, Role.COORDINATOR)
    storing.take_turn()
    found = get_kept(kind, key, lock=True)
    if found.state != State.IN_FORCE:
        raise _wrong_moment(found)
    if wrong := _text("document", document, LONGEST_TEXT) + _text("reason", reason, LONGEST_OPINION):
        raise Invalid(errors=wrong)
    if users := list_users(found)[:5]:
        raise StillUsed(users="、".join(users))
    found.state, found.ended_at, found.opinion = State.ABOLISHED, now, f"{reason.strip()}（{document.strip()}）"
    found.save(update_fields=["state", "ended_at", "opinion"])
    _record(actor, Action.STANDARD_ABOLISHED, found, document=document.strip(), why=found.opinion)
    return found


def adopt_many(
    actor: Actor, chosen: Sequence[tuple[Kind, int]], *, jointly_with: str, document: str, now: datetime
) -> tuple[list[Kept], list[tuple[Kept, Invalid]]]:
    """Issue many proposals by one document. What the rules refuse by now is given back with its reasons; the others are in force.

    Raises whatever refuses all of them alike, such as OwnSubmission, and then none is in force.
    """
    adopted: list[Kept] = []
    refused: list[tuple[Kept, Invalid]] = []
    with transaction.atomic():
        for kind, key in chosen:
            try:
                adopted.append(adopt(actor, kind, key, jointly_with=jointly_with, document=document, now=now))
            except Invalid as wrong:
                if any(error.field in ("jointly_with", "document") for error in wrong.errors):
                    raise
                refused.append((get_kept(kind, key), wrong))
    return adopted, refused


def _identifier(draft: Draft) -> str:
    """The next identifier of an element, taken for good in this transaction; the others bring theirs."""
    if not isinstance(draft, ElementDraft):
        return draft.identifier if isinstance(draft, CodeListDraft) else draft.code
    IdentifierCounter.objects.filter(prefix=ELEMENT_PREFIX).update(next=F("next") + 1)
    return f"{ELEMENT_PREFIX}{IdentifierCounter.objects.get(prefix=ELEMENT_PREFIX).next - 1:05d}"


def _end_predecessors(found: Kept, now: datetime) -> list[Any]:
    """What is in force until now by this name or by those that it replaces. A standard of a later day leaves them in force until the day before."""
    names = {found.key, *found.replaces}
    model = MODELS[found.kept_as]
    ended = list(model.objects.select_for_update().filter(**{f"{found.key_field}__in": names}, state=State.IN_FORCE))
    begins = found.in_force_from if isinstance(found, Standard) else None
    for each in ended:
        if isinstance(each, Standard) and begins and begins > timezone.localdate(now):
            each.in_force_until = begins - timedelta(days=1)
        else:
            each.state, each.ended_at = State.REPLACED, now
        each.save()  # first: only one version may be in force
    return ended


def _point_predecessors(found: Kept, replaced: list[Any]) -> None:
    for each in replaced:
        each.replaced_by = found
        each.save(update_fields=["replaced_by"])
    if isinstance(found, CodeList):
        # An element follows a list, not one of its versions; what is history keeps the version that it had.
        following = DataElement.objects.filter(code_list__identifier=found.identifier)
        following.filter(state__in=[State.PROPOSED, State.IN_FORCE]).update(code_list=found)


def _same_key(found: Kept, draft: Draft) -> list[FieldError]:
    """What names a code list or a standard is not amended: propose another."""
    if isinstance(draft, ElementDraft):
        return []
    given = draft.identifier if isinstance(draft, CodeListDraft) else draft.code
    if given == found.key:
        return []
    zh, en = "建议的标识不能修改，应为 {key}。", "What names a proposal is not amended; it is {key}."
    return [FieldError(found.key_field, "same", zh, en, key=found.key)]


def _wrong_moment(found: Kept) -> RegisterWrongMoment:
    zh, en = in_words(found.state)
    return RegisterWrongMoment(name=found.key, state=zh, state_en=en)


def _require_proposed(found: Kept) -> None:
    if found.state != State.PROPOSED:
        raise _wrong_moment(found)


def _decided(found: Kept, actor: Actor, now: datetime) -> None:
    found.decided_by, found.decided_by_name, found.decided_at = actor.ref, actor.name, now


def _text(name: str, text: str, most: int) -> list[FieldError]:
    if text.strip() and len(text) <= most and is_plain(text):
        return []
    zh, en = "请填写，不超过 {most} 字。", "Fill this in, at most {most} characters."
    return [FieldError(name, "text", zh, en, most=most)]


def _record(actor: Actor, action: Action, kept: Kept, **detail: Any) -> None:
    version = getattr(kept, "version", None)
    number = version if isinstance(version, int) else None
    recording.record(actor, action, target=f"{kept.kept_as}:{kept.key}", version=number, **detail)
