"""Applying for resources, deciding, withdrawing (Art. 26)."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import override

from yishu.agencies import queries as agencies
from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Category, Resource, ResourceState
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import Deadline, shanghai_day
from yishu.core.canonical import canonical
from yishu.core.errors import Invalid
from yishu.node import clocks, epoch
from yishu.sharing import local_fields, queries
from yishu.sharing.asked import (
    Decision,
    LineRequest,
    Purpose,
    is_conditional,
    plain_texts,
    require_complete,
    require_known,
    require_part,
)
from yishu.sharing.errors import (
    AlreadyDecided,
    GrantAlreadyWithdrawn,
    GrantNotReplaceable,
    LineNotFound,
    NotShared,
    NotTheProviderOfLine,
    OwnResource,
    ReasonRequired,
    WithdrawalReasonRequired,
)
from yishu.sharing.models import Application, Grant, Line
from yishu.sharing.rows import row_items, settled
from yishu.sharing.terms import terms_of
from yishu.sharing.wording import check_texts


@transaction.atomic
def apply(
    actor: Actor,
    *,
    duty: str,
    basis: str,
    requests: tuple[LineRequest, ...],
    case_kind: str = "",
    purpose: str = "",
    extra: Mapping[str, str] | None = None,
    now: datetime,
) -> Application:
    """Apply for resources for one duty. What is unrestricted is granted at once (26.2); what is restricted goes to its provider with a clock (26.3).

    `extra` answers the fields of this node's own rules by label; None for whoever was never asked them, such as an applicant of another node.
    """
    require(actor, Role.HANDLER)
    require_complete(Purpose(duty, basis, case_kind, purpose), requests)
    application = Application.objects.create(
        number=_next_number(shanghai_day(now)),
        consumer_id=actor.agency_id,
        duty=duty.strip(),
        basis=basis.strip(),
        case_kind=case_kind.strip(),
        purpose=purpose.strip(),
        extra=[] if extra is None else local_fields.answered(extra),
        submitted_by=actor.ref,
        submitted_by_name=actor.name,
        submitted_at=now,
    )
    due = clocks.deadline(clocks.REVIEW, now)
    lines = [_add_line(actor, application, request, n, due, now) for n, request in enumerate(requests)]
    recording.record(
        actor,
        Action.APPLICATION_SUBMITTED,
        target=application.number,
        duty=duty,
        resources=[request.resource for request in requests],
    )
    for line in lines:
        if line.entry.category_of(line.items) == Category.UNRESTRICTED:
            open_grant(PLATFORM, line, now=now)
    return application


@transaction.atomic
def decide(actor: Actor, number: str, resource_code: str, decision: Decision, *, now: datetime) -> Line:
    """The provider settles items and modes of a line, or refuses with its reason (26.3)."""
    line = queries.get_line(number, resource_code, lock=True)
    require_provider(actor, line)
    require(actor, Role.SIGNER, Role.HANDLER)
    require_other(actor, line.application.submitted_by)
    if line.state != Line.State.IN_REVIEW:
        raise already_decided(line)
    if wrong := plain_texts(reason=decision.reason):
        raise Invalid(errors=wrong)
    if not decision.approves:
        return _refuse(actor, line, decision.reason, now=now)
    require_part(line, decision, shanghai_day(now))
    require_usable(line.resource)
    open_grant(actor, line, decision, now=now)
    return line


@transaction.atomic
def withdraw_line(actor: Actor, number: str, resource_code: str, *, reason: str, now: datetime) -> Line:
    """The applicant does not want it any more: nothing is decided, and nothing opened (26.1). Raises AlreadyDecided, LineNotFound."""
    line = queries.get_line(number, resource_code, lock=True)
    if line.application.consumer_id != actor.agency_id:
        raise LineNotFound(number=number, resource=line.resource.code)
    require(actor, Role.HANDLER)
    if line.state != Line.State.IN_REVIEW:
        raise already_decided(line)
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    _close(line, actor, Line.State.WITHDRAWN, reason.strip(), now)
    recording.record(
        actor, Action.APPLICATION_WITHDRAWN, resource=line.resource.code, target=number, why=reason.strip()
    )
    return line


@transaction.atomic
def withdraw_grant(actor: Actor, grant_id: str, *, reason: str, now: datetime) -> Grant:
    """End a grant; the next call is refused. The provider withdraws, the consumer surrenders."""
    grant = queries.get_grant(actor, grant_id, lock=True)
    require(actor, Role.SIGNER, Role.HANDLER)
    if not reason.strip():
        raise WithdrawalReasonRequired
    if wrong := plain_texts(reason=reason):
        raise Invalid(errors=wrong)
    if grant.state != Grant.State.ACTIVE:
        raise GrantAlreadyWithdrawn
    grant.state = Grant.State.WITHDRAWN
    grant.withdrawn_at, grant.withdrawn_by, grant.withdrawal_reason = now, actor.ref, reason.strip()
    grant.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    recording.record(
        actor,
        Action.GRANT_WITHDRAWN,
        resource=grant.resource.code,
        target=str(grant.pk),
        grant=str(grant.pk),
        grant_hash=grant.hash,
        why=reason,
    )
    epoch.bump()
    return grant


def require_applicable(actor: Actor, resource: Resource) -> None:
    """Published, shared at all, and another agency's."""
    require_usable(resource)
    if resource.provider_id == actor.agency_id:
        raise OwnResource


def _add_line(
    actor: Actor, application: Application, request: LineRequest, n: int, due: Deadline, now: datetime
) -> Line:
    resource = catalogue.get_resource(request.resource, viewer=actor)
    require_applicable(actor, resource)
    entry = resource.current
    assert entry is not None
    require_known(request, entry, n, shanghai_day(now))
    restricted = entry.category_of(request.items) == Category.RESTRICTED
    line = Line.objects.create(
        application=application,
        resource=resource,
        entry=entry,
        items=list(dict.fromkeys(request.items)),
        modes=list(dict.fromkeys(request.modes)),
        rows=msgspec.to_builtins(settled(request.rows, row_items(entry))) if request.rows else None,
        until=request.until,
        reason=request.reason.strip(),
        volume=request.volume,
        replaces=_replaced(actor, resource, request),
        condition=entry.condition if is_conditional(entry, request.items) else "",
        due=due.date if restricted else None,
        due_provisional=restricted and due.provisional,
    )
    line.systems.set(agencies.get_system(actor.agency_id, name) for name in request.systems)
    line.users.set(agencies.get_person(actor.agency_id, login) for login in request.users)
    return line


def _replaced(actor: Actor, resource: Resource, request: LineRequest) -> Grant | None:
    """Raises GrantNotFound, GrantNotReplaceable."""
    if request.replaces is None:
        return None
    grant = queries.get_grant(actor, request.replaces, lock=True)
    is_own = grant.consumer_id == actor.agency_id and grant.resource_id == resource.pk
    is_asked = Line.objects.filter(replaces=grant, state=Line.State.IN_REVIEW).exists()
    if not is_own or is_asked or grant.state != Grant.State.ACTIVE:
        raise GrantNotReplaceable(grant=request.replaces)
    return grant


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
    _close(line, actor, Line.State.GRANTED, decision.reason if decision else "", now)
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
    if not reason.strip():
        raise ReasonRequired
    _close(line, actor, Line.State.REFUSED, reason.strip(), now)
    recording.record(
        actor,
        Action.APPLICATION_DECIDED,
        resource=line.resource.code,
        target=line.application.number,
        outcome=Outcome.DENIED,
        why=reason,
    )
    return line


def _close(line: Line, actor: Actor, state: Line.State, reason: str, now: datetime) -> None:
    line.state, line.decided_by, line.decided_by_name = state, actor.ref, actor.name
    line.decided_at, line.decision_reason = now, reason
    line.save(update_fields=["state", "decided_by", "decided_by_name", "decided_at", "decision_reason"])


def require_provider(actor: Actor, line: Line) -> None:
    """The provider's people decide; a party is told so, a stranger that there is nothing."""
    if line.resource.provider_id == actor.agency_id and actor.kind == "person":
        return
    if actor.agency_id in (line.resource.provider_id, line.application.consumer_id):
        raise NotTheProviderOfLine
    raise LineNotFound(number=line.application.number, resource=line.resource.code)


def require_usable(resource: Resource) -> None:
    entry = resource.current
    if entry is None or resource.state != ResourceState.PUBLISHED:
        state = ResourceState(resource.state)
        with override("en"):
            why_en = str(state.label)
        with override("zh-hans"):
            raise NotShared(why=str(state.label), why_en=why_en)
    if entry.category == Category.NON_SHARED:
        raise NotShared(why=f"非共享，依据{entry.legal_basis}", why_en=f"non-shared by {entry.legal_basis}")


def already_decided(line: Line) -> AlreadyDecided:
    """Nothing follows on a line that is decided."""
    state = Line.State(line.state)
    with override("en"):
        state_en = str(state.label)
    with override("zh-hans"):
        return AlreadyDecided(state=str(state.label), state_en=state_en)


def _next_number(day: date) -> str:
    """SQ, the day, and a number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into sharing_applicationcounter as counter (day, next) values (%(day)s, 2)
            on conflict (day) do update set next = counter.next + 1
            returning next - 1
            """,
            {"day": day},
        )
        (number,) = cursor.fetchone()
    return f"SQ{day:%Y%m%d}-{number:04d}"
