"""Applications and grants over HTTP (Art. 26)."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from msgspec import structs
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from yishu.agencies.api import Day, PlainText, WholeNumber, YesNo, known
from yishu.core.actor import Actor
from yishu.core.rows import RowRule
from yishu.sharing import commands, queries
from yishu.sharing.attachments import api as attachments
from yishu.sharing.checking import api as checking
from yishu.sharing.coordination import api as coordination
from yishu.sharing.demands import api as demands
from yishu.sharing.models import Application, Grant, Line
from yishu.sharing.onward import api as onward
from yishu.sharing.proof import api as proof
from yishu.sharing.questions import api as questions
from yishu.sharing.refusing import api as refusing
from yishu.sharing.refusing.queries import reason_of
from yishu.sharing.rules import Limits
from yishu.sharing.signing import api as signing
from yishu.sharing.signing.queries import open_rounds

router = Router(tags=["sharing"], auth=known)
for part in (demands, coordination, onward, questions, attachments, signing, checking, refusing, proof):
    router.add_router("", part.router)


class Rows(Schema):
    """Of the records only those in which `item` has one of `values`; or, with `match` prefix, lies within one of these divisions."""

    model_config = ConfigDict(extra="forbid")

    item: PlainText
    values: list[PlainText]
    match: Literal["exact", "prefix"] = "exact"

    @property
    def rule(self) -> RowRule:
        return RowRule(self.item, tuple(self.values), self.match)

    @classmethod
    def told(cls, rule: RowRule | None) -> "Rows | None":
        return None if rule is None else cls(item=rule.item, values=list(rule.values), match=rule.match)


class LineIn(Schema):
    resource: PlainText
    items: list[PlainText]
    modes: list[PlainText]
    systems: list[PlainText] = []
    users: list[PlainText] = []
    rows: Rows | None = None
    until: Day | None = None
    reason: PlainText = ""
    volume: WholeNumber | None = None
    confirms: YesNo = True
    replaces: PlainText | None = None


class ApplicationIn(Schema):
    """A line's `volume`: subjects a day; `confirms`: the provider's condition is accepted, as it is by sending; `replaces`: the grant that a new one is to take the place of. `extra`: the fields that this node's own rules ask for, by label (`GET /api/v1/rules`)."""

    duty: PlainText
    basis: PlainText = ""
    case_kind: PlainText = ""
    purpose: PlainText = ""
    lines: list[LineIn]
    extra: dict[PlainText, PlainText] = {}


class ListAsked(Schema):
    """What was asked, whatever was allowed of it. No `rows`: all records."""

    items: list[str]
    modes: list[str]
    rows: Rows | None = None
    until: date


class ApplicationLineOut(Schema):
    """`items`, `modes`, `rows`: what was granted; before a decision, what was asked, which stays beside it in `asked`. No `rows`: all records. `sign_off`: where its application, or its decision, is being signed off in your agency."""

    resource: str
    state: str
    grant: str | None = None
    due: date | None = None
    due_provisional: bool = False
    items: list[str] = []
    modes: list[str] = []
    rows: Rows | None = None
    reason: str = ""
    volume: int | None = None
    condition: str = ""
    replaces: str | None = None
    sign_off: int | None = None
    asked: ListAsked


class ApplicationOut(Schema):
    id: str
    duty: str
    case_kind: str = ""
    purpose: str = ""
    consumer: str
    lines: list[ApplicationLineOut]
    extra: dict[str, str] = {}


class LimitsTold(Schema):
    """`second`, `day`, `total` count subjects asked about, a copy as one; `batch`: subjects in one call; `rows`: records in one copy; `misses`: subjects of a day without a record or with a wrong claim; `at_once`: calls under way at one moment. Left out: no limit, of `misses` 10 000."""

    model_config = ConfigDict(extra="forbid")

    second: WholeNumber | None = None
    day: WholeNumber | None = None
    total: WholeNumber | None = None
    batch: WholeNumber | None = None
    rows: WholeNumber | None = None
    misses: WholeNumber | None = None
    at_once: WholeNumber | None = None

    @property
    def limits(self) -> Limits:
        return Limits(self.second, self.day, self.total, self.batch, self.rows, self.misses, self.at_once)

    @classmethod
    def told(cls, limits: Limits | None) -> "LimitsTold | None":
        return None if limits is None else cls(**structs.asdict(limits))


class DecisionIn(Schema):
    """`start`: the first day; `networks` in CIDR form, from which alone calls are taken; `masks`: item → identity, name, phone or hidden, beside what the entry masks. `template`: a reason for refusing, before what `reason` adds."""

    line: PlainText
    outcome: Literal["approve", "refuse"]
    items: list[PlainText] | None = None
    modes: list[PlainText] | None = None
    rows: Rows | None = None
    until: Day | None = None
    reason: PlainText = ""
    template: PlainText = ""
    start: Day | None = None
    limits: LimitsTold | None = None
    networks: list[PlainText] = []
    masks: dict[PlainText, PlainText] = {}


class LineWithdrawalIn(Schema):
    line: PlainText
    reason: PlainText = ""


class GrantWithdrawalIn(Schema):
    reason: PlainText = ""


class BasisTold(Schema):
    """The document of a standing authorisation, in the hashed terms. `file`: its SHA-256."""

    number: str
    issued_by: str
    issued_on: date
    since: date
    file: str
    obligations: str = ""


class GrantOut(Schema):
    """`standing`: the basis of a standing authorisation; left out, the grant comes from an application."""

    id: str
    resource: str
    provider: str
    consumer: str
    state: str
    duty: str
    items: list[str]
    modes: list[str]
    systems: list[str]
    users: list[str]
    rows: Rows | None = None
    limits: LimitsTold | None = None
    networks: list[str] = []
    masks: dict[str, str] = {}
    start: str
    until: str
    hash: str
    replaced_by: str | None = None
    standing: BasisTold | None = None


@router.post("/applications", response={201: ApplicationOut})
def apply(request: HttpRequest, body: ApplicationIn) -> Status[ApplicationOut]:
    """Apply for several resources at once. What is unrestricted is granted in the answer; what is restricted waits for its provider."""
    actor = request.actor  # type: ignore[attr-defined]
    requests = tuple(_request(line) for line in body.lines)
    made = commands.apply(
        actor,
        duty=body.duty,
        basis=body.basis,
        case_kind=body.case_kind,
        purpose=body.purpose,
        requests=requests,
        extra=body.extra,
        now=timezone.now(),
    )
    return Status(201, _with_sign_off(actor, made))


@router.get("/applications", response=list[ApplicationOut])
def list_applications(request: HttpRequest) -> list[ApplicationOut]:
    """What one's own agency applied for, newest first (200 at most)."""
    actor = request.actor  # type: ignore[attr-defined]
    return [application_out(made, list(made.lines.all())) for made in queries.list_applications(actor)[:200]]


@router.get("/applications/{number}", response=ApplicationOut)
def get_application(request: HttpRequest, number: str) -> ApplicationOut:
    """An application of one's own agency, or one that asks for its resources."""
    actor = request.actor  # type: ignore[attr-defined]
    return _with_sign_off(actor, queries.get_application(actor, number))


@router.get("/inbox", response=list[ApplicationOut])
def list_inbox(request: HttpRequest) -> list[ApplicationOut]:
    """What waits for one's own agency's decision, most urgent first (200 at most)."""
    waiting = queries.list_inbox(request.actor)[:200]  # type: ignore[attr-defined]
    return [application_out(line.application, [line]) for line in waiting]


@router.post("/applications/{number}/decision", response=ApplicationLineOut)
def decide(request: HttpRequest, number: str, body: DecisionIn) -> ApplicationLineOut:
    """The provider's decision on one line. Where `items`, `modes` or `rows` is left out, they are allowed as asked."""
    actor = request.actor  # type: ignore[attr-defined]
    line = queries.get_line(number, body.line)
    decision = commands.Decision(
        approves=body.outcome == "approve",
        items=tuple(line.items if body.items is None else body.items),
        modes=tuple(line.modes if body.modes is None else body.modes),
        until=body.until,
        reason=body.reason if body.outcome == "approve" else reason_of(body.template, body.reason),
        rows=body.rows.rule if body.rows else None,
        start=body.start,
        limits=body.limits.limits if body.limits else None,
        networks=tuple(body.networks),
        masks=body.masks,
    )
    line = commands.decide(actor, number, body.line, decision, now=timezone.now())
    return _line_out(line, open_rounds(actor, [line]))


@router.post("/applications/{number}/withdrawal", response=ApplicationLineOut)
def withdraw_application(request: HttpRequest, number: str, body: LineWithdrawalIn) -> ApplicationLineOut:
    """The applicant takes back a line that waits."""
    actor = request.actor  # type: ignore[attr-defined]
    return _line_out(commands.withdraw_line(actor, number, body.line, reason=body.reason, now=timezone.now()))


@router.get("/grants", response=list[GrantOut])
def list_grants(request: HttpRequest, expiring: bool = False) -> list[GrantOut]:
    """The grants that one's own agency holds or gave, newest first (200 at most); `expiring`: the active ones that run out within 30 days, soonest first."""
    found = queries.list_grants(request.actor)  # type: ignore[attr-defined]
    found = queries.only_expiring(found, timezone.now()) if expiring else found
    return [grant_out(grant) for grant in found[:200]]


@router.get("/grants/{grant_id}", response=GrantOut)
def get_grant(request: HttpRequest, grant_id: str) -> GrantOut:
    """A grant that one's own agency holds or gave."""
    return grant_out(queries.get_grant(request.actor, grant_id))  # type: ignore[attr-defined]


@router.delete("/grants/{grant_id}", response=GrantOut)
def withdraw(request: HttpRequest, grant_id: str, body: GrantWithdrawalIn) -> GrantOut:
    """End a grant at once."""
    actor = request.actor  # type: ignore[attr-defined]
    return grant_out(commands.withdraw_grant(actor, grant_id, reason=body.reason, now=timezone.now()))


def _request(line: LineIn) -> commands.LineRequest:
    return commands.LineRequest(
        resource=line.resource,
        items=tuple(line.items),
        modes=tuple(line.modes),
        systems=tuple(line.systems),
        users=tuple(line.users),
        until=line.until,
        reason=line.reason,
        rows=line.rows.rule if line.rows else None,
        volume=line.volume,
        confirms=line.confirms,
        replaces=line.replaces,
    )


def _with_sign_off(actor: Actor, made: Application) -> ApplicationOut:
    lines = list(queries.list_lines(actor, made))
    return application_out(made, lines, open_rounds(actor, lines))


def application_out(made: Application, lines: list[Line], sign_offs: Mapping[int, int] | None = None) -> ApplicationOut:
    return ApplicationOut(
        id=made.number,
        duty=made.duty,
        case_kind=made.case_kind,
        purpose=made.purpose,
        consumer=made.consumer.code,
        lines=[_line_out(line, sign_offs) for line in lines],
        extra={one["label"]: one["value"] for one in made.extra},
    )


def _line_out(line: Line, sign_offs: Mapping[int, int] | None = None) -> ApplicationLineOut:
    grant: Grant | None = getattr(line, "grant", None)
    allowed = grant.read_terms() if grant else None
    return ApplicationLineOut(
        resource=line.resource.code,
        state=line.state,
        grant=str(grant.pk) if grant else None,
        due=line.due,
        due_provisional=line.due_provisional,
        items=list(allowed.items) if allowed else line.items,
        modes=list(allowed.modes) if allowed else line.modes,
        rows=Rows.told(allowed.rows if allowed else line.row_rule),
        reason=line.decision_reason,
        volume=line.volume,
        condition=line.condition,
        asked=ListAsked(items=line.items, modes=line.modes, rows=Rows.told(line.row_rule), until=line.until),
        replaces=str(line.replaces_id) if line.replaces_id else None,
        sign_off=sign_offs.get(line.pk) if sign_offs else None,
    )


def grant_out(grant: Grant) -> GrantOut:
    terms = grant.read_terms()
    return GrantOut(
        id=str(grant.pk),
        resource=grant.resource.code,
        provider=grant.provider.code,
        consumer=grant.consumer.code,
        state="expired" if grant.has_expired(timezone.now()) else grant.state,
        duty=grant.line.application.duty,
        items=list(terms.items),
        modes=list(terms.modes),
        systems=[system.name for system in grant.line.systems.all()],
        users=[user.login for user in grant.line.users.all()],
        rows=Rows.told(terms.rows),
        limits=LimitsTold.told(terms.limits),
        networks=list(terms.networks),
        masks=terms.masks,
        start=terms.valid_from.isoformat(),
        replaced_by=_successor(grant),
        standing=BasisTold(**structs.asdict(terms.standing)) if terms.standing else None,
        until=grant.valid_until.isoformat(),
        hash=grant.hash,
    )


def _successor(grant: Grant) -> str | None:
    found: Grant | None = getattr(grant, "successor", None)
    return str(found.pk) if found else None
