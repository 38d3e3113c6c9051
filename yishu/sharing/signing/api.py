"""Sign-off inside one's own agency over HTTP (26.1, 26.3, 34.1)."""

import json
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import PlainText, WholeNumber, known
from yishu.sharing.signing import commands, queries
from yishu.sharing.signing.models import Round, SignOffStep, Stage

router = Router(tags=["sharing"], auth=known)
StageName = Literal["application", "decision"]


class StepIn(Schema):
    """`role` or `people` (by login), one of the two."""

    name: PlainText
    role: PlainText = ""
    people: list[PlainText] = []


class StepsIn(Schema):
    """In order, three at most; none: nothing is signed off."""

    steps: list[StepIn]


class StepsOut(Schema):
    """What one's own agency signs: before an application is sent (`application`), before a decision is given (`decision`)."""

    stage: str
    steps: list[StepIn]


class SignatureOut(Schema):
    """`act`: signed, sent_back, taken_back."""

    step: int
    name: str
    act: str
    by: str
    at: datetime
    opinion: str


class SignOffOut(Schema):
    """`subject`: application, decision, execution (of an opinion), or foreign_application, where `application` is the id of what goes to another node. `content` is what is signed, `hash` the SHA-256 of its canonical JSON (RFC 8785); `step` waits now, for one of `who` (by login). `due`: of the decision, whose clock goes on. `mine`: you may sign it now."""

    id: int
    stage: str
    subject: str
    state: str
    application: str
    line: str | None = None
    step: int
    steps: list[str]
    who: list[str]
    mine: bool
    prepared_by: str
    prepared_at: datetime
    due: date | None = None
    hash: str
    content: dict[str, Any]
    signatures: list[SignatureOut]


class SignIn(Schema):
    """`step` and `hash` as they were read: whatever has moved since is not signed unseen. `send_back` needs its reason in `opinion`."""

    outcome: Literal["sign", "send_back"]
    step: WholeNumber
    hash: PlainText
    opinion: PlainText = ""


@router.get("/sign-off-steps", response=list[StepsOut])
def list_sign_off_steps(request: HttpRequest) -> list[StepsOut]:
    """The steps of one's own agency."""
    agency = request.actor.agency_id  # type: ignore[attr-defined]
    return [_steps_out(stage, list(queries.list_steps(agency, stage))) for stage in Stage]


@router.put("/sign-off-steps/{stage}", response=StepsOut)
def put_sign_off_steps(request: HttpRequest, stage: StageName, body: StepsIn) -> StepsOut:
    """The agency's administrator sets them; what is being signed off goes on as it began."""
    actor = request.actor  # type: ignore[attr-defined]
    drafts = [commands.StepDraft(one.name, one.role, tuple(one.people)) for one in body.steps]
    return _steps_out(stage, commands.set_steps(actor, Stage(stage), drafts, now=timezone.now()))


@router.get("/sign-offs", response=list[SignOffOut])
def list_sign_offs(request: HttpRequest, mine: bool = False) -> list[SignOffOut]:
    """What is being signed off in one's own agency, what waits longest first (200 at most); `mine`: only what you may sign now."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.list_mine(actor) if mine else list(queries.list_open(actor)[:200])
    staff = queries.staff_of({actor.agency_id})
    return [_out(one, request, staff) for one in found[:200]]


@router.get("/sign-offs/{round_id}", response=SignOffOut)
def get_sign_off(request: HttpRequest, round_id: int) -> SignOffOut:
    """One of one's own agency, also when it is over."""
    return _out(queries.get_round(request.actor, round_id), request)  # type: ignore[attr-defined]


@router.post("/sign-offs/{round_id}", response=SignOffOut)
def sign(request: HttpRequest, round_id: int, body: SignIn) -> SignOffOut:
    """Sign the step, or send it back. After the last step the application is sent, or the decision is given."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    if body.outcome == "sign":
        commands.sign(actor, round_id, step=body.step, seen=body.hash, opinion=body.opinion, now=now)
    else:
        commands.send_back(actor, round_id, step=body.step, reason=body.opinion, now=now)
    return _out(queries.get_round(actor, round_id), request)


@router.post("/sign-offs/{round_id}/take-back", response=SignOffOut)
def take_back(request: HttpRequest, round_id: int) -> SignOffOut:
    """Stop it in order to change it: whoever prepared it, or another handler or signer of the agency."""
    actor = request.actor  # type: ignore[attr-defined]
    commands.take_back(actor, round_id, now=timezone.now())
    return _out(queries.get_round(actor, round_id), request)


def _steps_out(stage: str, steps: list[SignOffStep]) -> StepsOut:
    told = [StepIn(name=one.name, role=one.role, people=[each.login for each in one.people.all()]) for one in steps]
    return StepsOut(stage=stage, steps=told)


def _out(one: Round, request: HttpRequest, staff: queries.Staff | None = None) -> SignOffOut:
    actor, who = request.actor, queries.who_may_sign(one, staff)  # type: ignore[attr-defined]
    turns = one.turns
    return SignOffOut(
        id=one.pk,
        stage=one.stage,
        subject=one.subject,
        state=one.state,
        application=one.target,
        line=one.line.resource.code if one.line else None,
        step=one.at_step,
        steps=[turn.name for turn in turns],
        who=[person.login for person in who],
        mine=actor.kind == "person" and any(person.pk == actor.id for person in who),
        prepared_by=one.prepared_by_name,
        prepared_at=one.prepared_at,
        due=one.clock[0],
        hash=one.hash,
        content=json.loads(one.content),
        signatures=[
            SignatureOut(
                step=each.n,
                name=turns[each.n - 1].name,
                act=each.act,
                by=each.by_name,
                at=each.at,
                opinion=each.opinion,
            )
            for each in one.signatures.all()
        ],
    )
