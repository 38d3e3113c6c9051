"""Of which versions a file is kept, and for how long: by days of Asia/Shanghai (20.1). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from yishu.core.calendar import shanghai_day


class Each(StrEnum):
    """`none`: no more files are written; those that there are stay for as long as the rule says."""

    NONE = "none"
    VERSION = "version"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Made:
    """A version, and when it was made."""

    number: int
    at: datetime


def last_of_each(made: Sequence[Made], each: Each, now: datetime) -> list[Made]:
    """The last version of each period that is over by now; `made` in the order of the versions, none left out between two of them."""
    if each is Each.NONE:
        return []
    if each is Each.VERSION:
        return list(made)
    followed = [*made, Made(0, now)]
    return [one for one, next_ in pairwise(followed) if _period(one.at, each) < _period(next_.at, each)]


def staying(made: Sequence[Made], *, days: int | None, newest: int | None, now: datetime) -> set[int]:
    """Of the versions that have a file, or are to have one, those that stay: one goes when it is older than `days` and not among the `newest` ones; null does not count."""
    ordered = sorted(made, key=lambda one: one.number, reverse=True)
    if days is None and newest is None:
        return {one.number for one in ordered}
    counted = {one.number for one in ordered[: newest or 0]}
    young = {one.number for one in ordered if days is not None and one.at > now - timedelta(days=days)}
    return counted | young


def _period(moment: datetime, each: Each) -> tuple[int, ...]:
    day: date = shanghai_day(moment)
    if each is Each.DAY:
        return day.year, day.month, day.day
    return day.year, day.month if each is Each.MONTH else (day.month + 2) // 3
