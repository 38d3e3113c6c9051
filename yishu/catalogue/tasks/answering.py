"""What lower agencies say to a task, and who decides where they object or say nothing (16.2). Silence is no consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.citing import LONGEST_REASON, check_words
from yishu.catalogue.errors import NotTheCoordinator, OpinionRequired
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.tasks import queries
from yishu.catalogue.tasks.errors import NothingToDecide, NotTheBearer
from yishu.catalogue.tasks.models import Answer, Bearing, Task, TaskItem
from yishu.catalogue.tasks.steps import add_step, wrong_moment
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.node import clocks


@dataclass(frozen=True, slots=True)
class Word:
    """One agency's word on one item: agreed, or an objection with its reason."""

    agrees: bool
    objection: str = ""


@transaction.atomic
def answer_task(actor: Actor, number: str, words: Mapping[int, Word], *, now: datetime) -> Bearing:
    """The lower agency agrees or objects, item by item (`words` by position); every item that waits is answered."""
    task, bearing = _borne(actor, number)
    require(actor, Role.REVIEWER, Role.SIGNER)
    if bearing.state != Bearing.State.WAITING:
        raise wrong_moment(task)
    waiting = _waiting(task, bearing)
    _require_whole(waiting, words)
    Answer.objects.bulk_create(
        Answer(
            bearing=bearing,
            item=item,
            state=Answer.State.AGREED if words[item.position].agrees else Answer.State.OBJECTED,
            objection="" if words[item.position].agrees else words[item.position].objection.strip(),
            answered_by_name=actor.name,
        )
        for item in waiting
    )
    was_late = bool(bearing.due and shanghai_day(now) > bearing.due)
    objected = [item.name for item in waiting if not words[item.position].agrees]
    _settle(bearing, now)
    told = f"有异议：{'、'.join(objected)}" if objected else ""
    add_step(actor, task, "objected" if objected else "agreed", words=told, was_late=was_late, now=now)
    agreed = [item.name for item in waiting if words[item.position].agrees]
    recording.record(actor, Action.TASK_ANSWERED, target=number, version=task.version, items=agreed, objected=objected)
    return bearing


@transaction.atomic
def decide_objection(
    actor: Actor, number: str, agency: str, positions: Sequence[int], *, keeps: bool, opinion: str, now: datetime
) -> Bearing:
    """The coordinator keeps or drops items that an agency objected to; the agency that laid the task may only drop them."""
    task, bearing = _of_agency(actor, number, agency)
    _require_decider(actor, task, keeps=keeps)
    _require_opinion(opinion)
    objected = {one.item.position: one for one in bearing.answers.filter(state=Answer.State.OBJECTED)}
    if not positions or any(position not in objected for position in positions):
        raise NothingToDecide
    for answer in (objected[position] for position in positions):
        answer.state = Answer.State.KEPT if keeps else Answer.State.DROPPED
        answer.opinion, answer.decided_by_name = opinion.strip(), actor.name
        answer.save(update_fields=["state", "opinion", "decided_by_name"])
    names = [objected[position].item.name for position in positions]
    _decided(actor, task, bearing, names, keeps=keeps, opinion=opinion, now=now)
    return bearing


@transaction.atomic
def decide_silence(actor: Actor, number: str, agency: str, *, keeps: bool, opinion: str, now: datetime) -> Bearing:
    """An agency said nothing by its day: the coordinator keeps or drops what it was asked; the agency that laid the task may only drop it."""
    task, bearing = _of_agency(actor, number, agency)
    _require_decider(actor, task, keeps=keeps)
    _require_opinion(opinion)
    if bearing.state != Bearing.State.WAITING or bearing.due is None or shanghai_day(now) <= bearing.due:
        raise NothingToDecide
    waiting = _waiting(task, bearing)
    state = Answer.State.KEPT if keeps else Answer.State.DROPPED
    Answer.objects.bulk_create(
        Answer(bearing=bearing, item=item, state=state, opinion=opinion.strip(), decided_by_name=actor.name)
        for item in waiting
    )
    _decided(actor, task, bearing, [item.name for item in waiting], keeps=keeps, opinion=opinion, now=now)
    return bearing


def _decided(
    actor: Actor, task: Task, bearing: Bearing, names: list[str], *, keeps: bool, opinion: str, now: datetime
) -> None:
    """A decision on silence is about an agency that is late, not about a decider who is."""
    was_late = bool(bearing.state == Bearing.State.OBJECTED and bearing.due and shanghai_day(now) > bearing.due)
    _settle(bearing, now)
    words = f"{bearing.agency.name}：{'、'.join(names)}。{opinion.strip()}"
    add_step(actor, task, "kept" if keeps else "dropped", words=words, was_late=was_late, now=now)
    recording.record(
        actor,
        Action.TASK_OBJECTION_DECIDED,
        target=task.number,
        version=task.version,
        items=names,
        agency=bearing.agency.code,
        keeps=keeps,
        why=opinion.strip(),
    )


def _settle(bearing: Bearing, now: datetime) -> None:
    """Settled once no objection is open; the first objection starts the clock of whoever decides."""
    if bearing.answers.filter(state=Answer.State.OBJECTED).exists():
        if bearing.state == Bearing.State.WAITING:
            due = clocks.deadline(clocks.COLLECTION_REVIEW, now)
            bearing.due, bearing.due_provisional = due.date, due.provisional
        bearing.state = Bearing.State.OBJECTED
    else:
        bearing.state = Bearing.State.SETTLED
    bearing.save(update_fields=["state", "due", "due_provisional"])


def _waiting(task: Task, bearing: Bearing) -> list[TaskItem]:
    answered = set(bearing.answers.values_list("item_id", flat=True))
    return [item for item in task.items.all() if not item.is_struck and item.pk not in answered]


def _require_whole(waiting: list[TaskItem], words: Mapping[int, Word]) -> None:
    wrong = []
    for item in waiting:
        word = words.get(item.position)
        if word is None:
            zh, en = "请对“{name}”表示同意或者异议。", "Agree to {name}, or object."
            wrong.append(FieldError(f"answers.{item.position}", "required", zh, en, name=item.name))
        elif not word.agrees and not (0 < len(word.objection.strip()) <= LONGEST_REASON and is_plain(word.objection)):
            zh = "对“{name}”有异议的，请写明理由，不超过 {most} 字。"
            en = "Say why {name} is objected to, in at most {most} characters."
            wrong.append(FieldError(f"answers.{item.position}", "reason", zh, en, name=item.name, most=LONGEST_REASON))
    if strange := set(words) - {item.position for item in waiting}:
        zh, en = "第 {position} 项不在待答复的信息项中。", "Item {position} waits for no answer."
        wrong.append(FieldError("answers", "waiting", zh, en, position=min(strange)))
    if wrong:
        raise Invalid(errors=wrong)


def _require_decider(actor: Actor, task: Task, *, keeps: bool) -> None:
    """Who laid a task may give in; keeping an item against its bearer is for the coordinator, other people than laid it (5.1)."""
    if is_coordinator(actor):
        require_other(actor, task.registered_by)
        require_other(actor, task.signed_by)
        return
    if keeps or task.imposer_id != actor.agency_id:
        raise NotTheCoordinator
    require(actor, Role.REVIEWER, Role.SIGNER)


def _require_opinion(opinion: str) -> None:
    if not opinion.strip():
        raise OpinionRequired
    check_words("opinion", opinion)


def _borne(actor: Actor, number: str) -> tuple[Task, Bearing]:
    task = queries.get_laid(actor, number, lock=True)
    bearing = task.bearings.select_related("agency").filter(agency_id=actor.agency_id).first()
    if bearing is None:
        raise NotTheBearer
    return task, bearing


def _of_agency(actor: Actor, number: str, agency: str) -> tuple[Task, Bearing]:
    task = queries.get_laid(actor, number, lock=True)
    bearing = task.bearings.select_related("agency").filter(agency__code=agency).first()
    if bearing is None:
        raise NothingToDecide
    return task, bearing
