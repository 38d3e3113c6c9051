"""Onward use over HTTP (20.2)."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import PlainText, known
from yishu.sharing.models import OnwardUse
from yishu.sharing.onward import commands, queries

router = Router(tags=["sharing"], auth=known)


class OnwardIn(Schema):
    """`route`: consent, or disclosure with its `basis` (law and article)."""

    grant: PlainText
    route: Literal["consent", "disclosure"] = "consent"
    items: list[PlainText]
    form: PlainText
    place: PlainText
    purpose: PlainText
    basis: PlainText = ""


class OnwardAnswerIn(Schema):
    """consent (with `conditions`), refuse (with `reason`), or acknowledge a disclosure."""

    outcome: Literal["consent", "refuse", "acknowledge"]
    conditions: PlainText = ""
    reason: PlainText = ""


class OnwardOut(Schema):
    """`state`: waiting, consented, refused; told, acknowledged for a disclosure. Nothing but consented lets a request of consent be published."""

    id: str
    grant: str
    resource: str
    route: str
    items: list[str]
    form: str
    place: str
    purpose: str
    basis: str
    state: str
    due: date
    overdue: bool
    conditions: str
    reason: str


@router.post("/onward-uses", response={201: OnwardOut})
def ask(request: HttpRequest, body: OnwardIn) -> Status[OnwardOut]:
    """The holder of a grant asks to publish what it obtained, or tells of a disclosure."""
    publication = commands.Publication(tuple(body.items), body.form, body.place, body.purpose, body.basis)
    act = commands.request_consent if body.route == "consent" else commands.tell_disclosure
    return Status(201, _out(act(request.actor, body.grant, publication, now=timezone.now())))  # type: ignore[attr-defined]


@router.get("/onward-uses", response=list[OnwardOut])
def list_onward_uses(request: HttpRequest, side: Literal["received", "asked"] = "received") -> list[OnwardOut]:
    """What others want to publish of one's own agency's data, or what it asked itself (200 at most)."""
    lists = {"received": queries.list_received, "asked": queries.list_asked}
    return [_out(one) for one in lists[side](request.actor)[:200]]  # type: ignore[attr-defined]


@router.get("/onward-uses/{number}", response=OnwardOut)
def get_onward_use(request: HttpRequest, number: str) -> OnwardOut:
    """One request."""
    return _out(queries.get_onward_use(request.actor, number))  # type: ignore[attr-defined]


@router.post("/onward-uses/{number}/answer", response=OnwardOut)
def answer(request: HttpRequest, number: str, body: OnwardAnswerIn) -> OnwardOut:
    """The provider's answer."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    if body.outcome == "consent":
        return _out(commands.consent(actor, number, conditions=body.conditions, now=now))
    if body.outcome == "refuse":
        return _out(commands.refuse(actor, number, reason=body.reason, now=now))
    return _out(commands.acknowledge(actor, number, now=now))


def _out(use: OnwardUse) -> OnwardOut:
    return OnwardOut(
        id=use.number,
        grant=str(use.grant_id),
        resource=use.grant.resource.code,
        route=use.route,
        items=use.items,
        form=use.form,
        place=use.place,
        purpose=use.purpose,
        basis=use.basis,
        state=use.state,
        due=use.due,
        overdue=use.state in queries.OPEN and timezone.localdate() > use.due,
        conditions=use.conditions,
        reason=use.reason,
    )
