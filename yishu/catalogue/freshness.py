"""How a resource stands by the day on which its next update is due, which `quality` keeps at it (18.1). Pure; days are the calendar's."""

from datetime import date, datetime
from enum import StrEnum


class Freshness(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    NOTHING_OWED = "nothing_owed"
    NO_DATA = "no_data"


def freshness(update_due: date | None, last_updated: datetime | None, *, today: date) -> Freshness:
    """Late is late, whether there ever was data or not."""
    if update_due is not None and update_due < today:
        return Freshness.LATE
    if last_updated is None:
        return Freshness.NO_DATA
    return Freshness.NOTHING_OWED if update_due is None else Freshness.ON_TIME
