"""What a decision does: a grant opens, or a line is refused with its reason (26.2, 26.3)."""

from datetime import datetime

import msgspec
from django.db.models import F
from django.utils.translation import override

from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Category, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.canonical import canonical
from yishu.node import epoch
from yishu.sharing.asked import Decision, require_part
from yishu.sharing.errors import NotShared, ReasonRequired
from yishu.sharing.models import Grant, Line
from yishu.sharing.terms import terms_of


def settle(actor: Actor, line: Line, decision: Decision, *, now: datetime) -> Line:
    """Give a decision on a locked line that waits for one. Raises Invalid, ReasonRequired, NotShared."""
    require_settleable(line, decision, now=now)
    if not decision.approves:
        return _refuse(actor, line, decision.reason, now=now)
    open_grant(actor, line, decision, now=now)
    return line


def require_settleable(line: Line, decision: Decision, *, now: datetime) -> None:
    """Whether this decision could be given now. Raises Invalid, ReasonRequired, NotShared."""
    if not decision.approves:
        if not decision.reason.strip():
            raise ReasonRequired
        return
    require_part(line, decision, shanghai_day(now))
    require_usable(line.resource)


def open_grant(actor: Actor, line: Line, decision: Decision | None = None, *, now: datetime) -> Grant:
    """Open access: terms are frozen and hashed, and hold from this transaction's commit on."""
    terms = terms_of(line, decision or Decision(True, tuple(line.items), tuple(line.modes)), now)
    grant = Grant.objects.create(
        id=terms.grant,
        line=line,
        resource=line.resource,
        provider_id=line.resource.provider_id,
        consumer=line.application.consumer,
        terms=canonical(msgspec.to_builtins(terms)).decode(),
        hash=terms.hash,
        opened_at=now,
        valid_until=terms.valid_until,
        replaces=line.replaces,
    )
    if line.replaces:
        _end_replaced(actor, line.replaces, grant, now)
    close(line, actor, Line.State.GRANTED, decision.reason if decision else "", now)
    Resource.objects.filter(pk=line.resource_id).update(popularity=F("popularity") + 1)
    common = {"resource": line.resource.code, "grant": str(grant.pk), "grant_hash": grant.hash}
    if decision and decision.standing is None:
        recording.record(
            actor, Action.APPLICATION_DECIDED, target=line.application.number, items=list(terms.items), **common
        )
    recording.record(actor, Action.GRANT_OPENED, target=str(grant.pk), items=list(terms.items), **common)
    epoch.bump()
    return grant


def _end_replaced(actor: Actor, replaced: Grant, by: Grant, now: datetime) -> None:
    """One of the two is in force at any time: the old one ends in the act that opens the new one. What has ended meanwhile stays as it ended."""
    ended = Grant.objects.filter(pk=replaced.pk, state=Grant.State.ACTIVE).update(
        state=Grant.State.WITHDRAWN, withdrawn_at=now, withdrawn_by=actor.ref, withdrawal_reason=f"由授权 {by.pk} 接替"
    )
    if ended:
        recording.record(
            actor,
            Action.GRANT_REPLACED,
            resource=by.resource.code,
            target=str(replaced.pk),
            grant=str(replaced.pk),
            grant_hash=replaced.hash,
            by=str(by.pk),
        )


def _refuse(actor: Actor, line: Line, reason: str, *, now: datetime) -> Line:
    close(line, actor, Line.State.REFUSED, reason.strip(), now)
    recording.record(
        actor,
        Action.APPLICATION_DECIDED,
        resource=line.resource.code,
        target=line.application.number,
        outcome=Outcome.DENIED,
        why=reason,
    )
    return line


def close(line: Line, actor: Actor, state: Line.State, reason: str, now: datetime) -> None:
    """The last state of a line, by whom and why."""
    line.state, line.decided_by, line.decided_by_name = state, actor.ref, actor.name
    line.decided_at, line.decision_reason = now, reason
    line.save(update_fields=["state", "decided_by", "decided_by_name", "decided_at", "decision_reason"])


def require_usable(resource: Resource) -> None:
    """Published, and shared at all. Raises NotShared."""
    entry = resource.current
    if entry is None or resource.state != ResourceState.PUBLISHED:
        state = ResourceState(resource.state)
        with override("en"):
            why_en = str(state.label)
        with override("zh-hans"):
            raise NotShared(why=str(state.label), why_en=why_en)
    if entry.category == Category.NON_SHARED:
        raise NotShared(why=f"非共享，依据{entry.legal_basis}", why_en=f"non-shared by {entry.legal_basis}")
