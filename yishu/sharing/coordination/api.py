"""Coordination over HTTP (26.4)."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import Day, PlainText, YesNo, known
from yishu.sharing.coordination import commands, queries
from yishu.sharing.models import Coordination

router = Router(tags=["sharing"], auth=known)


class RaiseIn(Schema):
    """`line`: the resource of the line that was refused, or granted in part."""

    application: PlainText
    line: PlainText
    ground: PlainText


class StatementIn(Schema):
    statement: PlainText


class CoordinationOpinionIn(Schema):
    """`grants`: whether the provider should grant `items` in `modes`; else its decision stands. `hearing`: how a side that made no statement was heard.

    Where it was granted in part they are what is to be added; there also `rows` and `volume`: as they were asked for, and `until`: the last day.
    """

    grants: YesNo
    text: PlainText
    items: list[PlainText] = []
    modes: list[PlainText] = []
    hearing: PlainText = ""
    rows: YesNo = False
    volume: YesNo = False
    until: Day | None = None


class EscalationIn(Schema):
    to: PlainText
    reason: PlainText


class GovernmentDecisionIn(Schema):
    """`number`: the decision's own."""

    number: PlainText
    grants: YesNo
    text: PlainText


class CoordinationStepOut(Schema):
    at: datetime
    act: str
    agency: str
    words: str
    late: bool


class CoordinationOut(Schema):
    """`state`: hearing, to_execute, executed, upheld, escalated, decided. `overdue`: the opinion was not carried out by `due`. `of_rest`: it is about what was not granted of a grant in force; `items` to `until` are what the opinion adds."""

    id: str
    application: str
    resource: str
    state: str
    opinion_number: str
    opinion: str
    items: list[str]
    modes: list[str]
    rows: bool
    volume: bool
    until: date | None
    of_rest: bool
    due: date | None
    overdue: bool
    escalated_to: str
    decision_number: str
    grant: str | None
    steps: list[CoordinationStepOut]


@router.post("/coordinations", response={201: CoordinationOut})
def take_to_coordinator(request: HttpRequest, body: RaiseIn) -> Status[CoordinationOut]:
    """Either side of a line that was refused, or granted in part, takes it to the coordinator."""
    actor = request.actor  # type: ignore[attr-defined]
    made = commands.take_to_coordinator(actor, body.application, body.line, ground=body.ground, now=timezone.now())
    return Status(201, _out(made))


@router.get("/coordinations", response=list[CoordinationOut])
def list_coordinations(request: HttpRequest) -> list[CoordinationOut]:
    """Those of one's own agency on either side, all for the coordinator; newest first (200 at most)."""
    found = queries.list_coordinations(request.actor).select_related("line__grant").prefetch_related("steps")  # type: ignore[attr-defined]
    return [_out(one) for one in found[:200]]


@router.get("/coordinations/{number}", response=CoordinationOut)
def get_coordination(request: HttpRequest, number: str) -> CoordinationOut:
    """One coordination with its course."""
    return _out(queries.get_coordination(request.actor, number))  # type: ignore[attr-defined]


@router.post("/coordinations/{number}/statements", response=CoordinationOut)
def state_position(request: HttpRequest, number: str, body: StatementIn) -> CoordinationOut:
    """One side's statement."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(commands.state_position(actor, number, statement=body.statement, now=timezone.now()))


@router.post("/coordinations/{number}/opinion", response=CoordinationOut)
def issue_opinion(request: HttpRequest, number: str, body: CoordinationOpinionIn) -> CoordinationOut:
    """The coordinator's opinion. It opens nothing by itself."""
    given = {"rows": body.rows, "volume": body.volume, "until": body.until}
    opinion = commands.Opinion(body.grants, body.text, tuple(body.items), tuple(body.modes), body.hearing, **given)  # type: ignore[arg-type]
    return _out(commands.issue_opinion(request.actor, number, opinion, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/coordinations/{number}/execution", response=CoordinationOut)
def carry_out(request: HttpRequest, number: str) -> CoordinationOut:
    """The provider grants what the opinion says."""
    actor = request.actor  # type: ignore[attr-defined]
    commands.carry_out(actor, number, now=timezone.now())
    return _out(queries.get_coordination(actor, number))


@router.post("/coordinations/{number}/escalation", response=CoordinationOut)
def escalate(request: HttpRequest, number: str, body: EscalationIn) -> CoordinationOut:
    """What stays open past its day goes to the government of the tier."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(commands.escalate(actor, number, to=body.to, reason=body.reason, now=timezone.now()))


@router.post("/coordinations/{number}/decision", response=CoordinationOut)
def record_decision(request: HttpRequest, number: str, body: GovernmentDecisionIn) -> CoordinationOut:
    """The government's decision, put on record by the coordinator."""
    actor = request.actor  # type: ignore[attr-defined]
    commands.record_decision(
        actor, number, decision_number=body.number, grants=body.grants, text=body.text, now=timezone.now()
    )
    return _out(queries.get_coordination(actor, number))


def _out(one: Coordination) -> CoordinationOut:
    grant = getattr(one.line, "grant", None)
    is_open = one.state == Coordination.State.TO_EXECUTE
    return CoordinationOut(
        id=one.number,
        application=one.line.application.number,
        resource=one.line.resource.code,
        state=one.state,
        opinion_number=one.opinion_number,
        opinion=one.opinion,
        items=one.items,
        modes=one.modes,
        rows=one.all_rows,
        volume=one.full_volume,
        until=one.until,
        of_rest=one.of_rest,
        due=one.due,
        overdue=is_open and one.due is not None and timezone.localdate() > one.due,
        escalated_to=one.escalated_to,
        decision_number=one.decision_number,
        grant=str(grant.pk) if grant else None,
        steps=[
            CoordinationStepOut(at=step.at, act=step.act, agency=step.agency_name, words=step.words, late=step.was_late)
            for step in one.steps.all()
        ],
    )
