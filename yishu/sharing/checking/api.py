"""Formal checks over HTTP (26.3, 38.1)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import PlainText, known
from yishu.catalogue.queries import require_coordinator
from yishu.core.calendar import shanghai_day
from yishu.sharing import queries as sharing
from yishu.sharing.checking import commands, queries
from yishu.sharing.checking.models import Check

router = Router(tags=["sharing"], auth=known)


class FormalCheckOut(Schema):
    """`state`: waiting, passed, returned, dropped. `missing`: duty, basis, purpose, letter, legal_text, undertaking, other."""

    application: str
    consumer: str
    duty: str
    n: int
    state: str
    begun_at: datetime
    due: date
    due_provisional: bool
    late: bool
    missing: list[str]
    words: str
    by: str
    ended_at: datetime | None = None


class FormalCheckBody(Schema):
    """`return` names all that is missing at once; with `other` say what it is in `words`."""

    outcome: Literal["pass", "return"]
    missing: list[PlainText] = []
    words: PlainText = ""


class CompletionIn(Schema):
    """What is left out stays as it was. `reasons`: what each resource is needed for, by its code."""

    duty: PlainText | None = None
    basis: PlainText | None = None
    case_kind: PlainText | None = None
    purpose: PlainText | None = None
    reasons: dict[PlainText, PlainText] = {}


class CompletedOut(Schema):
    """`states`: where each resource of the application stands now."""

    id: str
    states: dict[str, str]


@router.get("/formal-checks", response=list[FormalCheckOut])
def list_checks(request: HttpRequest) -> list[FormalCheckOut]:
    """What waits for the coordinator, the most urgent first (200 at most)."""
    require_coordinator(request.actor)  # type: ignore[attr-defined]
    return [_out(one) for one in queries.list_waiting()[:200]]


@router.get("/applications/{number}/formal-checks", response=list[FormalCheckOut])
def list_checks_of(request: HttpRequest, number: str) -> list[FormalCheckOut]:
    """All checks of an application that one may see, the first one first."""
    found = sharing.get_application(request.actor, number)  # type: ignore[attr-defined]
    return [_out(one) for one in found.checks.select_related("application__consumer")]


@router.post("/applications/{number}/formal-check", response=FormalCheckOut)
def check(request: HttpRequest, number: str, body: FormalCheckBody) -> FormalCheckOut:
    """The coordinator passes an application on to its providers, whose clock begins now, or sends it back."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    if body.outcome == "pass":
        return _out(commands.pass_on(actor, number, words=body.words, now=now))
    return _out(commands.return_it(actor, number, missing=body.missing, words=body.words, now=now))


@router.post("/applications/{number}/completion", response=CompletedOut)
def complete(request: HttpRequest, number: str, body: CompletionIn) -> CompletedOut:
    """The applicant completes what was sent back, and sends it again."""
    actor = request.actor  # type: ignore[attr-defined]
    given = commands.Completion(body.duty, body.basis, body.case_kind, body.purpose, body.reasons)
    made = commands.complete(actor, number, given, now=timezone.now())
    states = made.lines.values_list("resource__code", "state")
    return CompletedOut(id=made.number, states=dict(states))


def _out(one: Check) -> FormalCheckOut:
    waits = one.state == Check.State.WAITING
    return FormalCheckOut(
        application=one.application.number,
        consumer=one.application.consumer.code,
        duty=one.application.duty,
        n=one.n,
        state=one.state,
        begun_at=one.begun_at,
        due=one.due,
        due_provisional=one.due_provisional,
        late=shanghai_day(timezone.now()) > one.due if waits else one.was_late,
        missing=one.missing,
        words=one.words,
        by=one.by_name,
        ended_at=one.ended_at,
    )
