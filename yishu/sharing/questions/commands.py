"""Asking and answering. The clock of the review runs on, but for one bounded supplement where a local rule has it (26.3, 38.1)."""

from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import Deadline, shanghai_day
from yishu.core.errors import Invalid
from yishu.node import clocks
from yishu.sharing import queries as sharing
from yishu.sharing.commands import already_decided, require_provider
from yishu.sharing.errors import LineNotFound
from yishu.sharing.models import Line
from yishu.sharing.questions import queries
from yishu.sharing.questions.errors import ClockNotStoppable, NotTheApplicant, QuestionAlreadyAnswered
from yishu.sharing.questions.models import Question
from yishu.sharing.wording import check_texts


@transaction.atomic
def ask(actor: Actor, number: str, code: str, *, text: str, stops_clock: bool = False, now: datetime) -> Question:
    """The provider asks about a line that it reviews. Raises AlreadyDecided, ClockNotStoppable, Invalid."""
    line = sharing.get_line(number, code, lock=True)
    require_provider(actor, line)
    require(actor, Role.SIGNER, Role.HANDLER)
    if line.state != Line.State.IN_REVIEW:
        raise already_decided(line)
    if wrong := check_texts({"text": text}):
        raise Invalid(errors=wrong)
    question = Question(line=line, n=line.questions.count() + 1, text=text.strip(), asked_at=now)
    question.asked_by, question.asked_by_name = actor.ref, actor.name
    if stops_clock:
        _stop(question, now)
    question.save()
    recording.record(
        actor,
        Action.APPLICATION_QUESTIONED,
        resource=line.resource.code,
        target=number,
        question=question.n,
        due=str(line.due) if stops_clock else None,
    )
    return question


@transaction.atomic
def answer(actor: Actor, number: str, code: str, n: int, *, text: str, now: datetime) -> Question:
    """The applicant answers, once. A clock that stood still runs on from now."""
    line = sharing.get_line(number, code, lock=True)
    if line.application.consumer_id != actor.agency_id:
        if line.resource.provider_id == actor.agency_id:
            raise NotTheApplicant
        raise LineNotFound(number=number, resource=line.resource.code)
    require(actor, Role.HANDLER)
    question = queries.get_question(line, n)
    if question.answered_at is not None:
        raise QuestionAlreadyAnswered
    if line.state != Line.State.IN_REVIEW:
        raise already_decided(line)
    if wrong := check_texts({"text": text}):
        raise Invalid(errors=wrong)
    question.answer, question.answered_at = text.strip(), now
    question.answered_by, question.answered_by_name = actor.ref, actor.name
    question.save(update_fields=["answer", "answered_at", "answered_by", "answered_by_name"])
    _run_on(question, now)
    recording.record(
        actor, Action.APPLICATION_ANSWERED, resource=line.resource.code, target=number, question=n, due=str(line.due)
    )
    return question


def _stop(question: Question, now: datetime) -> None:
    """The review's day moves at once to where it falls if no answer comes: nothing has to wake up for it, and whoever asks for an endless supplement gains the bound and no more."""
    line, today, days = question.line, shanghai_day(now), clocks.calendar()
    if line.due is None or today > line.due or not queries.may_stop(line):
        raise ClockNotStoppable
    question.stops_clock = True
    question.days_left = days.working_days_between(today, line.due)
    question.due = days.add_working_days(today, clocks.working_days(clocks.SUPPLEMENT)).date
    _move(line, days.add_working_days(question.due, question.days_left))


def _run_on(question: Question, now: datetime) -> None:
    today = shanghai_day(now)
    if question.due is None or question.days_left is None or today >= question.due:
        return
    _move(question.line, clocks.calendar().add_working_days(today, question.days_left))


def _move(line: Line, due: Deadline) -> None:
    line.due, line.due_provisional = due.date, due.provisional
    line.save(update_fields=["due", "due_provisional"])
