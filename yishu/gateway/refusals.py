"""Refusals of somebody who was not recognised, and calls that could not be served: counted by source and minute, so that a flood cannot fill the record."""

from collections import Counter
from datetime import UTC, datetime
from typing import Final

from yishu.gateway.database import Connection

MOST_COUNTED: Final = 10_000
OTHERS: Final = "others"

_ADD = """
insert into audit_refusal_count as counted (source, minute, code, count)
select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[])
on conflict (source, minute, code) do update set count = counted.count + excluded.count
"""


class RefusalCounts:
    """Kept in memory and added to the table every few seconds; past MOST_COUNTED sources, the others are one."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, datetime, str]] = Counter()

    def count(self, source: str, code: str) -> None:
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        place = (source[:64], minute, code)
        if place not in self._counts and len(self._counts) >= MOST_COUNTED:
            place = (OTHERS, minute, code)
        self._counts[place] += 1

    async def flush(self, connection: Connection) -> None:
        """Add what was counted to the table; what cannot be written stays counted."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        sources, minutes, codes = zip(*counts, strict=True)
        try:
            await connection.execute(_ADD, sources, minutes, codes, list(counts.values()))
        except BaseException:
            self._counts.update(counts)
            raise
