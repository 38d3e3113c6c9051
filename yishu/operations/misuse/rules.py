"""An hour's use held against what is usual: what of it is worth asking about. Pure (30.1)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from yishu.operations.misuse.models import FindingKind as Kind

OFFICE: Final = range(8, 18)
"""Office hours, on working days, as hours of day: for people, besides what is usual for them."""
GROWS: Final = 2
"""What is less than so many times the highest hour of the weeks before is growth, however low the mean."""


class Use(Struct, frozen=True, kw_only=True):
    """One hour of one caller, duty and resource. `missed`: subjects without a record, or with a wrong claim. What is known only of a closed hour is 0 before."""

    hour: datetime
    hour_of_day: int
    is_rest: bool
    is_person: bool
    subjects: int
    missed: int = 0
    caseless: int = 0
    run: int = 0
    looks: int = 0
    in_case: int = 0


class Usual(Struct, frozen=True, kw_only=True):
    """What is usual there. `mean`: subjects in this hour of such a day; `around`: the same with the hours before and after; `highest`: of any hour. Percentages are of subjects."""

    first_used: datetime
    last_used: datetime
    used_days: int
    mean: float = 0
    around: float = 0
    highest: int = 0
    missed_percent: float = 0
    caseless_percent: float = 0
    run: int = 0
    looks: int = 0
    in_case: int = 0


class Threshold(Struct, frozen=True):
    """`amount`: less is never a finding; `ratio`: how far beyond what is usual."""

    amount: int
    ratio: int


class Found(Struct, frozen=True):
    """`measured` against `usual`, in what the kind counts: subjects, looks, percent, days of silence, keys in a row."""

    kind: Kind
    measured: int
    usual: float


Thresholds = Mapping[str, Threshold]
"""By kind; `history` says how many days, and how many days of use, there must be to compare with."""


def find(use: Use, usual: Usual | None, thresholds: Thresholds) -> list[Found]:
    """What is worth asking about; nothing where there is too little to compare with."""
    if usual is None or not has_history(use, usual, thresholds):
        return []
    found = (rule(use, usual, thresholds[kind]) for kind, rule in _RULES.items())
    return [each for each in found if each is not None]


def has_history(use: Use, usual: Usual, thresholds: Thresholds) -> bool:
    """A short history never makes noise."""
    wanted = thresholds["history"]
    return (use.hour - usual.first_used).days >= wanted.amount and usual.used_days >= wanted.ratio


def _volume(use: Use, usual: Usual, at: Threshold) -> Found | None:
    if not usual.highest or use.subjects < at.amount:
        return None
    if use.subjects <= at.ratio * usual.mean or use.subjects <= GROWS * usual.highest:
        return None
    return Found(Kind.VOLUME, use.subjects, usual.mean)


def _hours(use: Use, usual: Usual, at: Threshold) -> Found | None:
    """Where nothing was ever asked at that time; of people, outside office hours only, and less is enough."""
    if usual.around > 0 or not usual.highest:
        return None
    in_office = not use.is_rest and use.hour_of_day in OFFICE
    least = at.ratio if use.is_person else at.amount
    if use.subjects < least or (use.is_person and in_office):
        return None
    return Found(Kind.HOURS, use.subjects, 0)


def _absent(use: Use, usual: Usual, at: Threshold) -> Found | None:
    """Whoever tries numbers finds few."""
    percent = _percent(use.missed, use.subjects)
    if use.missed < at.amount or percent < at.ratio or percent <= 1.5 * usual.missed_percent:
        return None
    return Found(Kind.ABSENT, percent, usual.missed_percent)


def _consecutive(use: Use, usual: Usual, at: Threshold) -> Found | None:
    return _beyond(Kind.CONSECUTIVE, use.run, usual.run, at)


def _repeated(use: Use, usual: Usual, at: Threshold) -> Found | None:
    return _beyond(Kind.REPEATED, use.looks, usual.looks, at)


def _case(use: Use, usual: Usual, at: Threshold) -> Found | None:
    return _beyond(Kind.CASE, use.in_case, usual.in_case, at)


def _caseless(use: Use, usual: Usual, at: Threshold) -> Found | None:
    """Where nearly all is for a case as a rule."""
    percent = _percent(use.caseless, use.subjects)
    if use.caseless < at.amount or percent < at.ratio or usual.caseless_percent * 5 > at.ratio:
        return None
    return Found(Kind.CASELESS, percent, usual.caseless_percent)


def _silence(use: Use, usual: Usual, at: Threshold) -> Found | None:
    days = (use.hour - usual.last_used).days
    return Found(Kind.SILENCE, days, 0) if use.subjects >= at.amount and days >= at.ratio else None


def _beyond(kind: Kind, measured: int, usual: int, at: Threshold) -> Found | None:
    if measured < at.amount or measured <= at.ratio * usual:
        return None
    return Found(kind, measured, usual)


def _percent(part: int, whole: int) -> int:
    return min(100, part * 100 // whole) if whole else 0


_RULES: Final[dict[Kind, Callable[[Use, Usual, Threshold], Found | None]]] = {
    Kind.VOLUME: _volume,
    Kind.HOURS: _hours,
    Kind.ABSENT: _absent,
    Kind.CONSECUTIVE: _consecutive,
    Kind.REPEATED: _repeated,
    Kind.CASE: _case,
    Kind.CASELESS: _caseless,
    Kind.SILENCE: _silence,
}
