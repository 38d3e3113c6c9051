"""Taking a refusal, or what a grant lacks, to the coordinator; stating, opining, carrying out, escalating (26.4).

Access opens in two places only, each by a person: `carry_out`, the provider's own act, and `record_decision`, which puts a decision of the government on record. No clock opens anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.sharing import commands as applications
from yishu.sharing.asked import Decision, require_part
from yishu.sharing.changes.commands import change_terms
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.coordination import queries, rest
from yishu.sharing.coordination.rest import Rest
from yishu.sharing.errors import (
    BothSidesFirst,
    CoordinationWrongMoment,
    GrantEnded,
    LineNotFound,
    NotASideOfCoordination,
    NothingToCoordinate,
    NotTheProviderOfLine,
    NotYetOverdue,
)
from yishu.sharing.models import Coordination, CourseStep, Grant, Line
from yishu.sharing.numbers import next_number
from yishu.sharing.queries import get_line
from yishu.sharing.signing import contents, rounds
from yishu.sharing.signing.errors import UnderSignOff
from yishu.sharing.steps import add_step
from yishu.sharing.wording import check_line, check_texts, in_both_languages

State = Coordination.State


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the coordinator holds: the provider should grant these items and modes, or its decision stands. `hearing`: how a side without a statement was heard.

    Of what was granted in part they are what is to be added; there also `rows` and `volume` as they were asked for, and the last day.
    """

    grants: bool
    text: str
    items: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    hearing: str = ""
    rows: bool = False
    volume: bool = False
    until: date | None = None


@transaction.atomic
def take_to_coordinator(actor: Actor, number: str, resource_code: str, *, ground: str, now: datetime) -> Coordination:
    """Either side of a line that was refused, or granted in part, asks the coordinator; what was granted stays in force. The ground is its statement."""
    line = get_line(number, resource_code, lock=True)
    _require_side(actor, line)
    if wrong := check_texts({"ground": ground}):
        raise Invalid(errors=wrong)
    missing = rest.rest_of(line, shanghai_day(now))
    if (line.state != Line.State.REFUSED and not missing) or queries.find_of_line(line):
        raise NothingToCoordinate
    coordination = Coordination.objects.create(
        number=next_number("XT", shanghai_day(now)),
        line=line,
        of_rest=bool(missing),
        raised_by_agency_id=actor.agency_id,
        raised_by=actor.ref,
        raised_at=now,
    )
    _keep_decision(coordination, line)
    add_step(actor, "raised", coordination=coordination, words=ground, now=now)
    _record(actor, Action.COORDINATION_RAISED, coordination, why=ground.strip())
    return coordination


@transaction.atomic
def state_position(actor: Actor, number: str, *, statement: str, now: datetime) -> Coordination:
    """One side says what it has to say; as often as it likes until the opinion is issued."""
    coordination = queries.get_coordination(actor, number, lock=True)
    _require_side(actor, coordination.line)
    _require_state(coordination, State.HEARING)
    if wrong := check_texts({"statement": statement}):
        raise Invalid(errors=wrong)
    add_step(actor, "stated", coordination=coordination, words=statement, now=now)
    _record(actor, Action.COORDINATION_STATED, coordination)
    return coordination


@transaction.atomic
def issue_opinion(actor: Actor, number: str, opinion: Opinion, *, now: datetime) -> Coordination:
    """The coordinator's numbered opinion. It opens nothing: the provider's clock to carry it out starts, or its decision stands."""
    coordination = _for_coordinator(actor, number)
    _require_state(coordination, State.HEARING)
    _require_opinion(coordination, opinion, shanghai_day(now))
    _require_heard(coordination, opinion)
    coordination.opinion_number = next_number("XTYJ", shanghai_day(now))
    coordination.opinion, coordination.opined_by, coordination.opined_at = opinion.text.strip(), actor.ref, now
    if opinion.grants:
        due = clocks.deadline(clocks.COORDINATION_EXECUTE, now)
        coordination.state, coordination.due, coordination.due_provisional = State.TO_EXECUTE, due.date, due.provisional
        coordination.items, coordination.modes = _once(opinion.items), _once(opinion.modes)
        coordination.all_rows, coordination.full_volume = opinion.rows, opinion.volume
        coordination.until = opinion.until
    else:
        coordination.state, coordination.closed_at = State.UPHELD, now
    coordination.save()
    words = "\n".join(part for part in (opinion.text.strip(), opinion.hearing.strip()) if part)
    add_step(actor, "opined" if opinion.grants else "upheld", coordination=coordination, words=words, now=now)
    _record(
        actor,
        Action.COORDINATION_OPINED,
        coordination,
        outcome=Outcome.ALLOWED if opinion.grants else Outcome.DENIED,
        items=coordination.items,
        opinion=coordination.opinion_number,
    )
    return coordination


@transaction.atomic
def carry_out(actor: Actor, number: str, *, now: datetime) -> Grant | None:
    """The provider grants what the opinion says, by its own act; also after it was escalated, while the government has not decided.

    Where the agency signs off its decisions, this proposes it, and nothing is granted (None) until the last has signed; its clock goes on.
    """
    coordination = queries.get_coordination(actor, number, lock=True)
    line = coordination.line
    if line.resource.provider_id != actor.agency_id or actor.kind != "person":
        raise NotTheProviderOfLine
    require(actor, Role.SIGNER, Role.HANDLER)
    require_to_execute(coordination)
    if held := rounds.find_open(line):
        raise UnderSignOff(step=held.turn.name)
    content = contents.of_execution(coordination)
    begun = rounds.begin(actor, rounds.about_line(line, rounds.EXECUTION), content=content, now=now)
    if begun is None:
        return execute(actor, coordination, now=now)
    recording.record(
        actor,
        Action.DECISION_PREPARED,
        resource=line.resource.code,
        target=line.application.number,
        sign_off=begun.pk,
        hash=begun.hash,
        coordination=number,
    )
    return None


def require_to_execute(coordination: Coordination) -> None:
    """It waits for its provider. Raises CoordinationWrongMoment."""
    _require_state(coordination, State.TO_EXECUTE, State.ESCALATED)


def execute(actor: Actor, coordination: Coordination, *, now: datetime) -> Grant:
    """What was proposed and signed, or needs nobody's signature, under the locks of the coordination and its line."""
    was_late = coordination.due is not None and shanghai_day(now) > coordination.due
    coordination.state, coordination.closed_at = State.EXECUTED, now
    coordination.save(update_fields=["state", "closed_at"])
    add_step(actor, "executed", coordination=coordination, was_late=was_late, now=now)
    _record(actor, Action.COORDINATION_EXECUTED, coordination, items=coordination.items)
    return _open(actor, coordination, f"执行协调意见 {coordination.opinion_number}", now)


@transaction.atomic
def escalate(actor: Actor, number: str, *, to: str, reason: str, now: datetime) -> Coordination:
    """What the provider left open past its day goes to the government of the tier, on record."""
    coordination = _for_coordinator(actor, number)
    _require_state(coordination, State.TO_EXECUTE)
    if wrong := [*check_texts({"to": to, "reason": reason}), *check_line("to", to, 120)]:
        raise Invalid(errors=wrong)
    assert coordination.due is not None  # set with the opinion
    if shanghai_day(now) <= coordination.due:
        raise NotYetOverdue(due=coordination.due.isoformat())
    coordination.state, coordination.escalated_to = State.ESCALATED, to.strip()
    coordination.save(update_fields=["state", "escalated_to"])
    add_step(actor, "escalated", coordination=coordination, words=f"{to.strip()}：{reason.strip()}", now=now)
    _record(actor, Action.COORDINATION_ESCALATED, coordination, to=to.strip(), why=reason.strip())
    return coordination


@transaction.atomic
def record_decision(
    actor: Actor, number: str, *, decision_number: str, grants: bool, text: str, now: datetime
) -> Coordination:
    """The coordinator puts the government's decision (by its own number) on record; where it says so, access opens by it."""
    coordination = _for_coordinator(actor, number)
    _require_state(coordination, State.ESCALATED)
    wrong = check_texts({"decision_number": decision_number, "text": text})
    if wrong := [*wrong, *check_line("decision_number", decision_number, 60)]:
        raise Invalid(errors=wrong)
    coordination.state, coordination.closed_at = State.DECIDED, now
    coordination.decision_number = decision_number.strip()
    coordination.save(update_fields=["state", "closed_at", "decision_number"])
    words = f"{coordination.escalated_to} {coordination.decision_number}：{text.strip()}"
    act = "decided" if grants else "decided_against"
    add_step(actor, act, coordination=coordination, words=words, now=now)
    _record(
        actor,
        Action.COORDINATION_DECIDED,
        coordination,
        outcome=Outcome.ALLOWED if grants else Outcome.DENIED,
        decision=coordination.decision_number,
    )
    rounds.void_of_line(coordination.line, now)
    if grants:
        _open(actor, coordination, words, now)
    return coordination


def _keep_decision(coordination: Coordination, line: Line) -> None:
    """The provider's decision as the first step: opening a grant later writes over the line's own."""
    provider = line.resource.provider
    assert provider is not None
    assert line.decided_at is not None  # it is decided
    CourseStep.objects.create(
        coordination=coordination,
        at=line.decided_at,
        act="granted_in_part" if coordination.of_rest else "refused",
        actor=line.decided_by,
        actor_name=line.decided_by_name,
        agency=provider,
        agency_name=provider.name,
        words=line.decision_reason,
        was_late=line.due is not None and shanghai_day(line.decided_at) > line.due,
    )


def _open(actor: Actor, coordination: Coordination, reason: str, now: datetime) -> Grant:
    line = coordination.line
    if coordination.of_rest:
        return _widen(actor, coordination, reason, now)
    decision = Decision(True, tuple(coordination.items), tuple(coordination.modes), reason=reason)
    require_part(line, decision, shanghai_day(now))
    applications.require_usable(line.resource)
    return applications.open_grant(actor, line, decision, now=now)


def _widen(actor: Actor, coordination: Coordination, reason: str, now: datetime) -> Grant:
    """The grant goes on under its number, with what it lacked: all of it was applied for."""
    line = coordination.line
    applications.require_usable(line.resource)
    grant = Grant.objects.select_for_update(of=("self",)).select_related("resource").get(line=line)
    new = rest.widened(grant.read_terms(), line, rest.opined(coordination))
    if grant.state != Grant.State.ACTIVE or rest.is_over(new, now):
        raise GrantEnded
    change_terms(actor, grant, new, EarlierTerms.Cause.COORDINATED, reason=reason, now=now)
    return grant


def _for_coordinator(actor: Actor, number: str) -> Coordination:
    coordination = queries.get_coordination(actor, number, lock=True)
    require(actor, Role.COORDINATOR)
    if not is_coordinator(actor):
        raise NotTheCoordinator
    for somebody in (coordination.raised_by, coordination.line.application.submitted_by, coordination.line.decided_by):
        require_other(actor, somebody)
    return coordination


def _require_side(actor: Actor, line: Line) -> None:
    """The applicant or the provider, by a person; a stranger learns that there is nothing."""
    if actor.agency_id not in (line.application.consumer_id, line.resource.provider_id):
        if is_coordinator(actor):
            raise NotASideOfCoordination
        raise LineNotFound(number=line.application.number, resource=line.resource.code)
    if actor.kind != "person":
        raise NotASideOfCoordination
    require(actor, Role.HANDLER, Role.SIGNER)


def _require_state(coordination: Coordination, *allowed: Coordination.State) -> None:
    if coordination.state not in allowed:
        zh, en = in_both_languages(State(coordination.state).label)
        raise CoordinationWrongMoment(state=zh, state_en=en)


def _require_opinion(coordination: Coordination, opinion: Opinion, today: date) -> None:
    line = coordination.line
    wrong = check_texts({"text": opinion.text}, {"hearing": opinion.hearing})
    if opinion.grants and coordination.of_rest:
        wrong += _beyond(rest.rest_of(line, today), opinion, today)
    elif opinion.grants:
        wrong += _outside("items", opinion.items, line.items) + _outside("modes", opinion.modes, line.modes)
    if wrong:
        raise Invalid(errors=wrong)


def _outside(field: str, chosen: tuple[str, ...], asked: Sequence[str]) -> list[FieldError]:
    if chosen and set(chosen) <= set(asked):
        return []
    zh, en = "请在申请的范围内至少选择一项：{asked}。", "Choose at least one of what was asked: {asked}."
    return [FieldError(field, "one_of", zh, en, asked=", ".join(asked))]


def _beyond(missing: Rest, opinion: Opinion, today: date) -> list[FieldError]:
    """Of what was granted in part: what is added was asked for and is missing, and it is something."""
    given = Rest(opinion.items, opinion.modes, opinion.rows, opinion.volume, opinion.until)
    if not given:
        zh, en = "请在未授权的部分中至少选择一项。", "Choose at least one part of what was not granted."
        return [FieldError("items", "required", zh, en)]
    wrong = _outside("items", given.items, missing.items) if given.items else []
    wrong += _outside("modes", given.modes, missing.modes) if given.modes else []
    zh, en = "这一部分已按申请授权，不在分歧之内。", "That is granted as it was asked for: it is not at issue."
    not_at_issue = {"rows": given.rows and not missing.rows, "volume": given.volume and not missing.volume}
    wrong += [FieldError(name, "not_at_issue", zh, en) for name, is_wrong in not_at_issue.items() if is_wrong]
    if given.until and missing.until is None:
        wrong.append(FieldError("until", "not_at_issue", zh, en))
    elif given.until and missing.until and not today <= given.until <= missing.until:
        zh, en = "须为今天至申请的期限（{last}）之间的日期。", "A day from today to what was asked ({last})."
        wrong.append(FieldError("until", "not_beyond_asked", zh, en, last=missing.until))
    return wrong


def _require_heard(coordination: Coordination, opinion: Opinion) -> None:
    unheard = queries.list_unheard(coordination)
    if unheard and not opinion.hearing.strip():
        raise BothSidesFirst(missing="、".join(side.name for side in unheard))


def _once(chosen: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(chosen))


def _record(
    actor: Actor,
    action: Action,
    coordination: Coordination,
    *,
    outcome: Outcome = Outcome.ALLOWED,
    items: list[str] | None = None,
    why: str = "",
    to: str = "",
    opinion: str = "",
    decision: str = "",
) -> None:
    given = {"why": why, "to": to, "opinion": opinion, "decision": decision}
    detail = {name: text for name, text in given.items() if text}
    recording.record(
        actor,
        action,
        resource=coordination.line.resource.code,
        target=coordination.number,
        outcome=outcome,
        duty=coordination.line.application.duty,
        items=items,
        application=coordination.line.application.number,
        **detail,  # type: ignore[arg-type]
    )
