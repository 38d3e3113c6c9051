"""The consumer's side: an agency here applies for a resource of another node, at its own node (37.1)."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yishu.agencies import queries as agencies
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import shanghai_day
from yishu.core.canonical import digest
from yishu.core.errors import FieldError, Invalid
from yishu.core.ids import new_id
from yishu.core.jws import NotSigned
from yishu.core.rows import RowRule
from yishu.core.text import is_plain
from yishu.exchange import client, proving, signing
from yishu.exchange.entries import get_entry, require_offered, row_items
from yishu.exchange.errors import AlreadySent, ForeignApplicationNotFound, NotReturned
from yishu.exchange.messages import ApplicationReceived, DecisionTold
from yishu.exchange.models import ForeignApplication, ForeignEntry, Link, Replica
from yishu.sharing.asked import LONGEST_DAYS, LONGEST_DUTY
from yishu.sharing.rows import check_rows, settled
from yishu.sharing.signing import rounds
from yishu.sharing.wording import check_texts

log = logging.getLogger(__name__)
State = ForeignApplication.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one resource of another node; `system` by name, one's own agency's."""

    resource: str
    system: str
    duty: str
    items: tuple[str, ...]
    modes: tuple[str, ...]
    until: date | None
    basis: str = ""
    reason: str = ""
    rows: RowRule | None = None


@transaction.atomic
def apply(actor: Actor, wanted: Wanted, *, now: datetime) -> ForeignApplication:
    """Apply for a resource of another node: through the agency's own sign-off where it has steps, then into the outbox."""
    require(actor, Role.HANDLER)
    entry = get_entry(wanted.resource)
    require_offered(entry)
    _require_complete(wanted, entry, shanghai_day(now))
    made = ForeignApplication.objects.create(
        id=new_id(),
        entry=entry,
        consumer_id=actor.agency_id,
        submitted_by=actor.ref,
        submitted_by_name=actor.name,
        submitted_at=now,
        **_fields(actor, wanted, entry),
    )
    signing.start(actor, made, now=now)
    return made


@transaction.atomic
def complete(actor: Actor, application_id: str, wanted: Wanted, *, now: datetime) -> ForeignApplication:
    """What came back before it left is asked for as `wanted` says (of the same resource), and takes the whole way again. Raises NotReturned."""
    application = _own(actor, application_id)
    require(actor, Role.HANDLER)
    if application.state != State.RETURNED:
        raise NotReturned
    require_offered(application.entry)
    _require_complete(wanted, application.entry, shanghai_day(now))
    new = _fields(actor, wanted, application.entry)
    changed = sorted(name for name, value in new.items() if getattr(application, name) != value)
    for name, value in new.items():
        setattr(application, name, value)
    application.save(update_fields=list(new))
    recording.record(
        actor,
        Action.APPLICATION_COMPLETED,
        resource=application.entry.full_code,
        target=application_id,
        duty=application.duty,
        changed=changed,
    )
    signing.start(actor, application, now=now)
    return application


@transaction.atomic
def cancel(actor: Actor, application_id: str, *, reason: str, now: datetime) -> ForeignApplication:
    """The agency does not want it any more, and nothing of it has left. Raises AlreadySent."""
    application = _own(actor, application_id)
    require(actor, Role.HANDLER)
    if application.state not in (State.SIGNING, State.RETURNED):
        raise AlreadySent
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    rounds.void_of(signing.FOREIGN, application_id, now)
    application.state, application.decided_at = State.CANCELLED, now
    application.decision_reason, application.cancelled_by_name = reason.strip(), actor.name
    application.save(update_fields=["state", "decided_at", "decision_reason", "cancelled_by_name"])
    recording.record(
        actor,
        Action.APPLICATION_WITHDRAWN,
        resource=application.entry.full_code,
        target=application_id,
        why=reason.strip(),
    )
    return application


def carry(application: ForeignApplication, *, now: datetime) -> None:
    """Send one waiting application. If we die before the answer is kept, it is sent again, and is the same one there. Raises LinkDown."""
    link = application.entry.link
    try:
        sent = signing.message_of(application)
        sent = msgspec.structs.replace(sent, statement=proving.signed_application(application, sent))
        content = client.ask(link, "POST", "/api/v1/exchange/received", sent)
    except client.Refused as refused:
        if refused.status in (401, 429) or refused.code == "link_not_confirmed" or refused.status >= 500:
            raise
        _settle(application, state=State.REJECTED, reason=refused.detail or refused.code, now=now)
        return
    received = client.read(link, content, ApplicationReceived)
    _settle(application, state=State.IN_REVIEW, number=received.number, now=now)


def apply_decision(link: Link, told: DecisionTold) -> None:
    """What the provider's node says of an application of ours; in the caller's transaction. Saying it twice changes nothing."""
    application = _locked(link, told.id)
    if application is None or _is_known(application, told):
        return
    try:
        stated = proving.read_told(link, application, told)
    except NotSigned as why:
        if told.state == State.GRANTED:
            drop_replica(application)  # should it hold more than the terms that we cannot believe
            proving.refuse_unproven(link, application, told, str(why), timezone.now())
            return
        log.warning("what %s told of %s is not signed: %s", link.code, told.number, why)
        stated = []
    if told.terms and digest(msgspec.json.decode(told.terms)) != told.grant_hash:
        raise ValueError("the terms of a grant are not those of its hash")
    if application.terms and told.grant_hash != application.grant_hash:
        drop_replica(application)  # it holds what the terms of before gave
    application.state, application.number = State(told.state), told.number
    application.due, application.decided_at, application.decision_reason = told.due, told.decided_at, told.reason
    application.grant_id, application.grant_hash, application.terms = told.grant, told.grant_hash, told.terms
    application.unproven_at = None
    application.save()
    proving.keep_told(link, application, stated)
    if application.state == State.GRANTED and "bulk" in msgspec.json.decode(told.terms)["modes"]:
        Replica.objects.get_or_create(application=application)
    if application.state == State.WITHDRAWN:
        drop_replica(application)
    recording.record(
        PLATFORM,
        Action.DECISION_RECEIVED,
        resource=application.entry.full_code,
        target=str(application.pk),
        outcome=Outcome.ALLOWED if application.state == State.GRANTED else Outcome.DENIED,
        grant=told.grant,
        grant_hash=told.grant_hash,
        link=link.code,
        number=told.number,
    )


def _locked(link: Link, number: str) -> ForeignApplication | None:
    locked = ForeignApplication.objects.select_for_update(of=("self",))
    return locked.select_related("entry__link", "consumer").filter(pk=number, entry__link=link).first()


def _is_known(application: ForeignApplication, told: DecisionTold) -> bool:
    of_other = application.statements.filter(node=application.entry.link.code)  # type: ignore[attr-defined]
    same = told.state == application.state and told.grant_hash == application.grant_hash
    return same and of_other.count() == len(told.statements)


def list_applications(actor: Actor) -> QuerySet[ForeignApplication]:
    """What one's own agency asked of other nodes, newest first."""
    own = ForeignApplication.objects.filter(consumer_id=actor.agency_id)
    return own.select_related("entry__link", "consumer", "system", "replica")


def get_application(actor: Actor, application_id: str) -> ForeignApplication:
    found = list_applications(actor).filter(pk=application_id).first()
    if found is None:
        raise ForeignApplicationNotFound(id=application_id)
    return found


def list_waiting(link: Link) -> QuerySet[ForeignApplication]:
    waiting = ForeignApplication.objects.filter(entry__link=link, state=State.WAITING)
    return waiting.select_related("entry__link", "system", "consumer__division").order_by("submitted_at")


@transaction.atomic
def _settle(application: ForeignApplication, *, state: str, number: str = "", reason: str = "", now: datetime) -> None:
    """The decision may have come before the acknowledgement did: what is no longer waiting stays."""
    moved = ForeignApplication.objects.filter(pk=application.pk, state=State.WAITING).update(
        state=state, number=number, decision_reason=reason, decided_at=now if state == State.REJECTED else None
    )
    if moved:
        recording.record(
            PLATFORM,
            Action.APPLICATION_CARRIED,
            resource=application.entry.full_code,
            target=str(application.pk),
            outcome=Outcome.DENIED if state == State.REJECTED else Outcome.ALLOWED,
            link=application.entry.link.code,
            number=number,
            why=reason,
        )


@transaction.atomic
def drop_replica(application: ForeignApplication) -> None:
    """The grant is gone, withdrawn or at its end, and the platform's copy with it."""
    if Replica.objects.filter(application=application).delete()[0]:
        recording.record(
            PLATFORM,
            Action.REPLICA_DROPPED,
            resource=application.entry.full_code,
            target=str(application.pk),
            grant=application.grant_id,
        )


def _own(actor: Actor, application_id: str) -> ForeignApplication:
    """Locked. Raises ForeignApplicationNotFound."""
    locked = ForeignApplication.objects.select_for_update(of=("self",))
    own = locked.select_related("entry__link", "consumer", "system").filter(consumer_id=actor.agency_id)
    found = own.filter(pk=application_id).first()
    if found is None:
        raise ForeignApplicationNotFound(id=application_id)
    return found


def _fields(actor: Actor, wanted: Wanted, entry: ForeignEntry) -> dict[str, Any]:
    """What an application asks for, by the names of its fields. Raises SystemNotFound."""
    return {
        "system": agencies.get_system(actor.agency_id, wanted.system),
        "duty": wanted.duty.strip(),
        "basis": wanted.basis.strip(),
        "items": list(dict.fromkeys(wanted.items)),
        "modes": list(dict.fromkeys(wanted.modes)),
        "rows": msgspec.to_builtins(settled(wanted.rows, row_items(entry))) if wanted.rows else None,
        "until": wanted.until,
        "reason": wanted.reason.strip(),
    }


def _require_complete(wanted: Wanted, entry: ForeignEntry, today: date) -> None:
    wrong = [
        *_outside("items", wanted.items, {item["code"] for item in entry.items}),
        *_outside("modes", wanted.modes, set(entry.modes)),
    ]
    if wanted.rows:
        wrong += check_rows("rows", wanted.rows, row_items(entry))
    duty = wanted.duty.strip()
    if not duty or len(duty) > LONGEST_DUTY or not duty.isprintable():
        zh, en = (
            "请用一行文字写明履职事项，不超过 {most} 字。",
            "Name the duty in one line of at most {most} characters.",
        )
        wrong.append(FieldError("duty", "one_line", zh, en, most=LONGEST_DUTY))
    if not is_plain(wanted.basis + wanted.reason):
        zh, en = "含有无法保存的控制字符，请删去。", "Holds control characters; take them out."
        wrong.append(FieldError("reason", "plain_text", zh, en))
    if wanted.until is None or not today <= wanted.until or (wanted.until - today).days > LONGEST_DAYS:
        zh, en = "使用期限须为今天起三年内的日期。", "`until` is a date within three years from today."
        wrong.append(FieldError("until", "date_ahead", zh, en))
    if wrong:
        raise Invalid(errors=wrong)


def _outside(field: str, chosen: tuple[str, ...], known: set[str]) -> list[FieldError]:
    unknown = ", ".join(sorted(set(chosen) - known))
    if not chosen or unknown:
        zh, en = "请从以下各项中选择：{known}。", "Choose from {known}."
        return [FieldError(field, "one_of", zh, en, known=", ".join(sorted(known)))]
    return []
