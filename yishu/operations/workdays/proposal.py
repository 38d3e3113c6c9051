"""What somebody proposes as a year's notice, read and held against what stands there."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from yishu.core.errors import FieldError, Invalid
from yishu.node.workdays import notice, notice_errors, table
from yishu.node.workdays.notice import NoticeDay
from yishu.operations.workdays import state
from yishu.operations.workdays.commands import YearNotice
from yishu.operations.workdays.state import Day


@dataclass(frozen=True, slots=True)
class Difference:
    """A day that changes: `was` and `becomes` are holiday, workday, or empty where it is as the week has it."""

    day: date
    what: Literal["added", "removed", "changed"]
    was: str
    becomes: str
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """`remarks`: sentences that name days and settle none. `seen`: of the calendar that the differences are against. `settles`: the year is provisional so far."""

    notice: YearNotice
    differences: tuple[Difference, ...]
    same: int
    remarks: tuple[tuple[int, str], ...]
    seen: str


def read(*, text: str, content: bytes | None, year: int | None, number: str, issued_on: date | None) -> Proposal:
    """From the text of the notice, or the content of a table. Raises Invalid, with every field, line and rule."""
    found = _of_table(content, year) if content is not None else notice.read(text, year=year)
    errors = list(found.errors)
    number, issued_on = number.strip() or found.number, issued_on or found.issued_on
    if not number:
        zh = "文中没有文号，请填写，如“国办发明电〔2025〕7号”。"
        errors.append(FieldError("number", "required", zh, "The text has no number: give the notice's number."))
    if errors or found.year is None:
        raise Invalid(errors=errors or [notice_errors.no_year()])
    return compare(YearNotice(found.year, number, issued_on, found.days), found.remarks)


def compare(wanted: YearNotice, remarks: tuple[tuple[int, str], ...] = ()) -> Proposal:
    """With what stands there now."""
    from django.utils import timezone

    target = state.of_notice(
        wanted.year, wanted.number, wanted.issued_on, list(wanted.days), by="", now=timezone.now()
    ).days
    current = state.now_of(state.State(days=dict.fromkeys(target))).days
    changed = [
        _difference(date.fromisoformat(key), current[key], target[key])
        for key in sorted(target)
        if _plain(current[key]) != _plain(target[key])
    ]
    kept = sum(target[key] is not None for key in target) - sum(each.what != "removed" for each in changed)
    return Proposal(wanted, tuple(changed), kept, remarks, state.fingerprint())


def _plain(day: Day | None) -> tuple[str, str] | None:
    return day and (day.kind, day.name)


def _difference(day: date, was: Day | None, becomes: Day | None) -> Difference:
    what = "added" if was is None else "removed" if becomes is None else "changed"
    name = becomes.name if becomes else was.name if was else ""
    return Difference(day, what, was.kind if was else "", becomes.kind if becomes else "", name)


def _of_table(content: bytes, year: int | None) -> notice.Notice:
    days, errors = table.read(content)
    if year is None:
        zh, en = "上传表格时请填写年度。", "Name the year of the table."
        errors.append(FieldError("year", "required", zh, en))
    else:
        errors += notice.check_days(days, year)
    if not days and not errors:
        errors.append(notice_errors.nothing())
    return notice.Notice(year, "", None, tuple(days), (), tuple(errors))


def as_table(days: tuple[NoticeDay, ...]) -> str:
    """Days as the table that `read` takes: what a confirmation carries back."""
    rows = [f"{day.date.isoformat()},{day.kind.value},{day.name}" for day in days]
    return "\n".join(["date,kind,name", *rows])
