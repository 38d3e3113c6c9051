"""How fresh a resource is: its last data against the cycle it declares (13.1). Pure; days are the calendar's."""

from datetime import datetime, timedelta
from enum import StrEnum

DAYS_ALLOWED = {
    "realtime": 2,
    "daily": 2,
    "weekly": 9,
    "monthly": 38,
    "quarterly": 107,
    "half_yearly": 214,
    "yearly": 396,
}
"""Days until data is late: the cycle and about a sixth to a third of it, so that a holiday makes nobody late. `irregular` and `never` have no day."""


class Freshness(StrEnum):
    FRESH = "fresh"
    LATE = "late"
    NO_CYCLE = "no_cycle"
    NO_DATA = "no_data"


def freshness(cycle: str, last_updated: datetime | None, *, now: datetime) -> Freshness:
    """No data is no data, whatever the cycle."""
    if last_updated is None:
        return Freshness.NO_DATA
    days = DAYS_ALLOWED.get(cycle)
    if days is None:
        return Freshness.NO_CYCLE
    return Freshness.FRESH if now - last_updated <= timedelta(days=days) else Freshness.LATE
