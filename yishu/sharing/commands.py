"""Applying for resources, deciding, withdrawing (Art. 26)."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from django.db import connection, transaction
from django.utils.translation import override

from yishu.agencies import queries as agencies
from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid
from yishu.node import epoch
from yishu.sharing import granting, local_fields, queries, sending
from yishu.sharing.asked import (
    Decision,
    LineRequest,
    Purpose,
    is_conditional,
    plain_texts,
    require_complete,
    require_known,
)
from yishu.sharing.errors import (
    AlreadyDecided,
    GrantAlreadyWithdrawn,
    GrantNotReplaceable,
    LineNotFound,
    NotTheProviderOfLine,
    OwnResource,
    WithdrawalReasonRequired,
)
from yishu.sharing.granting import open_grant, require_usable
from yishu.sharing.models import OPEN, Application, Grant, Line
from yishu.sharing.rows import row_items, settled
from yishu.sharing.signing import contents, rounds
from yishu.sharing.signing.errors import UnderSignOff
from yishu.sharing.wording import check_texts

__all__ = (
    "Decision", "LineRequest", "already_decided", "apply", "decide", "open_grant", "require_applicable",
    "require_provider", "require_usable", "withdraw_grant", "withdraw_line",
)  # fmt: skip


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
    carried: bool = False,
    now: datetime,
) -> Application:
    """Apply for resources for one duty. What is unrestricted is granted at once (26.2); what is restricted goes to its provider with a clock (26.3).

    Where the agency signs off what it sends, nothing leaves it before the last has signed. `carried`: from another node, whose own rules hold for what it sends.
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
    lines = [_add_line(actor, application, request, n, now) for n, request in enumerate(requests)]
    sending.start(actor, application, lines, carried=carried, now=now)
    return application


@transaction.atomic
def decide(actor: Actor, number: str, resource_code: str, decision: Decision, *, now: datetime) -> Line:
    """The provider settles items and modes of a line, or refuses with its reason (26.3).

    Where the agency signs off its decisions, this is the proposal: the line waits on, and its clock runs, until the last has signed.
    """
    line = queries.get_line(number, resource_code, lock=True)
    require_provider(actor, line)
    require(actor, Role.SIGNER, Role.HANDLER)
    require_other(actor, line.application.submitted_by)
    if line.state != Line.State.IN_REVIEW:
        raise already_decided(line)
    if wrong := plain_texts(reason=decision.reason):
        raise Invalid(errors=wrong)
    if held := rounds.find_open(line):
        raise UnderSignOff(step=held.turn.name)
    granting.require_settleable(line, decision, now=now)
    if not _sign_off(actor, line, decision, now):
        granting.settle(actor, line, decision, now=now)
    return line


@transaction.atomic
def withdraw_line(actor: Actor, number: str, resource_code: str, *, reason: str, now: datetime) -> Line:
    """The applicant does not want it any more: nothing is decided, and nothing opened (26.1). Raises AlreadyDecided, LineNotFound."""
    application = Application.objects.select_for_update(of=("self",)).filter(number=number).first()
    line = queries.get_line(number, resource_code, lock=True)
    if application is None or line.application.consumer_id != actor.agency_id:
        raise LineNotFound(number=number, resource=line.resource.code)
    require(actor, Role.HANDLER)
    if line.state not in OPEN:
        raise already_decided(line)
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    was = Line.State(line.state)
    granting.close(line, actor, Line.State.WITHDRAWN, reason.strip(), now)
    rounds.void_of_line(line, now)
    sending.go_on_without(actor, application, was, now=now)
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


def _add_line(actor: Actor, application: Application, request: LineRequest, n: int, now: datetime) -> Line:
    resource = catalogue.get_resource(request.resource, viewer=actor)
    require_applicable(actor, resource)
    entry = resource.current
    assert entry is not None
    require_known(request, entry, n, shanghai_day(now))
    line = Line.objects.create(
        application=application,
        resource=resource,
        provider_id=resource.provider_id,
        entry=entry,
        items=list(dict.fromkeys(request.items)),
        modes=list(dict.fromkeys(request.modes)),
        rows=msgspec.to_builtins(settled(request.rows, row_items(entry))) if request.rows else None,
        until=request.until,
        reason=request.reason.strip(),
        volume=request.volume,
        replaces=_replaced(actor, resource, request),
        condition=entry.condition if is_conditional(entry, request.items) else "",
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
    is_asked = Line.objects.filter(replaces=grant, state__in=OPEN).exists()
    if not is_own or is_asked or grant.state != Grant.State.ACTIVE:
        raise GrantNotReplaceable(grant=request.replaces)
    return grant


def require_provider(actor: Actor, line: Line) -> None:
    """The provider's people decide, once it has reached them; a party is told so, a stranger that there is nothing."""
    is_provider = line.resource.provider_id == actor.agency_id and line.reached_at is not None
    if is_provider and actor.kind == "person":
        return
    if is_provider or actor.agency_id == line.application.consumer_id:
        raise NotTheProviderOfLine
    raise LineNotFound(number=line.application.number, resource=line.resource.code)


def _sign_off(actor: Actor, line: Line, decision: Decision, now: datetime) -> bool:
    """The proposal goes the agency's own way first; false where it has none."""
    content = contents.of_decision(line, decision)
    begun = rounds.begin(actor, rounds.about_line(line), content=content, now=now)
    if begun is None:
        return False
    recording.record(
        actor,
        Action.DECISION_PREPARED,
        resource=line.resource.code,
        target=line.application.number,
        sign_off=begun.pk,
        hash=begun.hash,
    )
    return True


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
