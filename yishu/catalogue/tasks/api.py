"""Collection tasks over HTTP (16.2)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import Day, PlainText, WholeNumber, YesNo, known
from yishu.catalogue.collection.line_api import CitationIn, CitationReviewIn, CollectionLineOut
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.tasks import answering, laying, queries
from yishu.catalogue.tasks.answering import Word
from yishu.catalogue.tasks.laying import TaskDraft
from yishu.catalogue.tasks.models import Task
from yishu.core.actor import Actor

router = Router(tags=["catalogue"], auth=known)
MOST = 200


class TaskIn(Schema):
    """`bearers`: credit codes of lower agencies. `keys`: those of `items` that only recognise whom the task is about (3 at most). `cycle`: once, daily, weekly, monthly, quarterly, half_yearly, yearly."""

    title: PlainText
    basis: PlainText
    cycle: PlainText
    until: Day
    items: list[PlainText]
    bearers: list[PlainText]
    keys: list[PlainText] = []


class TaskAnswerOut(Schema):
    """`state`: agreed, objected, kept (by decision, against the agency), dropped. In effect: agreed and kept."""

    position: int
    name: str
    state: str
    in_effect: bool
    objection: str
    opinion: str
    carried: bool


class BearerOut(Schema):
    """`state`: waiting, objected, settled."""

    agency: str
    name: str
    state: str
    due: date | None
    answers: list[TaskAnswerOut]


class TaskStepOut(Schema):
    at: datetime
    act: str
    agency: str
    words: str
    late: bool


class TaskOut(Schema):
    """`state`: draft, laid, superseded, ended. A lower agency sees its own answers only."""

    id: str
    version: int
    state: str
    expired: bool
    title: str
    basis: str
    cycle: str
    until: date
    imposer: str
    items: list[CollectionLineOut]
    bearers: list[BearerOut]
    steps: list[TaskStepOut]


class TaskRowOut(Schema):
    id: str
    version: int
    state: str
    title: str
    imposer: str
    cycle: str
    until: date
    items: int
    struck: int
    bearers: int
    unsettled: int


class TaskCountOut(Schema):
    """Of the tasks in force: imposed and borne by an agency; of those it imposes, items looked up and struck out, answers of lower agencies."""

    code: str
    name: str
    imposed: int
    borne: int
    items: int
    struck: int
    agreed: int
    objected: int
    kept: int
    dropped: int
    unanswered: int


class WordIn(Schema):
    position: WholeNumber
    agrees: YesNo
    objection: PlainText = ""


class TaskDecisionIn(Schema):
    """`positions`: what the agency objected to; empty where it said nothing by its day."""

    agency: PlainText
    positions: list[WholeNumber] = []
    keeps: YesNo
    opinion: PlainText


class EndTaskIn(Schema):
    reason: PlainText


@router.post("/collection-tasks", response={201: TaskOut})
def register_task(request: HttpRequest, body: TaskIn) -> Status[TaskOut]:
    """Register a task; the answer says which of its items are struck out, and what to use instead."""
    actor = _actor(request)
    return Status(201, _out(actor, laying.register_task(actor, _draft(body), now=timezone.now())))


@router.get("/collection-tasks", response=list[TaskRowOut])
def list_tasks(request: HttpRequest, side: Literal["borne", "imposed", "all"] = "borne") -> list[TaskRowOut]:
    """What is laid on one's own agency, what it lays, or for the coordinator and inspectors all (200 at most, newest first)."""
    lists = {"borne": queries.list_borne, "imposed": queries.list_imposed, "all": queries.list_all}
    found = list(lists[side](_actor(request))[:MOST])
    counts = queries.count_by_task(one.pk for one in found)
    return [
        TaskRowOut(
            id=one.number,
            version=one.version,
            state=one.state,
            title=one.title,
            imposer=one.imposer.code,
            cycle=one.cycle,
            until=one.until,
            items=counts[one.pk].items,
            struck=counts[one.pk].struck,
            bearers=counts[one.pk].bearers,
            unsettled=counts[one.pk].open_bearers,
        )
        for one in found
    ]


@router.get("/collection-tasks/counts", response=list[TaskCountOut])
def count_tasks(request: HttpRequest) -> list[TaskCountOut]:
    """Tasks imposed and borne, agency by agency; one's own agency only, for whoever is neither coordinator nor inspector."""
    counted = queries.count_by_agency(_actor(request), timezone.now())
    return [TaskCountOut(**{name: getattr(one, name) for name in TaskCountOut.model_fields}) for one in counted]


@router.get("/collection-tasks/{number}", response=TaskOut)
def get_task(request: HttpRequest, number: str, version: int | None = None) -> TaskOut:
    """One task in its newest version, or in the one that is asked for."""
    actor = _actor(request)
    if version is None:
        return _out(actor, queries.get_latest(actor, number))
    return _out(actor, queries.get_version(actor, number, version))


@router.put("/collection-tasks/{number}", response=TaskOut)
def change_task(request: HttpRequest, number: str, body: TaskIn) -> TaskOut:
    """Write a draft anew; of a task that was laid, the next version as a draft beside it."""
    actor = _actor(request)
    return _out(actor, laying.change_task(actor, number, _draft(body), now=timezone.now()))


@router.post("/collection-tasks/{number}/citations", response=TaskOut)
def cite_law(request: HttpRequest, number: str, body: CitationIn) -> TaskOut:
    """Cite the law by which struck items are collected all the same."""
    actor = _actor(request)
    return _out(actor, laying.cite_law(actor, number, body.positions, **body.words, now=timezone.now()))


@router.post("/collection-tasks/{number}/citations/review", response=TaskOut)
def review_citation(request: HttpRequest, number: str, body: CitationReviewIn) -> TaskOut:
    """The coordinator's word on the law that is cited."""
    actor, now = _actor(request), timezone.now()
    passes, opinion = body.passes, body.opinion
    done = laying.review_citation(actor, number, body.positions, passes=passes, opinion=opinion, now=now)
    return _out(actor, done)


@router.post("/collection-tasks/{number}/lay", response=TaskOut)
def lay_task(request: HttpRequest, number: str) -> TaskOut:
    """Sign a draft of somebody else of one's own agency: it goes to the lower agencies."""
    actor = _actor(request)
    return _out(actor, laying.lay_task(actor, number, now=timezone.now()))


@router.post("/collection-tasks/{number}/answers", response=TaskOut)
def answer_task(request: HttpRequest, number: str, body: list[WordIn]) -> TaskOut:
    """A lower agency's word on every item that waits for it."""
    actor = _actor(request)
    words = {one.position: Word(one.agrees, one.objection) for one in body}
    answering.answer_task(actor, number, words, now=timezone.now())
    return _out(actor, queries.get_laid(actor, number))


@router.post("/collection-tasks/{number}/decisions", response=TaskOut)
def decide(request: HttpRequest, number: str, body: TaskDecisionIn) -> TaskOut:
    """Keep or drop what an agency objected to, or what it did not answer by its day."""
    actor, now = _actor(request), timezone.now()
    if body.positions:
        answering.decide_objection(
            actor, number, body.agency, body.positions, keeps=body.keeps, opinion=body.opinion, now=now
        )
    else:
        answering.decide_silence(actor, number, body.agency, keeps=body.keeps, opinion=body.opinion, now=now)
    return _out(actor, queries.get_laid(actor, number))


@router.post("/collection-tasks/{number}/end", response=TaskOut)
def end_task(request: HttpRequest, number: str, body: EndTaskIn) -> TaskOut:
    """End a task before its last day."""
    actor = _actor(request)
    return _out(actor, laying.end_task(actor, number, reason=body.reason, now=timezone.now()))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _draft(body: TaskIn) -> TaskDraft:
    return TaskDraft(
        title=body.title,
        basis=body.basis,
        cycle=body.cycle,
        until=body.until,
        names=tuple(body.items),
        bearers=tuple(body.bearers),
        keys=tuple(body.keys),
    )


def _out(actor: Actor, task: Task) -> TaskOut:
    bearings = task.bearings.select_related("agency").prefetch_related("answers__item")
    if task.imposer_id != actor.agency_id and not oversees(actor):
        bearings = bearings.filter(agency_id=actor.agency_id)
    return TaskOut(
        id=task.number,
        version=task.version,
        state=task.state,
        expired=task.has_expired(timezone.localdate()),
        title=task.title,
        basis=task.basis,
        cycle=task.cycle,
        until=task.until,
        imposer=task.imposer.code,
        items=[CollectionLineOut.told(line) for line in task.items.select_related("resource")],
        bearers=[
            BearerOut(
                agency=one.agency.code,
                name=one.agency.name,
                state=one.state,
                due=one.due,
                answers=[
                    TaskAnswerOut(
                        position=word.item.position,
                        name=word.item.name,
                        state=word.state,
                        in_effect=word.is_in_effect,
                        objection=word.objection,
                        opinion=word.opinion,
                        carried=word.is_carried,
                    )
                    for word in one.answers.all()
                ],
            )
            for one in bearings
        ],
        steps=[
            TaskStepOut(at=step.at, act=step.act, agency=step.agency_name, words=step.words, late=step.was_late)
            for step in task.steps.all()
        ],
    )
