"""Questions about applications over HTTP (26.3)."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import PlainText, YesNo, known
from yishu.sharing import queries as sharing
from yishu.sharing.questions import commands
from yishu.sharing.questions.models import Question

router = Router(tags=["sharing"], auth=known)


class QuestionBody(Schema):
    """`stops_clock`: a supplement, where a local rule has it; once a line."""

    line: PlainText
    text: PlainText
    stops_clock: YesNo = False


class QuestionAnswerIn(Schema):
    line: PlainText
    text: PlainText


class QuestionOut(Schema):
    line: str
    n: int
    text: str
    asked_by: str
    asked_at: datetime
    stops_clock: bool
    due: date | None = None
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


@router.get("/applications/{number}/questions", response=list[QuestionOut])
def list_questions(request: HttpRequest, number: str) -> list[QuestionOut]:
    """What was asked and answered about the lines that one may see."""
    actor = request.actor  # type: ignore[attr-defined]
    lines = sharing.list_lines(actor, sharing.get_application(actor, number))
    return [_out(one) for one in Question.objects.filter(line__in=lines).select_related("line__resource")]


@router.post("/applications/{number}/questions", response={201: QuestionOut})
def ask(request: HttpRequest, number: str, body: QuestionBody) -> Status[QuestionOut]:
    """The provider asks; the clock runs on unless `stops_clock`."""
    actor = request.actor  # type: ignore[attr-defined]
    stops = body.stops_clock
    return Status(
        201, _out(commands.ask(actor, number, body.line, text=body.text, stops_clock=stops, now=timezone.now()))
    )


@router.post("/applications/{number}/questions/{n}/answer", response=QuestionOut)
def answer(request: HttpRequest, number: str, n: int, body: QuestionAnswerIn) -> QuestionOut:
    """The applicant answers, once."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(commands.answer(actor, number, body.line, n, text=body.text, now=timezone.now()))


def _out(one: Question) -> QuestionOut:
    return QuestionOut(
        line=one.line.resource.code,
        n=one.n,
        text=one.text,
        asked_by=one.asked_by_name,
        asked_at=one.asked_at,
        stops_clock=one.stops_clock,
        due=one.due,
        answer=one.answer,
        answered_by=one.answered_by_name,
        answered_at=one.answered_at,
    )
