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
from yishu.sharing.signing import queries, rounds
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
from yishu.sharing.signing.subjects import Subject, subject_of
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
    found, subject = _locked(actor, round_id)
    _require_turn(actor, found, step)
    if rounds.hash_of(subject.content()) != found.hash or seen != found.hash:
        raise ChangedSincePrepared  # what was read is not what was prepared, or not what would be sent
    if wrong := check_texts({}, {"opinion": opinion}):
        raise Invalid(errors=wrong)
    _put(actor, found, Signature.Act.SIGNED, opinion, now)
    is_last = found.at_step == len(found.steps)
    if is_last:
        _end(found, Round.State.SIGNED, now)
    else:
        found.at_step, found.moved_at = found.at_step + 1, now
        found.save(update_fields=["at_step", "moved_at"])
    _record(actor, found, subject, step=step, act=Signature.Act.SIGNED, said=opinion)
    if is_last:
        subject.carry_out(now=now)
    return found


@transaction.atomic
def send_back(actor: Actor, round_id: int, *, step: int, reason: str, now: datetime) -> Round:
    """Back to whoever prepared it, with the reason. Raises as `sign` does."""
    found, subject = _locked(actor, round_id)
    _require_turn(actor, found, step)
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    return _return(actor, found, subject, Signature.Act.SENT_BACK, reason, now)


@transaction.atomic
def take_back(actor: Actor, round_id: int, *, now: datetime) -> Round:
    """Whoever prepared it, or another handler or signer of the agency, stops it in order to change it: it starts anew. Raises RoundNotFound, RoundEnded."""
    found, subject = _locked(actor, round_id)
    if found.prepared_by != actor.ref:
        require(actor, Role.HANDLER, Role.SIGNER)
    return _return(actor, found, subject, Signature.Act.TAKEN_BACK, "", now)


def _return(actor: Actor, found: Round, subject: Subject, act: Signature.Act, reason: str, now: datetime) -> Round:
    _put(actor, found, act, reason, now)
    _end(found, Round.State.SENT_BACK, now)
    subject.give_back()
    _record(actor, found, subject, step=found.at_step, act=act, said=reason)
    return found


def _locked(actor: Actor, round_id: int) -> tuple[Round, Subject]:
    """The round and what it is about, in the order in which all commands take them: the thing, then the round."""
    subject = subject_of(actor, queries.get_round(actor, round_id))
    subject.lock()
    found = Round.objects.select_for_update(of=("self",)).select_related("application", "line").get(pk=round_id)
    if found.state != Round.State.OPEN:
        state, state_en = in_both_languages(Round.State(found.state).label)
        raise RoundEnded(state=state, state_en=state_en)
    return found, subject


def _require_turn(actor: Actor, found: Round, step: int) -> None:
    if actor.kind != "person" or actor.agency_id != found.agency_id:
        raise RoundNotFound(round=found.pk)
    if not actor.own_refs.isdisjoint({found.prepared_by, found.submitted_by}):
        raise OwnWork
    if found.signatures.filter(by__in=actor.own_refs).exists():
        raise SignedAlready
    if step != found.at_step:
        raise StepSigned(n=found.at_step)
    may = queries.who_may_sign(found)
    if all(person.pk != actor.id for person in may):
        names = "、".join(person.name for person in may) or "—"
        raise NotYourTurn(step=found.turn.name, who=names)


def _put(actor: Actor, found: Round, act: Signature.Act, opinion: str, now: datetime) -> None:
    given = {"act": act, "by": actor.ref, "by_name": actor.name, "opinion": opinion.strip()}
    Signature.objects.create(round=found, n=found.at_step, at=now, **given)


def _end(found: Round, state: Round.State, now: datetime) -> None:
    found.state, found.ended_at = state, now
    found.save(update_fields=["state", "ended_at"])


def _record(actor: Actor, found: Round, subject: Subject, *, step: int, act: Signature.Act, said: str) -> None:
    is_signed = act == Signature.Act.SIGNED
    recording.record(
        actor,
        (SIGNED if is_signed else SENT_BACK)[Stage(found.stage)],
        outcome=Outcome.ALLOWED if is_signed else Outcome.DENIED,
        resource=subject.resource,
        target=found.target,
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
