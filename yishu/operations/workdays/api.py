"""The management API of the working days (26.3, 38.1)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from yishu.agencies.api import Day, PlainText, WholeNumber, known
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.calendar import DayKind
from yishu.node import clocks
from yishu.node.models import WorkDay
from yishu.node.workdays.models import LocalDay, WorkYear
from yishu.node.workdays.notice_errors import YEARS
from yishu.operations.workdays import commands, proposal, queries
from yishu.operations.workdays.models import Change
from yishu.operations.workdays.proposal import Proposal

router = Router(tags=["work days"], auth=known)
Kind = Literal["holiday", "workday"]


class WantedYear(Schema):
    year: int = Field(ge=YEARS[0], le=YEARS[1])


class DayOut(Schema):
    """A day that departs from the week. `source`: the number of the notice; of a `local` day its basis."""

    date: date
    kind: str
    name: str
    source: str
    local: bool


class YearOut(Schema):
    """`number` is the notice that settled the year, empty while it is provisional. `confirmed_until`: past this day every deadline is provisional."""

    year: int
    number: str
    issued_on: date | None
    confirmed_until: date
    days: list[DayOut]


class NoticeIn(Schema):
    """A year's notice: its `text`, from which year, number and day are read where they are not given; or a table (`date,kind,name`, one day a line)."""

    text: PlainText
    year: WholeNumber | None = None
    number: PlainText = ""
    issued_on: Day | None = None


class ConfirmedNoticeIn(NoticeIn):
    """`seen`: of the preview that was looked at."""

    seen: PlainText


class WorkdayDifferenceOut(Schema):
    """A day that changes; `was` and `becomes` are holiday, workday, or empty where it is as the week has it."""

    date: date
    was: str
    becomes: str
    name: str


class PreviewOut(Schema):
    """What a notice would change. `remarks`: its sentences that name days and settle none."""

    year: int
    number: str
    issued_on: date | None
    days: int
    differences: list[WorkdayDifferenceOut]
    remarks: list[str]
    seen: str


class LocalIn(Schema):
    """Days that only this place has off, or works on; `last` empty for one day."""

    first: Day
    last: Day | None = None
    kind: Kind
    name: PlainText
    basis: PlainText


class WorkdayReasonIn(Schema):
    reason: PlainText


class MovedOut(Schema):
    thing: str
    clock: str
    before: date
    after: date
    provisional: bool


class WorkdayChangeOut(Schema):
    """`moved`: how many deadlines fall on another day; `deadlines` are those of one's own agency, all for who oversees, 200 at most."""

    id: int
    kind: str
    year: int
    reference: str
    at: datetime
    by: str
    moved: int
    undone: bool
    deadlines: list[MovedOut]


@router.get("/work-days", response=YearOut)
def get_work_days(request: HttpRequest, wanted: Query[WantedYear]) -> YearOut:  # noqa: ARG001 - by its name
    """The days of a year that depart from Monday to Friday."""
    year = wanted.year
    settled = WorkYear.objects.filter(pk=year).first()
    noticed = [
        DayOut(date=row.date, kind=row.kind, name=row.name, source=row.source, local=False)
        for row in WorkDay.objects.filter(date__year=year)
    ]
    own = [
        DayOut(date=row.date, kind=row.kind, name=row.name, source=row.basis, local=True)
        for row in LocalDay.objects.filter(date__year=year)
    ]
    return YearOut(
        year=year,
        number=settled.number if settled else "",
        issued_on=settled.issued_on if settled else None,
        confirmed_until=clocks.calendar().confirmed_until,
        days=sorted([*noticed, *own], key=lambda day: (day.date, day.local)),
    )


@router.post("/work-days/notice/preview", response=PreviewOut)
def preview_notice(request: HttpRequest, body: NoticeIn) -> PreviewOut:
    """What a notice would change; nothing is written."""
    require(_actor(request), *commands.MAY_CHANGE)
    found = _read(body)
    return PreviewOut(
        year=found.notice.year,
        number=found.notice.number,
        issued_on=found.notice.issued_on,
        days=len(found.notice.days),
        differences=[
            WorkdayDifferenceOut(date=one.day, was=one.was, becomes=one.becomes, name=one.name)
            for one in found.differences
        ],
        remarks=[text for _line, text in found.remarks],
        seen=found.seen,
    )


@router.post("/work-days/notice", response={201: WorkdayChangeOut})
def take_notice(request: HttpRequest, body: ConfirmedNoticeIn) -> Status[WorkdayChangeOut]:
    """The notice settles its year; deadlines that run are counted again."""
    actor = _actor(request)
    require(actor, *commands.MAY_CHANGE)
    found = _read(body)
    return Status(201, _out(actor, commands.take_notice(actor, found.notice, seen=body.seen, now=timezone.now())))


@router.post("/work-days/local", response={201: WorkdayChangeOut})
def add_local_days(request: HttpRequest, body: LocalIn) -> Status[WorkdayChangeOut]:
    """Days that only this place has, by whose decision; deadlines that run are counted again."""
    actor = _actor(request)
    made = commands.add_local_days(
        actor,
        body.first,
        body.last or body.first,
        kind=DayKind(body.kind),
        name=body.name,
        basis=body.basis,
        now=timezone.now(),
    )
    return Status(201, _out(actor, made))


@router.post("/work-days/local/{day}/removal", response={201: WorkdayChangeOut})
def remove_local_day(request: HttpRequest, day: date, body: WorkdayReasonIn) -> Status[WorkdayChangeOut]:
    """The day is as the notice has it again."""
    actor = _actor(request)
    return Status(201, _out(actor, commands.remove_local_day(actor, day, reason=body.reason, now=timezone.now())))


@router.get("/work-days/changes", response=list[WorkdayChangeOut])
def list_changes(request: HttpRequest, wanted: Query[WantedYear]) -> list[WorkdayChangeOut]:
    """Of a year, newest first."""
    return [_out(_actor(request), change) for change in queries.list_changes(wanted.year)]


@router.post("/work-days/changes/{number}/undo", response={201: WorkdayChangeOut})
def undo_change(request: HttpRequest, number: int, body: WorkdayReasonIn) -> Status[WorkdayChangeOut]:
    """Put back what it replaced: another change."""
    actor = _actor(request)
    return Status(201, _out(actor, commands.undo(actor, number, reason=body.reason, now=timezone.now())))


def _read(body: NoticeIn) -> Proposal:
    content = body.text.encode() if body.text.startswith("date,kind,name") else None
    return proposal.read(text=body.text, content=content, year=body.year, number=body.number, issued_on=body.issued_on)


def _out(actor: Actor, change: Change) -> WorkdayChangeOut:
    return WorkdayChangeOut(
        id=change.pk,
        kind=change.kind,
        year=change.year,
        reference=change.reference,
        at=change.at,
        by=change.by_name,
        moved=change.moved,
        undone=Change.objects.filter(undoes=change).exists(),
        deadlines=[
            MovedOut(thing=one.thing, clock=one.clock, before=one.before, after=one.after, provisional=one.provisional)
            for one in queries.list_moved(actor, change)[:200]
        ],
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]
