"""The management API of misuse: findings, what holds use back, canaries, thresholds (30.1)."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from yishu.agencies.api import WITHOUT_FRACTION, Moment, PlainText, WholeNumber, YesNo, known
from yishu.catalogue.errors import ResourceNotFound
from yishu.core.actor import Actor
from yishu.operations.misuse import canaries, commands, laying, queries, setting, thresholds, words
from yishu.operations.misuse.errors import NotYoursToWatch
from yishu.operations.misuse.models import Canary, Finding
from yishu.operations.misuse.pages import filtered, require_office
from yishu.operations.misuse.shown import records_of
from yishu.sharing.restraints.models import Restraint

router = Router(tags=["misuse"], auth=known)
MOST = 100


class WantedFindings(Schema):
    """`agency`, `resource`: a code or a part of the name. `before`: the number of the last finding of the page before."""

    state: Literal["", "open", "explained", "accepted", "misuse"] = ""
    agency: PlainText = ""
    resource: PlainText = ""
    before: PlainText = ""


class MisuseFindingOut(Schema):
    """`kind` is empty and `records` are none where the reader may not know what was found; `reason` is in the reader's language."""

    number: str
    kind: str
    kind_name: str
    reason: str
    state: str
    agency: str
    agency_code: str
    caller: str
    caller_name: str
    duty: str
    resource: str
    hour: datetime
    found_at: datetime
    records: list[str]
    explanation: str
    judgement: str
    incident: str


class FindingsOut(Schema):
    """`next`: what to ask as `before` for the next page; empty at the end."""

    items: list[MisuseFindingOut]
    next: str


class ExplanationIn(Schema):
    text: PlainText


class JudgementIn(Schema):
    outcome: Literal["accept", "misuse"]
    text: PlainText


class RestraintIn(Schema):
    """`on`: a grant's id, `system:12` or `person:7`. Throttled: `second`, `day` (subjects, one at least) and `until`, in Asia/Shanghai where it names no zone; suspended: none of them."""

    on: PlainText
    kind: Literal["throttled", "suspended"]
    second: WholeNumber | None = None
    day: WholeNumber | None = None
    until: Moment | None = None
    reason: PlainText
    finding: PlainText = ""


class RestraintOut(Schema):
    id: str
    kind: str
    on: str
    agency: str
    second: int | None
    day: int | None
    until: datetime | None
    reason: str
    finding: str
    whom: str
    laid_at: datetime
    laid_by: str


class LiftingIn(Schema):
    reason: PlainText


class CanaryIn(Schema):
    """`subject` empty: one is drawn that belongs to nobody; `plant`: and a record of it, invented too, is published."""

    resource: PlainText
    subject: PlainText = ""
    plant: YesNo = False
    note: PlainText = ""


class CanaryOut(Schema):
    id: int
    resource: str
    subject: str
    planted: bool
    note: str
    declared_at: datetime
    declared_by: str


class ThresholdOut(Schema):
    """`follows`: nothing, throttle or suspend; null where nothing can follow. `basis` is empty where the platform rule holds."""

    code: str
    name: str
    amount: int
    amount_says: str
    ratio: int
    ratio_says: str
    follows: str | None
    basis: str


_Amount = Annotated[int, Field(strict=True, ge=1, le=setting.MOST), WITHOUT_FRACTION]


class ThresholdIn(Schema):
    amount: _Amount
    ratio: _Amount
    follows: Literal["", "nothing", "throttle", "suspend"] = ""
    basis: PlainText


@router.get("/misuse/findings", response=FindingsOut)
def list_findings(request: HttpRequest, wanted: Query[WantedFindings]) -> FindingsOut:
    """Those that one may see, newest first: of one's own agency's use, of the use of its resources; all for who oversees."""
    actor = _actor(request)
    found = filtered(queries.list_findings(actor), wanted.dict())
    if wanted.before:
        last = queries.get_finding(actor, wanted.before)
        found = found.filter(found_at__lte=last.found_at).exclude(found_at=last.found_at, pk__gte=last.pk)
    page = list(found[: MOST + 1])
    following = page[MOST - 1].number if len(page) > MOST else ""
    return FindingsOut(items=[_finding(actor, each) for each in page[:MOST]], next=following)


@router.get("/misuse/findings/{number}", response=MisuseFindingOut)
def get_finding(request: HttpRequest, number: str) -> MisuseFindingOut:
    """One finding."""
    actor = _actor(request)
    return _finding(actor, queries.get_finding(actor, number))


@router.post("/misuse/findings/{number}/explanation", response=MisuseFindingOut)
def explain(request: HttpRequest, number: str, body: ExplanationIn) -> MisuseFindingOut:
    """Why the use was as it was, in the using agency's words."""
    actor = _actor(request)
    return _finding(actor, commands.explain(actor, number, text=body.text, now=timezone.now()))


@router.post("/misuse/findings/{number}/judgement", response=MisuseFindingOut)
def judge(request: HttpRequest, number: str, body: JudgementIn) -> MisuseFindingOut:
    """Accepted as in order, or judged misuse: then an incident is reported."""
    actor, now = _actor(request), timezone.now()
    if body.outcome == "accept":
        commands.accept(actor, number, text=body.text, now=now)
    else:
        commands.judge_misuse(actor, number, text=body.text, now=now)
    return _finding(actor, queries.get_finding(actor, number))


@router.get("/misuse/restraints", response=list[RestraintOut])
def list_restraints(request: HttpRequest) -> list[RestraintOut]:
    """What is throttled or suspended now, as far as one may see it."""
    found = queries.list_restraints(_actor(request), timezone.now())
    return [_restraint(each) for each in found[:500]]


@router.post("/misuse/restraints", response={201: RestraintOut})
def restrain(request: HttpRequest, body: RestraintIn) -> Status[RestraintOut]:
    """Throttle or suspend a grant, or all use of a caller; it holds from the very next call on."""
    wanted = laying.Wanted(
        body.on, body.kind == "suspended", body.second, body.day, body.until, body.reason, body.finding
    )
    return Status(201, _restraint(laying.lay(_actor(request), wanted, now=timezone.now())))


@router.delete("/misuse/restraints/{restraint}", response=RestraintOut)
def lift(request: HttpRequest, restraint: str, body: LiftingIn) -> RestraintOut:
    """Use goes on as the grants say."""
    return _restraint(laying.lift(_actor(request), restraint, reason=body.reason, now=timezone.now()))


@router.get("/misuse/canaries", response=list[CanaryOut])
def list_canaries(request: HttpRequest) -> list[CanaryOut]:
    """Those that are watched, for the provider's data officer and the risk officers alone."""
    actor = _actor(request)
    if not queries.watched_resources(actor).exists():
        raise NotYoursToWatch
    return [_canary(each) for each in queries.list_canaries(actor)[:500]]


@router.post("/misuse/canaries", response={201: CanaryOut})
def declare_canary(request: HttpRequest, body: CanaryIn) -> Status[CanaryOut]:
    """From now on whoever verifies or queries this subject is found."""
    actor, now = _actor(request), timezone.now()
    resource = queries.watched_resources(actor).filter(code=body.resource).first()
    if resource is None:
        raise ResourceNotFound(code=body.resource[:20])
    if body.subject.strip():
        made = canaries.declare(actor, resource, body.subject, note=body.note, now=now)
    else:
        made = canaries.invent(actor, resource, note=body.note, plant=body.plant, now=now)
    return Status(201, _canary(made))


@router.delete("/misuse/canaries/{number}", response={204: None})
def end_canary(request: HttpRequest, number: int) -> Status[None]:
    """It is watched no more."""
    canaries.end(_actor(request), number, now=timezone.now())
    return Status(204, None)


@router.get("/misuse/thresholds", response=list[ThresholdOut])
def list_thresholds(request: HttpRequest) -> list[ThresholdOut]:
    """What is in force, and by what basis."""
    require_office(_actor(request))
    return [_threshold(each) for each in thresholds.list_thresholds()]


@router.put("/misuse/thresholds/{code}", response=ThresholdOut)
def change_threshold(request: HttpRequest, code: str, body: ThresholdIn) -> ThresholdOut:
    """This node's own rule in place of the platform's, with its basis."""
    setting.change(_actor(request), code, **body.dict(), now=timezone.now())
    return _threshold(thresholds.get_threshold(code))


def _finding(actor: Actor, finding: Finding) -> MisuseFindingOut:
    return MisuseFindingOut(
        number=finding.number,
        kind=finding.kind if queries.sees_the_reason(actor, finding) else "",
        kind_name=words.kind_word(finding, actor),
        reason=words.reason(finding, actor),
        state=finding.state,
        agency=finding.agency.name,
        agency_code=finding.agency.code,
        caller=finding.caller,
        caller_name=finding.caller_name,
        duty=finding.duty,
        resource=finding.resource.code,
        hour=finding.hour,
        found_at=finding.found_at,
        records=records_of(finding, actor),
        explanation=finding.explanation,
        judgement=finding.judgement,
        incident=finding.incident.number if finding.incident else "",
    )


def _restraint(one: Restraint) -> RestraintOut:
    return RestraintOut(
        id=str(one.pk),
        kind=one.kind,
        on=one.on.removeprefix("grant:"),
        agency=one.agency.name,
        second=one.second,
        day=one.day,
        until=one.until,
        reason=one.reason,
        finding=one.finding,
        whom=one.whom,
        laid_at=one.laid_at,
        laid_by=one.laid_by_name,
    )


def _canary(one: Canary) -> CanaryOut:
    return CanaryOut(
        id=one.pk,
        resource=one.resource.code,
        subject=canaries.subject_of(one),
        planted=one.is_planted,
        note=one.note,
        declared_at=one.declared_at,
        declared_by=one.declared_by_name,
    )


def _threshold(one: thresholds.Effective) -> ThresholdOut:
    return ThresholdOut(
        code=one.code,
        name=str(one.common.label),
        amount=one.amount,
        amount_says=str(one.common.amount_says),
        ratio=one.ratio,
        ratio_says=str(one.common.ratio_says),
        follows=one.follows,
        basis=one.local.basis if one.local else "",
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]
