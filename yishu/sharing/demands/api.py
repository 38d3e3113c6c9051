"""Demands over HTTP (4.2)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import PlainText, known
from yishu.core.errors import FieldError, Invalid
from yishu.sharing.demands import commands, queries
from yishu.sharing.demands.commands import Need
from yishu.sharing.models import Demand

router = Router(tags=["sharing"], auth=known)
MOST = 200


class DemandBody(Schema):
    """`provider`: the credit code of the agency that is asked. `kind`: data, case_files, approvals, licences, reports, analyses."""

    name: PlainText
    items: list[PlainText]
    duty: PlainText
    basis: PlainText
    why: PlainText
    provider: PlainText
    kind: PlainText = "data"


class SuggestBody(Schema):
    name: PlainText
    items: list[PlainText] = []


class SuggestionOut(Schema):
    provider: str
    name: str
    duties: list[str]
    resources: list[str]


class DemandStepOut(Schema):
    at: datetime
    act: str
    agency: str
    words: str
    late: bool


class DemandOut(Schema):
    """`state`: waiting, accepted, fulfilled (the resource is published), refused. `due`: by when it is answered; once accepted, by when its resource is published. `overdue`: it waits past that day."""

    id: str
    name: str
    kind: str
    items: list[str]
    duty: str
    basis: str
    why: str
    consumer: str
    provider: str
    state: str
    due: date
    due_provisional: bool
    overdue: bool
    resource: str | None
    answer: str
    legal_basis: str
    steps: list[DemandStepOut]


class DemandAnswerIn(Schema):
    """accept (`resource`: the entry or draft, now or by a later `link`), link, pass_on (`to`, `reason`), refuse (`legal_basis`, `reason`)."""

    outcome: Literal["accept", "link", "pass_on", "refuse"]
    resource: PlainText = ""
    to: PlainText = ""
    reason: PlainText = ""
    legal_basis: PlainText = ""


@router.post("/demands", response={201: DemandOut})
def file_demand(request: HttpRequest, body: DemandBody) -> Status[DemandOut]:
    """Ask an agency for what no catalogue offers yet."""
    need = Need(body.name, tuple(body.items), body.duty, body.basis, body.why, body.kind)
    actor = request.actor  # type: ignore[attr-defined]
    return Status(201, _out(commands.file_demand(actor, need, holder=body.provider, now=timezone.now())))


@router.post("/demands/suggestions", response=list[SuggestionOut])
def suggest(request: HttpRequest, body: SuggestBody) -> list[SuggestionOut]:
    """Whom to ask: agencies whose duties or published entries fit, best first."""
    found = queries.suggest(request.actor, body.name, tuple(body.items))  # type: ignore[attr-defined]
    return [
        SuggestionOut(
            provider=one.agency.code,
            name=one.agency.name,
            duties=list(one.duties),
            resources=[code for code, _name in one.entries],
        )
        for one in found
    ]


@router.get("/demands", response=list[DemandOut])
def list_demands(request: HttpRequest, side: Literal["received", "filed", "all"] = "received") -> list[DemandOut]:
    """What is asked of one's own agency (most urgent first), what it asked, or for the coordinator all (200 at most)."""
    lists = {"received": queries.list_received, "filed": queries.list_filed, "all": queries.list_for_coordinator}
    found = lists[side](request.actor).prefetch_related("steps")  # type: ignore[attr-defined]
    return [_out(one) for one in found[:MOST]]


@router.get("/demands/{number}", response=DemandOut)
def get_demand(request: HttpRequest, number: str) -> DemandOut:
    """One demand with its course."""
    return _out(queries.get_demand(request.actor, number))  # type: ignore[attr-defined]


@router.post("/demands/{number}/answer", response=DemandOut)
def answer(request: HttpRequest, number: str, body: DemandAnswerIn) -> DemandOut:
    """The addressed agency's answer."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    if body.outcome == "accept":
        return _out(commands.accept(actor, number, resource=body.resource, opinion=body.reason, now=now))
    if body.outcome == "link":
        return _out(commands.link(actor, number, resource=body.resource, now=now))
    if body.outcome == "pass_on":
        if not body.to.strip():
            zh, en = "请写明转送单位的代码。", "Name the agency that it goes to by its code."
            raise Invalid(errors=[FieldError("to", "required", zh, en)])
        return _out(commands.pass_on(actor, number, to=body.to, reason=body.reason, now=now))
    return _out(commands.refuse(actor, number, legal_basis=body.legal_basis, reason=body.reason, now=now))


def _out(demand: Demand) -> DemandOut:
    return DemandOut(
        id=demand.number,
        name=demand.name,
        kind=demand.kind,
        items=demand.items,
        duty=demand.duty,
        basis=demand.basis,
        why=demand.why,
        consumer=demand.consumer.code,
        provider=demand.holder.code,
        state="fulfilled" if demand.is_fulfilled else demand.state,
        due=demand.next_due,
        due_provisional=demand.next_is_provisional,
        overdue=demand.is_open and timezone.localdate() > demand.next_due,
        resource=demand.resource.code if demand.resource else None,
        answer=demand.answer,
        legal_basis=demand.legal_basis,
        steps=[
            DemandStepOut(at=step.at, act=step.act, agency=step.agency_name, words=step.words, late=step.was_late)
            for step in demand.steps.all()
        ],
    )
