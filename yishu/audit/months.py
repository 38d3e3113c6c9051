"""The evidence by months of Asia/Shanghai: each stands in a partition of its own, a range of ids, since ids are ordered by time (32.1).

The worker and every start make the months that come. What belongs to none of them stands in the default partition, so that no record is ever refused; from there it moves into
its month once that is made.
"""

import logging
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import OperationalError, connection, transaction

from yishu.audit.queries import first_id, moment_of
from yishu.audit.record import TABLE
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.shell.gauges import Gauge

log = logging.getLogger(__name__)

AHEAD: Final = 2
"""Months after the present one that are always there."""
OUTSIDE: Final = f"{TABLE}_other"
"""The default partition."""
MOST_COUNTED: Final = 10_000
LOCK_MS: Final = 2000
"""Calls wait so long at most behind one who waits for a lock; then it is given up, and tried again another time."""
_LOCK: Final = 6_963
_OLDEST: Final = 2014
"""Ids of before are no time of the platform's: they stay outside."""
_BOUNDS: Final = re.compile(r"FOR VALUES FROM \((?:'([0-9a-f-]{36})'|MINVALUE)\) TO \((?:'([0-9a-f-]{36})'|MAXVALUE)\)")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of Asia/Shanghai; `number` from 1."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        day = shanghai_day(moment)
        return cls(day.year, day.month)

    def plus(self, months: int) -> "Month":
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    @property
    def first(self) -> UUID:
        """The least id of it."""
        return first_id(datetime.combine(date(self.year, self.number, 1), time(), SHANGHAI))

    @property
    def table(self) -> str:
        return f"{TABLE}_{self}"

    def __str__(self) -> str:
        return f"{self.year:04d}_{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Part:
    """A partition: ids from `lower` on, below `upper`; None: without an end there. The default one has neither, and is not among them."""

    table: str
    lower: UUID | None
    upper: UUID | None

    def meets(self, month: Month) -> bool:
        """Whether an id of this month may stand here."""
        begins_later = self.lower is not None and self.lower >= month.plus(1).first
        return not begins_later and (self.upper is None or self.upper > month.first)


def list_parts(cursor: Any) -> list[Part]:
    """Those with bounds, by their order. `cursor`: of Django or psycopg."""
    cursor.execute(
        """
        select c.relname, pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = %s::regclass
        """,
        [TABLE],
    )
    found = [(name, _BOUNDS.fullmatch(bounds)) for name, bounds in cursor.fetchall()]
    parts = [Part(name, _id(ends[1]), _id(ends[2])) for name, ends in found if ends]
    return sorted(parts, key=lambda part: part.lower.int if part.lower else -1)


def prepare(now: datetime) -> list[str]:
    """Make the months that are missing: this one, those ahead, and those whose records stand outside. Returns the tables made; what somebody else holds locked is left for the next time."""
    present = Month.of(now)
    wanted = {present.plus(ahead) for ahead in range(AHEAD + 1)} | _months_outside(present)
    made: list[str] = []
    for month in sorted(wanted):
        try:
            made += [month.table] if _make(month) else []
        except OperationalError as held:
            if not isinstance(held.__cause__, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
                raise
            log.warning("the month %s of the evidence is not made yet: its table is in use", month)
    return made


def analyze(_now: datetime) -> None:
    """The figures by which reads over several months are planned: PostgreSQL gathers them by itself of each partition, but not of the whole."""
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {TABLE}")


def months_ahead(cursor: Any, now: datetime) -> int:
    """How many months after the present one are there, without a gap; -1 where the present one is missing."""
    parts, found = list_parts(cursor), -1
    while found < AHEAD and any(part.meets(Month.of(now).plus(found + 1)) for part in parts):
        found += 1
    return found


def count_outside(cursor: Any) -> int:
    """Records in no month, counted up to MOST_COUNTED."""
    cursor.execute(f"select count(*) from (select from {OUTSIDE} limit {MOST_COUNTED}) as found")
    return cursor.fetchone()[0]


def list_gauges(now: datetime) -> list[Gauge]:
    with connection.cursor() as cursor:
        ahead, outside = months_ahead(cursor, now), count_outside(cursor)
    return [
        Gauge("yishu_record_months_ahead", "Months after this one that the evidence has a partition for; -1 without this one.", ahead),
        Gauge("yishu_records_outside_months", f"Records in no month's partition, counted up to {MOST_COUNTED}.", outside),
    ]  # fmt: skip


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _months_outside(present: Month) -> set[Month]:
    """Months of what stands outside, from a time in which the platform may have written it: a skip through the index for each month."""
    found: set[Month] = set()
    reached, until = Month(_OLDEST, 1).first, present.plus(AHEAD + 1).first
    with connection.cursor() as cursor:
        while True:
            cursor.execute(f"select id from {OUTSIDE} where id >= %s and id < %s order by id limit 1", [reached, until])
            first = cursor.fetchone()
            if first is None:
                return found
            month = Month.of(moment_of(first[0]))
            found.add(month)
            reached = month.plus(1).first


@transaction.atomic
def _make(month: Month) -> bool:
    """One month, with what stood outside of it. Attached, not created in place: so calls go on being put on record meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [f"{LOCK_MS}ms"])
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        if any(part.meets(month) for part in list_parts(cursor)):
            return False
        bounds = {"lower": month.first, "upper": month.plus(1).first}
        cursor.execute(
            f"create table {month.table} (like {TABLE} including defaults including generated including storage including compression)"
        )
        _move_in(cursor, month, bounds)
        cursor.execute(
            f"alter table {TABLE} attach partition {month.table} for values from ('{bounds['lower']}') to ('{bounds['upper']}')"
        )
    return True


def _columns(cursor: Any) -> str:
    cursor.execute(
        """
        select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
        where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
        """,
        [TABLE],
    )
    return cursor.fetchone()[0]


def _move_in(cursor: Any, month: Month, bounds: dict[str, UUID]) -> None:
    """What stands outside and belongs here. Whoever writes there meanwhile waits, and finds the month."""
    within = "id >= %(lower)s and id < %(upper)s"
    cursor.execute(f"select exists (select from {OUTSIDE} where {within})", bounds)
    if cursor.fetchone()[0]:
        columns = _columns(cursor)
        cursor.execute(f"lock table {OUTSIDE} in access exclusive mode")
        cursor.execute(
            f"with moved as (delete from {OUTSIDE} where {within} returning {columns}) "
            f"insert into {month.table} ({columns}) select {columns} from moved",
            bounds,
        )
