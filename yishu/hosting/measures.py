"""How mounts answer: counted in memory by each process, added to the table now and then, read as availability and latency (7.2)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db import connection

ANSWERED: Final = "answered"
BUCKETS: Final = (50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
"""Upper bounds in milliseconds."""
LONGER: Final = 0
DAYS_SHOWN: Final = 7

Place = tuple[int, date, str, int]  # mount, day, outcome, bucket
Added = tuple[list[int], list[date], list[str], list[int], list[int], list[int]]


class Tally:
    """Calls by mount, day, outcome and bucket, with their milliseconds; for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Place, list[int]] = {}

    def add(self, mount: int, day: date, outcome: str, seconds: float, calls: int = 1) -> None:
        ms = round(seconds * 1000)
        bucket = next((bound for bound in BUCKETS if ms <= bound), LONGER)
        self._add((mount, day, outcome, bucket), calls, ms)

    def take(self) -> Added | None:
        """What was counted since, as the arrays of `add_sql`; None where that is nothing."""
        with self._lock:
            counts, self._counts = self._counts, {}
        if not counts:
            return None
        mounts, days, outcomes, buckets = (list(each) for each in zip(*counts, strict=True))
        calls, totals = (list(each) for each in zip(*counts.values(), strict=True))
        return mounts, days, outcomes, buckets, calls, totals

    def put_back(self, taken: Added) -> None:
        for mount, day, outcome, bucket, calls, total in zip(*taken, strict=True):
            self._add((mount, day, outcome, bucket), calls, total)

    def _add(self, place: Place, calls: int, ms: int) -> None:
        with self._lock:
            count = self._counts.setdefault(place, [0, 0])
            count[0] += calls
            count[1] += ms


def add_sql(mark: Callable[[int], str]) -> str:
    """Six arrays: mount, day, outcome, bucket, calls, milliseconds."""
    types = ("bigint", "date", "text", "int", "bigint", "bigint")
    arrays = ", ".join(f"{mark(n)}::{kind}[]" for n, kind in enumerate(types, 1))
    return f"""
    insert into hosting_mountmeasure as counted (mount_id, day, outcome, at_most_ms, calls, total_ms)
    select * from unnest({arrays})
    on conflict (mount_id, day, outcome, at_most_ms)
    do update set calls = counted.calls + excluded.calls, total_ms = counted.total_ms + excluded.total_ms
    """


def write(tally: Tally) -> None:
    """Add what was counted, over Django's connection."""
    if taken := tally.take():
        with connection.cursor() as cursor:
            cursor.execute(add_sql(lambda _: "%s"), taken)


@dataclass(frozen=True, slots=True)
class Performance:
    """How a resource's interface answered of late. Percent of calls that were answered, and milliseconds within which half and 95 % of those were (upper bounds; None: longer than all)."""

    calls: int
    answered: int
    median_ms: int | None
    p95_ms: int | None

    @property
    def availability(self) -> float | None:
        return None if not self.calls else round(100 * self.answered / self.calls, 1)


def performance(resource_ids: list[int], today: date) -> dict[int, Performance]:
    """Of the last seven days, by resource, all its mounts together."""
    statement = """
    select m.resource_id, c.outcome = %(answered)s, c.at_most_ms, sum(c.calls)::bigint
    from hosting_mountmeasure c join hosting_mount m on m.id = c.mount_id
    where m.resource_id = any(%(resources)s) and c.day > %(since)s
    group by 1, 2, 3
    """
    given = {"answered": ANSWERED, "resources": resource_ids, "since": today - timedelta(days=DAYS_SHOWN)}
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: list[tuple[int, bool, int, int]] = cursor.fetchall()
    return {resource: _performance([row[1:] for row in rows if row[0] == resource]) for resource in resource_ids}


def _performance(rows: list[tuple[bool, int, int]]) -> Performance:
    answered = {bucket: calls for good, bucket, calls in rows if good}
    total = sum(answered.values())
    return Performance(
        sum(row[2] for row in rows), total, _within(answered, total * 0.5), _within(answered, total * 0.95)
    )


def _within(buckets: dict[int, int], wanted: float) -> int | None:
    seen = 0
    for bound in BUCKETS:
        seen += buckets.get(bound, 0)
        if seen and seen >= wanted:
            return bound
    return None


class Sample(NamedTuple):
    resource: str
    outcome: str
    at_most_ms: int
    calls: int
    total_ms: int


def samples() -> list[Sample]:
    """For the metrics: everything since the beginning."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select r.code, c.outcome, c.at_most_ms, sum(c.calls)::bigint, sum(c.total_ms)::bigint
            from hosting_mountmeasure c
            join hosting_mount m on m.id = c.mount_id join catalogue_resource r on r.id = m.resource_id
            group by 1, 2, 3 order by 1, 2, 3
            """
        )
        return [Sample(*row) for row in cursor.fetchall()]
