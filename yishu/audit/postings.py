"""An index of the evidence by blocks of the log: for each value that occurs in a block, a bit for each of its places (32.1).

Conditions that meet seldom are the trouble of ordinary indexes: walking the records of one to find those of the other takes as long as there are records. Here each condition is a string
of bits for 16 384 records, and all of them together is an `and` of a few hundred strings, however the values are spread. Nothing of it is written when a call is put on
record: the worker writes a block when the log has filled it, once, and never changes it. What is newer than the last block is found by the table's own indexes (`queries`).
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from yishu.audit.edges import fresh_from
from yishu.audit.gathering import gather
from yishu.audit.models import PLACES
from yishu.audit.wanted import HOUR, REASON, Alternatives, Bounds
from yishu.shell.gauges import Gauge

SPAN: Final = PLACES
"""Records of a block."""
_FIRST: Final = 4
_AT_ONCE: Final = 64
"""Blocks that are read in one statement, at first and at most."""
_MOST_BEHIND: Final = 4
"""Blocks that may be missing: with more, the worker has yet to catch up, and nothing is looked for in blocks."""
_LOCK: Final = 6_964  # one worker at a time
_NONE: Final = f"B'0'::bit({PLACES})"


@dataclass(frozen=True, slots=True)
class _Block:
    """The newest id in it, and the places, from the log's beginning, of those that fit."""

    highest: UUID
    places: list[int]


@dataclass(frozen=True, slots=True)
class _Known:
    """A group of conditions, and in how many strings of bits it is looked for; the less, the narrower."""

    alternatives: Alternatives
    postings: int


def follow(_now: datetime, *, seconds: float = inf) -> int:
    """Index the blocks that are full, for so long at most. Returns how many."""
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and _index_next():
        done += 1
    return done


@transaction.atomic
def _index_next() -> bool:
    """One block, whole or not at all: killed on the way, the next worker begins it anew."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(
            "select coalesce((select max(number) + 1 from audit_block), 0), coalesce((select max(index) + 1 from audit_leaf), 0)"
        )
        block, size = cursor.fetchone()
        first = block * SPAN
        if size < first + SPAN:
            return False
        told = {"block": block, "first": first, "until": first + SPAN}
        cursor.execute(_POST, told)
        cursor.execute(_BOUND, told)
    return True


_POST: Final = f"""
insert into audit_posting (kind, value, block, places)
select v.kind, left(v.value, 60), %(block)s, bit_or(set_bit({_NONE}, r.place, 1))
from (
    select (l.index - %(first)s)::int as place, r.actor, r.agency, r.resource, r.grant_id, r.action, r.outcome, r.at, r.body
    from audit_leaf l cross join lateral (select * from audit_record where id = l.record offset 0) r
    where l.index >= %(first)s and l.index < %(until)s
) r cross join lateral (values
    ('actor', r.actor), ('agency', r.agency), ('resource', r.resource), ('grant', r.grant_id), ('action', r.action),
    ('about', split_part(r.action, ':', 1) || ':'), ('outcome', r.outcome), ('hour', ({HOUR})::text),
    ('reason', {REASON})
) v (kind, value)
where v.value <> ''
group by 1, 2
"""
_BOUND: Final = """
insert into audit_block (number, lowest, highest)
select %(block)s, (array_agg(record order by record))[1], (array_agg(record order by record desc))[1]
from audit_leaf where index >= %(first)s and index < %(until)s
"""


def indexed_below() -> UUID | None:
    """All records whose ids are below are in a block. None where too much is not, as before a worker has run for the first time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select size, coalesce((select max(number) + 1 from audit_block), 0) * %s from audit_log", [SPAN]
        )
        head = cursor.fetchone()
    if head is None or not head[1] or head[0] - head[1] > _MOST_BEHIND * SPAN:
        return None
    return fresh_from(head[1])


def newest(groups: Sequence[Alternatives], bounds: Bounds, size: int) -> list[UUID]:
    """The newest ids within the bounds that meet all groups, up to `size` of them, newest first."""
    if bounds.is_empty:
        return []
    known = sorted(map(_known, groups), key=lambda each: each.postings)
    if not all(each.alternatives for each in known):
        return []
    found: list[UUID] = []
    waiting: list[int] = []
    blocks = _blocks([each.alternatives for each in known], bounds)
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        waiting += block.places
        # A block's ids may reach into the time of the next one, whose newest says from where on all is known.
        if len(waiting) >= size or following is None:
            found = sorted([*found, *_ids_of(waiting, bounds)], reverse=True)
            waiting = []
            if following is None or (len(found) >= size and found[size - 1] > following.highest):
                break
        block = following
    return found[:size]


def few(groups: Sequence[Alternatives], bounds: Bounds, most: int) -> list[UUID] | None:
    """All ids within the bounds that meet all groups, where there are no more than so many."""
    known = sorted(map(_known, groups), key=lambda each: each.postings)
    if not known or not all(each.alternatives for each in known):
        return [] if known else None
    places: list[int] = []
    for block in _blocks([each.alternatives for each in known], bounds):
        places += block.places
        if len(places) > most:
            return None
    return _ids_of(places, bounds)


def _known(alternatives: Alternatives) -> _Known:
    """Without the values that occur nowhere, and with how many postings there are of the others, roughly."""
    found: Alternatives = []
    postings = 0
    for kind, values in alternatives:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                select v.value, n.postings from unnest(%(values)s::text[]) as v (value) cross join lateral (
                    select count(*) as postings
                    from (select from audit_posting where kind = %(kind)s and value = v.value limit %(most)s) few
                ) n where n.postings > 0
                """,
                {"kind": kind, "values": list(dict.fromkeys(values)), "most": _AT_ONCE},
            )
            rows = cursor.fetchall()
        if rows:
            found.append((kind, tuple(value for value, _ in rows)))
            postings += sum(n for _, n in rows)
    return _Known(found, postings)


def _blocks(groups: Sequence[Alternatives], bounds: Bounds) -> Iterator[_Block]:
    """Blocks with places that fit, by their newest ids; few at first, for most pages end there."""
    reached: UUID | None = None
    most = _FIRST
    while True:
        statement, parameters = _statement(groups, bounds, reached)
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters | {"most": most})
            rows = cursor.fetchall()
        for number, highest, places in rows:
            yield _Block(highest, list(_places(number * SPAN, places)))
            reached = highest
        if len(rows) < most:
            return
        most = min(most * 4, _AT_ONCE)


def _statement(groups: Sequence[Alternatives], bounds: Bounds, reached: UUID | None) -> tuple[str, dict[str, Any]]:
    """Block by block from the newest, group by group: what one has ended is asked of no other."""
    statement = f"""
    select number, highest, ~ {_NONE} as places from audit_block
    where (%(least)s::uuid is null or highest >= %(least)s) and (%(below)s::uuid is null or lowest < %(below)s)
        and (%(reached)s::uuid is null or highest < %(reached)s)
    order by highest desc offset 0
    """
    parameters: dict[str, Any] = {"least": bounds.least, "below": bounds.below, "reached": reached}
    for at, alternatives in enumerate(groups):
        either = []
        for n, (kind, values) in enumerate(alternatives):
            name = f"values_{at}_{n}"
            either.append(
                f"select places from audit_posting where kind = '{kind}' and value = any(%({name})s) and block = s.number"
            )
            parameters[name] = list(values)
        statement = f"""
        select s.number, s.highest, s.places & p.places as places from ({statement}) s
        cross join lateral (select bit_or(places) as places from ({" union all ".join(either)}) each_one) p
        where p.places is not null and s.places & p.places <> {_NONE} order by s.highest desc offset 0
        """
    return f"select number, highest, places from ({statement}) found order by highest desc limit %(most)s", parameters


def _places(first: int, places: str) -> Iterator[int]:
    """The places of the ones, the last first."""
    at = places.rfind("1")
    while at >= 0:
        yield first + at
        at = places.rfind("1", 0, at)


def _ids_of(places: list[int], bounds: Bounds) -> list[UUID]:
    statement = """
    select record from (select record from audit_leaf where index = any(%(places)s) offset 0) found
    where (%(least)s::uuid is null or record >= %(least)s) and (%(below)s::uuid is null or record < %(below)s)
    """
    rows = gather(statement, {"places": places, "least": bounds.least, "below": bounds.below})
    return [record for (record,) in rows]


def list_gauges(_now: datetime) -> list[Gauge]:
    """How far behind the log the index is; less than a block as a rule."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce((select max(index) + 1 from audit_leaf), 0) - coalesce((select max(number) + 1 from audit_block), 0) * %s",
            [SPAN],
        )
        (behind,) = cursor.fetchone()
    return [Gauge("yishu_search_behind_records", "Records in the log that are in no block of the index yet.", behind)]
