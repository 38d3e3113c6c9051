"""What a rule would say of the records that are hosted now, before it is declared."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.hosting.declared.drafts import Draft, read_new
from yishu.hosting.declared.evaluating import broken
from yishu.hosting.declared.queries import columns_of, get_hosted
from yishu.hosting.declared.rules import Rule
from yishu.hosting.queries import find_holding, table_of
from yishu.hosting.tables import Column, Table

SECONDS: Final = 5.0
CHUNK_ROWS: Final = 16_384


@dataclass(frozen=True, slots=True)
class Trial:
    """`broken` of the `looked_at` records break the rule; `held` is how many there are, more where the time was up."""

    rule: Rule
    held: int
    looked_at: int
    broken: int

    @property
    def is_whole(self) -> bool:
        return self.looked_at >= self.held


def try_out(actor: Actor, resource_code: str, draft: Draft, *, now: datetime, seconds: float = SECONDS) -> Trial:
    """Nothing is kept, no value is shown. Raises what `commands.declare` says of the draft and of who may declare."""
    resource, entry = get_hosted(actor, resource_code)
    rule = read_new(draft, columns_of(entry))
    holding = find_holding(resource)
    if holding is None or not holding.records:
        return Trial(rule, 0, 0, 0)
    looked_at = count = 0
    until, today = time.monotonic() + seconds, shanghai_day(now)
    for columns in _held(table_of(holding), rule.items, until):
        looked_at += len(next(iter(columns.values())))
        count += pc.sum(broken(rule, columns, today)).as_py() or 0
    return Trial(rule, max(holding.records, looked_at), looked_at, count)


def _held(table: Table, items: tuple[Column, ...], until: float) -> Iterator[dict[str, pa.Array]]:
    """The items of the records, as canonical texts by the chunk, until the time is up."""
    chosen = ", ".join(_text(table, item) for item in items)
    with psycopg.connect(settings.YISHU_DATABASE_URL) as connection:
        connection.execute("set local timezone = 'UTC'")
        connection.execute("set local datestyle = 'ISO'")
        with connection.cursor("yishu_trial") as cursor:
            cursor.execute(f"select {chosen} from {table.sql}".encode())
            while (rows := cursor.fetchmany(CHUNK_ROWS)) and time.monotonic() < until:
                texts = zip(*rows, strict=True)
                yield {item.code: pa.array(each, pa.string()) for item, each in zip(items, texts, strict=True)}


def _text(table: Table, item: Column) -> str:
    """An item that came with a version of the entry by which nothing was published yet is empty."""
    return f"{item.sql}::text" if item.code in table.by_code else "null::text"
