"""Changing the working days, each change with its basis, on record; the deadlines that run are counted again in the same transaction."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Final, ParamSpec

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import DayKind, shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.node.models import WorkDay
from yishu.node.workdays import calendar_lock, counting
from yishu.node.workdays.counting import Moved
from yishu.node.workdays.models import LocalDay, WorkYear
from yishu.node.workdays.notice import NoticeDay, check_days, is_in_years
from yishu.operations.workdays import state
from yishu.operations.workdays.errors import (
    CalendarBusy,
    CalendarMoved,
    ChangeNotFound,
    ChangeOvertaken,
    LocalDayNotFound,
    NothingChanges,
)
from yishu.operations.workdays.models import Change, MovedDeadline
from yishu.operations.workdays.state import Day, State
from yishu.operations.workdays.told import tell_moved

MAY_CHANGE: Final = (Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR)
LONGEST: Final = 31
"""Days of one special arrangement."""
TRIES: Final = 6

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class YearNotice:
    """A year's notice as it is to be taken."""

    year: int
    number: str
    issued_on: date | None
    days: tuple[NoticeDay, ...]


def _patiently(command: Callable[P, Change]) -> Callable[P, Change]:
    """In a transaction, again where it meets one that counts deadlines. It gives way itself, before the database would choose which of the two ends."""

    @wraps(command)
    def tried(*args: P.args, **kwargs: P.kwargs) -> Change:
        for turn in range(TRIES):
            try:
                with transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute("set local lock_timeout = '700ms'")
                    return command(*args, **kwargs)
            except OperationalError as busy:
                if not isinstance(busy.__cause__, LockNotAvailable | DeadlockDetected) or connection.in_atomic_block:
                    raise
                time.sleep(random.uniform(0.05, 0.3) * (turn + 1))  # noqa: S311 - not for secrets
        raise CalendarBusy

    return tried


@_patiently
def take_notice(actor: Actor, notice: YearNotice, *, seen: str, now: datetime) -> Change:
    """The notice settles its year: its days take the place of what stood there by an earlier one. `seen`: the fingerprint of what the differences were shown against.

    Raises Invalid, CalendarMoved, NothingChanges, CalendarBusy.
    """
    require(actor, *MAY_CHANGE)
    _require_notice(notice)
    calendar_lock.while_changing()
    if seen != state.fingerprint():
        raise CalendarMoved
    number = notice.number.strip()
    wanted = state.of_notice(notice.year, number, notice.issued_on, list(notice.days), by=actor.name, now=now)
    return _change(actor, Change.Kind.NOTICE, wanted, year=notice.year, reference=number, now=now)


@_patiently
def add_local_days(
    actor: Actor, first: date, last: date, *, kind: DayKind, name: str, basis: str, now: datetime
) -> Change:
    """Days that only this place has off, or works on (临时放假、临时上班), by whose decision. Raises Invalid, NothingChanges, CalendarBusy."""
    require(actor, *MAY_CHANGE)
    _require_local(first, last, name, basis)
    calendar_lock.while_changing()
    days, meant = clocks.calendar(), kind is DayKind.WORKDAY
    there = set(LocalDay.objects.values_list("date", flat=True))
    wanted = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows: dict[str, Day | None] = {
        day.isoformat(): Day(kind.value, name.strip(), basis.strip(), actor.name, now)
        for day in wanted
        if days.is_working_day(day) != meant
        or day in there  # what is so by the week or the notice needs no special day
    }
    return _change(actor, Change.Kind.LOCAL, State(local=rows), year=first.year, reference=basis.strip(), now=now)


@_patiently
def remove_local_day(actor: Actor, day: date, *, reason: str, now: datetime) -> Change:
    """The special day is as the notice has it again. Raises LocalDayNotFound, Invalid, CalendarBusy."""
    require(actor, *MAY_CHANGE)
    _require_reason(reason)
    calendar_lock.while_changing()
    if not LocalDay.objects.filter(pk=day).exists():
        raise LocalDayNotFound(day=day.isoformat())
    wanted = State(local={day.isoformat(): None})
    return _change(actor, Change.Kind.REMOVAL, wanted, year=day.year, reference=reason.strip(), now=now)


@_patiently
def undo(actor: Actor, number: int, *, reason: str, now: datetime) -> Change:
    """Put back what a change has replaced: another change, which counts the deadlines again. Raises ChangeNotFound, ChangeOvertaken, Invalid, CalendarBusy."""
    require(actor, *MAY_CHANGE)
    _require_reason(reason)
    calendar_lock.while_changing()
    undone = Change.objects.filter(pk=number).first()
    if undone is None:
        raise ChangeNotFound(number=number)
    if state.now_of(state.read_json(undone.after)) != state.read_json(undone.after):
        raise ChangeOvertaken
    back = state.read_json(undone.before)
    return _change(actor, Change.Kind.UNDONE, back, year=undone.year, reference=reason.strip(), undoes=undone, now=now)


def _change(
    actor: Actor,
    kind: Change.Kind,
    wanted: State,
    *,
    year: int,
    reference: str,
    undoes: Change | None = None,
    now: datetime,
) -> Change:
    before, days = state.now_of(wanted), clocks.calendar()
    if _plain(before) == _plain(wanted):
        raise NothingChanges
    running = counting.take_running()
    state.put(wanted)
    changed = counting.count_again(running, days, clocks.calendar(), shanghai_day(now))
    moved = [each for each in changed if each.has_moved]
    receipt = recording.record(
        actor, Action.WORK_DAYS_CHANGED, target=f"calendar:{year}", how=kind.value, why=reference, moved=len(moved)
    )
    made = Change.objects.create(
        kind=kind,
        year=year,
        reference=reference,
        at=now,
        by=actor.ref,
        by_name=actor.name,
        before=before.as_json(),
        after=state.now_of(wanted).as_json(),
        moved=len(moved),
        settled=len(changed) - len(moved),
        undoes=undoes,
        receipt=receipt,
    )
    _keep(actor, made, moved)
    return made


def _keep(actor: Actor, change: Change, moved: list[Moved]) -> None:
    """Each on record, and told to those who have to act."""
    MovedDeadline.objects.bulk_create(
        (
            MovedDeadline(
                change=change,
                clock=each.kept.clock,
                thing=each.running.thing[:200],
                path=each.running.path,
                agency_id=each.running.agency,
                before=each.running.due,
                after=each.after.date,
                provisional=each.after.provisional,
            )
            for each in moved
        ),
        batch_size=2000,
    )
    recording.record_each(actor, Action.DEADLINE_MOVED, ((each.running.thing, _detail(each, change)) for each in moved))
    tell_moved(change, moved)


def _detail(each: Moved, change: Change) -> recording.Detail:
    return {
        "clock": each.kept.clock,
        "before": each.running.due.isoformat(),
        "after": each.after.date.isoformat(),
        "provisional": each.after.provisional,
        "change": change.pk,
    }


def _plain(held: State) -> Any:
    """Without who wrote it and when: the same days again change nothing."""
    years = {key: row and (row.number, row.issued_on) for key, row in held.years.items()}
    days = [
        {key: row and (row.kind, row.name, row.source) for key, row in rows.items()} for rows in (held.days, held.local)
    ]
    return years, days


def _require_notice(notice: YearNotice) -> None:
    errors = check_days(list(notice.days), notice.year)
    if not notice.number.strip() or len(notice.number.strip()) > 60:
        zh, en = (
            "请填写文号，如“国办发明电〔2025〕7号”，不超过 60 字。",
            "Give the notice's number, in at most 60 characters.",
        )
        errors.append(FieldError("number", "required", zh, en))
    if not notice.days:
        zh, en = "没有放假或上班的日期。", "There are no days in it."
        errors.append(FieldError("text", "nothing", zh, en))
    if WorkYear.objects.filter(number=notice.number.strip()).exclude(year=notice.year).exists():
        zh, en = "这个文号已用于另一年度，请核对。", "Another year has this number: check it."
        errors.append(FieldError("number", "once", zh, en))
    if errors:
        raise Invalid(errors=errors)


def _require_local(first: date, last: date, name: str, basis: str) -> None:
    errors = []
    if not 0 <= (last - first).days < LONGEST or not is_in_years(first.year):
        zh = "截止日期不能早于起始日期，一次最多 {most} 天。"
        en = "The last day is not before the first, and at most {most} days are changed at once."
        errors.append(FieldError("last", "order", zh, en, most=LONGEST))
    if not name.strip() or len(name.strip()) > WorkDay._meta.get_field("name").max_length:  # type: ignore[operator]
        zh, en = "请写明名称，如“台风停工”，不超过 60 字。", "Name it in at most 60 characters, such as “Typhoon”."
        errors.append(FieldError("name", "required", zh, en))
    if not basis.strip() or len(basis.strip()) > 200:
        zh = "请写明依据：哪一级政府的什么决定或通知，不超过 200 字。"
        en = "Give the basis, by whose decision, in at most 200 characters."
        errors.append(FieldError("basis", "required", zh, en))
    if errors:
        raise Invalid(errors=errors)


def _require_reason(reason: str) -> None:
    if not reason.strip() or len(reason.strip()) > 200:
        zh, en = "请写明原因，不超过 200 字。", "Say why, in at most 200 characters."
        raise Invalid(errors=[FieldError("reason", "required", zh, en)])
