"""Holding what was measured against what is usual, and putting on record what is found (30.1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from yishu.core.calendar import SHANGHAI, WorkCalendar, shanghai_day
from yishu.node import clocks
from yishu.operations.misuse import thresholds
from yishu.operations.misuse.finding import Seen, put_on_record
from yishu.operations.misuse.models import Baseline, Hour
from yishu.operations.misuse.rules import Use, Usual, find

SAMPLE: Final = 50
_HOUR: Final = timedelta(hours=1)


def judge(rows: Iterable[int], now: datetime) -> int:
    """Hold these hours against their baselines. Returns how many findings there are new."""
    in_force = thresholds.list_thresholds()
    limits, calendar, found = thresholds.for_rules(in_force), clocks.calendar(), 0
    for hour, baseline in _pairs(rows):
        use = use_of(hour, calendar)
        usual = usual_of(baseline, use)
        for each in find(use, usual, limits):
            found += put_on_record(Seen(hour, each, usual and usual.first_used), now) is not None
    return found


def use_of(hour: Hour, calendar: WorkCalendar) -> Use:
    """An hour as the rules take it. What only a closed hour tells is 0 before; claims wrong are counted in then as well."""
    local, is_closed = hour.hour.astimezone(SHANGHAI), hour.different is not None
    return Use(
        hour=hour.hour,
        hour_of_day=local.hour,
        is_rest=not calendar.is_working_day(shanghai_day(hour.hour)),
        is_person=hour.caller.startswith("person:"),
        subjects=hour.subjects,
        missed=hour.absent + (hour.wrong if is_closed else 0),
        caseless=hour.caseless,
        run=hour.run,
        looks=hour.looks or 0,
        in_case=hour.in_case or 0,
    )


def usual_of(baseline: Baseline | None, use: Use) -> Usual | None:
    """What is usual at that hour of such a day."""
    if baseline is None:
        return None
    means = baseline.resting if use.is_rest else baseline.working
    here = use.hour_of_day
    return Usual(
        first_used=baseline.first_used,
        last_used=baseline.last_used,
        used_days=baseline.used_days,
        mean=means[here],
        around=means[here - 1] + means[here] + means[(here + 1) % 24],
        highest=baseline.highest,
        missed_percent=baseline.missed_percent,
        caseless_percent=baseline.caseless_percent,
        run=baseline.run,
        looks=baseline.looks,
        in_case=baseline.in_case,
    )


def _pairs(rows: Iterable[int]) -> list[tuple[Hour, Baseline | None]]:
    """Each hour with the baseline of its caller, duty and resource."""
    hours = list(Hour.objects.filter(pk__in=list(rows)).order_by("hour"))
    callers = {hour.caller for hour in hours}
    known = {(one.caller, one.duty, one.resource): one for one in Baseline.objects.filter(caller__in=callers)}
    return [(hour, known.get((hour.caller, hour.duty, hour.resource))) for hour in hours]
