"""Signing, sending back, taking back; and an agency's own setting (26.1, 26.3, 34.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.agencies import queries as agencies
from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.sharing import granting, sending
from yishu.sharing.commands import already_decided
from yishu.sharing.coordination import commands as coordinations
from yishu.sharing.coordination.queries import get_coordination
from yishu.sharing.models import Application, Line
from yishu.sharing.signing import contents, queries, rounds
from yishu.sharing.signing.errors import (
    ChangedSincePrepared,
    NotYourTurn,
    OwnWork,
    RoundEnded,
    RoundNotFound,
    SignedAlready,
    StepSigned,
)
from yishu.sharing.signing.models import Round, Signature, SignOffStep, Stage
from yishu.sharing.wording import check_line, check_texts, in_both_languages

MOST: Final = 3
LONGEST_NAME: Final = 30
ROLES: Final = (
    Role.HANDLER, Role.SIGNER, Role.REVIEWER, Role.SECRECY_REVIEWER, Role.DATA_OFFICER, Role.RISK_OFFICER,
    Role.AGENCY_ADMINISTRATOR,
)  # fmt: skip
"""Those of an agency that may sign: who administers the node or inspects it has no part in an agency's own affairs."""

SIGNED: Final = {Stage.APPLICATION: Action.APPLICATION_SIGNED, Stage.DECISION: Action.DECISION_SIGNED}
SENT_BACK: Final = {Stage.APPLICATION: Action.APPLICATION_SENT_BACK, Stage.DECISION: Action.DECISION_SENT_BACK}


@dataclass(frozen=True, slots=True)
class StepDraft:
    """One step of a setting: a role of the agency, or some of its people by login."""

    name: str
    role: str = ""
    people: tuple[str, ...] = ()


@transaction.atomic
def set_steps(actor: Actor, stage: Stage, steps: Sequence[StepDraft], *, now: datetime) -> list[SignOffStep]:
    """What one's own agency signs from now on at this stage, in order; none: nothing. What is under way goes on as it began. Raises Invalid."""
    require(actor, Role.AGENCY_ADMINISTRATOR)
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.agency_id)
    _require_sound(actor, steps)
    SignOffStep.objects.filter(agency_id=actor.agency_id, stage=stage).delete()
    made = [_add(actor, stage, n, step, now) for n, step in enumerate(steps, 1)]
    told = [f"{step.name.strip()}：{step.role or ' '.join(step.people)}" for step in steps]
    recording.record(actor, Action.RULE_CHANGED, target=f"sign-off:{stage}/{actor.agency_code}", steps=told)
    return made


@transaction.atomic
def sign(actor: Actor, round_id: int, *, step: int, seen: str, opinion: str = "", now: datetime) -> Round:
    """Agree to what was seen (by its hash) at the step that was seen. After the last step it is sent, or the decision is given.

    Raises RoundNotFound, RoundEnded, StepSigned, ChangedSincePrepared, NotYourTurn, OwnWork, SignedAlready.
    """
    found, lines = _locked(actor, round_id)
    _require_turn(actor, found, step)
    _require_unchanged(actor, found, lines, seen)
    if wrong := check_texts({}, {"opinion": opinion}):
        raise Invalid(errors=wrong)
    _put(actor, found, Signature.Act.SIGNED, opinion, now)
    is_last = found.at_step == len(found.steps)
    if is_last:
        _end(found, Round.State.SIGNED, now)
    else:
        found.at_step, found.moved_at = found.at_step + 1, now
        found.save(update_fields=["at_step", "moved_at"])
    _record(actor, SIGNED[Stage(found.stage)], found, step=step, act=Signature.Act.SIGNED, said=opinion)
    if is_last:
        _carry_out(actor, found, lines, now)
    return found


@transaction.atomic
def send_back(actor: Actor, round_id: int, *, step: int, reason: str, now: datetime) -> Round:
    """Back to whoever prepared it, with the reason. Raises as `sign` does."""
    found, lines = _locked(actor, round_id)
    _require_turn(actor, found, step)
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    return _return(actor, found, lines, Signature.Act.SENT_BACK, reason, now)


@transaction.atomic
def take_back(actor: Actor, round_id: int, *, now: datetime) -> Round:
    """Whoever prepared it, or another handler or signer of the agency, stops it in order to change it: it starts anew. Raises RoundNotFound, RoundEnded."""
    found, lines = _locked(actor, round_id)
    if found.prepared_by != actor.ref:
        require(actor, Role.HANDLER, Role.SIGNER)
    return _return(actor, found, lines, Signature.Act.TAKEN_BACK, "", now)


def _return(actor: Actor, found: Round, lines: list[Line], act: Signature.Act, reason: str, now: datetime) -> Round:
    _put(actor, found, act, reason, now)
    _end(found, Round.State.SENT_BACK, now)
    if found.stage == Stage.APPLICATION:
        sending.move(lines, Line.State.RETURNED)
    action = SENT_BACK[Stage(found.stage)]
    _record(actor, action, found, step=found.at_step, act=act, said=reason)
    return found


def _carry_out(actor: Actor, found: Round, lines: list[Line], now: datetime) -> None:
    """What was signed, and nothing else, goes out."""
    if found.stage == Stage.APPLICATION:
        sending.send(actor, found.application, lines, now=now)
    elif number := contents.coordination_of(found.content):
        coordinations.execute(actor, get_coordination(actor, number, lock=True), now=now)
    else:
        granting.settle(actor, lines[0], contents.decision_of(found.content), now=now)


def _locked(actor: Actor, round_id: int) -> tuple[Round, list[Line]]:
    """The round and its lines, in the order in which all commands take them: the application, its lines, the round."""
    known = queries.get_round(actor, round_id)
    if number := contents.coordination_of(known.content):
        get_coordination(actor, number, lock=True)  # before its line, as whoever carries it out takes them
    lines = Line.objects.select_for_update(of=("self",)).select_related(
        "application__consumer", "resource__provider", "resource__current", "entry"
    )
    if known.stage == Stage.APPLICATION:
        Application.objects.select_for_update(of=("self",)).get(pk=known.application_id)
        held = list(lines.filter(application_id=known.application_id, state=Line.State.SIGNING).order_by("pk"))
    else:
        held = list(lines.filter(pk=known.line_id))
    found = Round.objects.select_for_update(of=("self",)).select_related("application", "line").get(pk=round_id)
    if found.state != Round.State.OPEN:
        state, state_en = in_both_languages(Round.State(found.state).label)
        raise RoundEnded(state=state, state_en=state_en)
    for line in held:
        line.application = held[0].application
    if held:
        found.application = held[0].application
    return found, held


def _require_turn(actor: Actor, found: Round, step: int) -> None:
    if actor.kind != "person" or actor.agency_id != found.agency_id:
        raise RoundNotFound(round=found.pk)
    if not actor.own_refs.isdisjoint({found.prepared_by, found.application.submitted_by}):
        raise OwnWork
    if found.signatures.filter(by__in=actor.own_refs).exists():
        raise SignedAlready
    if step != found.at_step:
        raise StepSigned(n=found.at_step)
    may = queries.who_may_sign(found)
    if all(person.pk != actor.id for person in may):
        names = "、".join(person.name for person in may) or "—"
        raise NotYourTurn(step=found.turn.name, who=names)


def _require_unchanged(actor: Actor, found: Round, lines: list[Line], seen: str) -> None:
    """What the signer read is what was prepared, and what would be sent."""
    if found.stage == Stage.APPLICATION:
        now_prepared = contents.of_application(found.application, lines)
    elif number := contents.coordination_of(found.content):
        coordination = get_coordination(actor, number)
        coordinations.require_to_execute(coordination)
        now_prepared = contents.of_execution(coordination)
    else:
        if lines[0].state != Line.State.IN_REVIEW:
            raise already_decided(lines[0])
        now_prepared = contents.of_decision(lines[0], contents.decision_of(found.content))
    if seen != found.hash or rounds.hash_of(now_prepared) != found.hash:
        raise ChangedSincePrepared


def _put(actor: Actor, found: Round, act: Signature.Act, opinion: str, now: datetime) -> None:
    given = {"act": act, "by": actor.ref, "by_name": actor.name, "opinion": opinion.strip()}
    Signature.objects.create(round=found, n=found.at_step, at=now, **given)


def _end(found: Round, state: Round.State, now: datetime) -> None:
    found.state, found.ended_at = state, now
    found.save(update_fields=["state", "ended_at"])


def _record(actor: Actor, action: Action, found: Round, *, step: int, act: Signature.Act, said: str) -> None:
    recording.record(
        actor,
        action,
        outcome=Outcome.ALLOWED if act == Signature.Act.SIGNED else Outcome.DENIED,
        resource=found.line.resource.code if found.line else "",
        target=found.application.number,
        sign_off=found.pk,
        step=step,
        name=found.turns[step - 1].name,
        act=act.value,
        hash=found.hash,
        why=said.strip(),
    )


def _require_sound(actor: Actor, steps: Sequence[StepDraft]) -> None:
    wrong: list[FieldError] = []
    if len(steps) > MOST:
        wrong.append(FieldError("steps", "most", "最多 {most} 个环节。", "At most {most} steps.", most=MOST))
    for n, step in enumerate(steps):
        place = f"steps[{n}]"
        wrong += [*check_texts({f"{place}.name": step.name}), *check_line(f"{place}.name", step.name, LONGEST_NAME)]
        if bool(step.role) == bool(step.people):
            zh, en = "请选定一个角色，或者指定人员，二者取一。", "Choose a role or name people: one of the two."
            wrong.append(FieldError(f"{place}.role", "one_of_two", zh, en))
        elif step.role and step.role not in ROLES:
            zh, en = "该角色不能审批；可选：{known}。", "That role does not sign; choose from {known}."
            wrong.append(FieldError(f"{place}.role", "one_of", zh, en, known=", ".join(ROLES)))
        wrong += _people(actor, place, step)
    names = [step.name.strip() for step in steps]
    if len(set(names)) < len(names):
        zh, en = "各环节的名称不能相同。", "Each step has a name of its own."
        wrong.append(FieldError("steps", "once", zh, en))
    if wrong:
        raise Invalid(errors=wrong)


def _people(actor: Actor, place: str, step: StepDraft) -> list[FieldError]:
    own = Agency.objects.get(pk=actor.agency_id).people.filter(is_active=True)
    unknown = sorted(set(step.people) - set(own.filter(login__in=step.people).values_list("login", flat=True)))
    if not unknown:
        return []
    zh, en = "本单位没有这些人员：{unknown}。", "Your agency has no such people: {unknown}."
    return [FieldError(f"{place}.people", "one_of", zh, en, unknown=", ".join(unknown))]


def _add(actor: Actor, stage: Stage, n: int, step: StepDraft, now: datetime) -> SignOffStep:
    made = SignOffStep.objects.create(
        agency_id=actor.agency_id,
        stage=stage,
        n=n,
        name=step.name.strip(),
        role=step.role,
        changed_by_name=actor.name,
        changed_at=now,
    )
    made.people.set(agencies.get_person(actor.agency_id, login) for login in step.people)
    return made
