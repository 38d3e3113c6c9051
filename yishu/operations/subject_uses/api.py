"""The management API of who used a person's information (30.1, 32.1). Numbers come in bodies only, and go out masked."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import Day, PlainText, known
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.operations.subject_uses import commands, queries, shown
from yishu.operations.subject_uses.commands import Draft, Looked
from yishu.operations.subject_uses.models import Identified, Look, Way, Withholding
from yishu.operations.subject_uses.rules import Asked

router = Router(tags=["subject uses"], auth=known)


class SubjectUsesAskedIn(Schema):
    """`type`: the type code of an identity document (111: resident identity card); at the lookup also `uscc`, `org_code`, `licence_no`."""

    type: PlainText
    number: PlainText


class LookupIn(SubjectUsesAskedIn):
    """`basis`: the number of the document by which it is looked up."""

    basis: PlainText
    reason: PlainText


class CounterIn(SubjectUsesAskedIn):
    """`authority`: the number of the power of attorney, where somebody else comes with one."""

    identified: Identified
    authority: PlainText = ""


class WithheldOut(Schema):
    id: int
    law: str
    article: str


class UseOut(Schema):
    """One use. `number` is that of its record. Told at a counter it leaves out who acted, the grant and the case. `subjects`: of how many the call was; of a list `found` is of all of it."""

    number: UUID
    at: datetime
    action: str
    how: str
    agency: str
    agency_name: str
    resource: str
    resource_name: str
    items: list[str]
    duty: str
    outcome: str
    result: str
    subjects: int
    actor: str | None = None
    actor_name: str | None = None
    grant: str | None = None
    case: str | None = None
    found: int | None = None
    unchanged: bool | None = None
    withheld: WithheldOut | None = None


class LookOut(Schema):
    """`look` turns the pages for some minutes, `before` is that of the next one; `subject` is masked, and told once."""

    look: UUID
    subject: str
    uses: list[UseOut]
    before: UUID | None


class WithholdingIn(Schema):
    """`grant` and `duty` narrow it; the days are included."""

    agency: PlainText
    grant: PlainText = ""
    duty: PlainText = ""
    law: PlainText
    article: PlainText
    first_day: Day
    last_day: Day


class SubjectUsesReasonIn(Schema):
    reason: PlainText


class WithholdingOut(Schema):
    """`state`: in_force, ahead, over or ended."""

    id: int
    agency: str
    agency_name: str
    grant: str
    duty: str
    law: str
    article: str
    first_day: date
    last_day: date
    state: str
    declared_by: str
    declared_at: datetime
    ended_by: str
    ended_at: datetime | None
    end_reason: str


@router.post("/subject-uses/lookups", response={201: LookOut})
def look_up(request: HttpRequest, body: LookupIn) -> Status[LookOut]:
    """Who used the information of a person or body: all of it, by authority; on record first."""
    asked, now = Asked(body.type, body.number), timezone.now()
    return Status(201, _told(commands.look_up(_actor(request), asked, basis=body.basis, reason=body.reason, now=now)))


@router.post("/subject-uses/counter", response={201: LookOut})
def look_at_counter(request: HttpRequest, body: CounterIn) -> Status[LookOut]:
    """The same for the person themselves, identified at a counter: without what the law lets nobody tell."""
    asked, now = Asked(body.type, body.number), timezone.now()
    made = commands.look_at_counter(
        _actor(request), asked, identified=body.identified, authority=body.authority, now=now
    )
    return Status(201, _told(made))


@router.get("/subject-uses/looks/{look}", response=LookOut)
def turn_page(request: HttpRequest, look: UUID, before: UUID | None = None) -> LookOut:
    """The next page of one's own look."""
    actor = _actor(request)
    found = queries.get_look(actor, look, timezone.now())
    (commands.require_handler if found.way == Way.COUNTER else commands.require_seer)(actor)
    return _page(found, "", before)


@router.get("/subject-uses/withholdings", response=list[WithholdingOut])
def list_withholdings(request: HttpRequest) -> list[WithholdingOut]:
    """All that the law lets nobody tell at a counter, now and before."""
    commands.require_seer(_actor(request))
    return [_withholding_out(each) for each in queries.list_withholdings()]


@router.post("/subject-uses/withholdings", response={201: WithholdingOut})
def declare(request: HttpRequest, body: WithholdingIn) -> Status[WithholdingOut]:
    """An agency's uses are not told at a counter, by law and article, for a time."""
    draft = Draft(**body.dict())
    return Status(201, _withholding_out(commands.declare(_actor(request), draft, now=timezone.now())))


@router.post("/subject-uses/withholdings/{number}/end", response=WithholdingOut)
def end(request: HttpRequest, number: int, body: SubjectUsesReasonIn) -> WithholdingOut:
    """They are told again."""
    return _withholding_out(commands.end(_actor(request), number, reason=body.reason, now=timezone.now()))


def _told(made: Looked) -> LookOut:
    return _page(made.look, made.shown, None)


def _page(look: Look, subject: str, before: UUID | None) -> LookOut:
    page = queries.page_of(look, timezone.now(), before=before)
    uses = [_use_out(row, everything=look.way == Way.AUTHORISED) for row in shown.rows_of(page.uses)]
    return LookOut(look=look.record, subject=subject, uses=uses, before=page.before)


def _use_out(row: shown.Row, *, everything: bool) -> UseOut:
    record = row.record
    told = UseOut(
        number=record.id,
        at=record.at,
        action=record.action,
        how=row.how,
        agency=record.agency,
        agency_name=row.agency,
        resource=record.resource,
        resource_name=row.resource,
        items=row.items,
        duty=record.duty,
        outcome=record.outcome,
        result=row.result,
        subjects=row.count,
    )
    if everything:
        told.actor, told.actor_name, told.grant = record.actor, record.actor_name, record.grant
        told.case, told.found, told.unchanged = record.case, record.found, row.holds
        if row.withheld:
            told.withheld = WithheldOut(id=row.withheld.pk, law=row.withheld.law, article=row.withheld.article)
    return told


def _withholding_out(one: Withholding) -> WithholdingOut:
    return WithholdingOut(
        id=one.pk,
        agency=one.agency.code,
        agency_name=one.agency.name,
        grant=one.grant,
        duty=one.duty,
        law=one.law,
        article=one.article,
        first_day=one.first_day,
        last_day=one.last_day,
        state=one.state(shanghai_day(timezone.now())),
        declared_by=one.declared_by,
        declared_at=one.declared_at,
        ended_by=one.ended_by,
        ended_at=one.ended_at,
        end_reason=one.end_reason,
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]
