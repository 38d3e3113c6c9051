"""Staging: the checked records of one file in tables of this session.

They are temporary: unlogged, nobody else sees them, and PostgreSQL drops them when the session ends. Only a first load goes straight into a table that may
become the hosted one, made in the publishing transaction. So if we die anywhere here, nothing is left behind.
"""

import hashlib
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from django.db import IntegrityError, connection, transaction

from yishu.hosting import faults, shaping
from yishu.hosting.checking import Bad, Checked, Checker
from yishu.hosting.declared.evaluating import NO_CHECKS, Checks
from yishu.hosting.errors import FileEmpty
from yishu.hosting.keys import key_sql
from yishu.hosting.lines import lines, text_of
from yishu.hosting.quarantine.overrides import NO_OVERRIDES, Overrides
from yishu.hosting.reading import Chunk, Source, chunks
from yishu.hosting.reading_ahead import ahead
from yishu.hosting.standing import NOTHING, Known, Moved
from yishu.hosting.tables import SCHEMA, Column

STAGED = "pg_temp.yishu_staged"
SENT_BACK = "pg_temp.yishu_sent_back"
REPEATED = "pg_temp.yishu_repeated"
RESENT = "pg_temp.yishu_resent"  # filled by quarantine.resending
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Staging:
    """The file's records, checked: good ones in the table `sql`, in the file's order; bad ones in SENT_BACK.

    `digest` is the SHA-256 of all records that pass every check on their own, as `lines` in file order. What a repeated key does to them follows from the same text.

    `loading`: into a table of its own for a first load, in a transaction that the caller has begun and in which it is adopted (`shaping.adopt`).
    """

    def __init__(
        self,
        source: Source,
        declared: Checks = NO_CHECKS,
        overrides: Overrides = NO_OVERRIDES,
        *,
        loading: bool = False,
        known: Known = NOTHING,
    ) -> None:
        self.source, self.loading, self._declared, self._overrides = source, loading, declared, overrides
        self.known = known
        self.sql = f'{SCHEMA}."{source.table.name}_{uuid4().hex[:12]}"' if loading else STAGED
        self.records = self.good = self.bad = self.identical = self.staged = 0
        self.repeats = False
        self._hash = hashlib.sha256()
        self._numbers = _Numbers()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    @property
    def accepted(self) -> int:
        """Records that are not sent back; those that repeat one word for word included."""
        return self.good

    def __enter__(self) -> Self:
        with _unhurried() as cursor:
            self._drop()
            if self.loading:
                shaping.create_loading(self.source.table, self.sql)
            else:
                items = ", ".join(f"{column.sql} {column.pg_type}" for column in self.source.wanted)
                cursor.execute(f"create temp table yishu_staged ({items})")
            cursor.execute(
                'create temp table yishu_sent_back (_row bigint not null, "values" jsonb, errors jsonb, key text not null)'
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A broken session, or an outer transaction that will roll back, drops them by itself.
        if connection.is_usable() and not connection.needs_rollback:
            with _unhurried():
                self._drop()

    def fill(self, today: date) -> None:
        """Read, check and stage the whole file. Raises what makes it refused; FileEmpty where it holds no record."""
        checker = Checker(self.source, today, self._declared, self._overrides)
        with ahead(self._read()) as read, ahead(self._written(map(checker.check, read))) as checked:
            for each, texts in checked:
                self.good += each.good.num_rows
                self._send_back(each.bad)
                self._stage(*self._differing(each.good, texts))
        if not self.good + self.bad:
            raise FileEmpty
        if not self.loading:
            with _unhurried() as cursor:
                cursor.execute(f"analyze {self.sql}")

    def _read(self) -> Iterator[Chunk]:
        """Counted where it is read, so that a record that is lost later shows."""
        for chunk in chunks(self.source):
            self.records += len(chunk.numbers) + len(chunk.unreadable)
            yield chunk

    def settle_repeats(self) -> None:
        """One record a key stays: the first. Later ones with the same values count once, others are sent back, naming the first (21.2).

        Raises Moved: not all of the file's records are staged, and some have the same key.
        """
        comparison = self.known.comparison
        if not (comparison and comparison.repeats) and self._keys_differ():
            return
        if comparison:
            raise Moved
        self.repeats = True
        conflicts = self._repeats()
        if conflicts:
            self._send_back_repeats(conflicts)
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {self.sql} s using {REPEATED} r where s.ctid = r.place")
            cursor.execute(f"drop table {REPEATED}")
        self.good -= len(conflicts)
        if self.loading:
            self._build_key()

    def _keys_differ(self) -> bool:
        if self.loading:
            try:
                with transaction.atomic():
                    self._build_key()
            except IntegrityError:
                return False
            return True
        keys = ", ".join(self.source.table.identity())
        with connection.cursor() as cursor:
            cursor.execute(f"select not exists (select from {self.sql} group by {keys} having count(*) > 1)")
            return cursor.fetchone()[0]

    def _build_key(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set local maintenance_work_mem = '256MB'")
            cursor.execute(f"create unique index on {self.sql} ({', '.join(self.source.table.identity())})")

    def _repeats(self) -> dict[int, tuple[int, str]]:
        """Rows that repeat a key with other values: their first row and key. Fills REPEATED with all rows that repeat one."""
        with connection.cursor() as cursor:
            cursor.execute(f"create temp table yishu_repeated as {self._repeats_sql()}")
            cursor.execute(f"select count(*) filter (where identical) from {REPEATED}")
            (self.identical,) = cursor.fetchone()
            cursor.execute(f"select position, first_position, key from {REPEATED} where not identical")
            return {self._numbers[at]: (self._numbers[first], key) for at, first, key in cursor.fetchall()}

    def _repeats_sql(self) -> str:
        """Records are only ever appended, so the places where they lie follow the file's order."""
        table = self.source.table
        same = " and ".join(f"{s} = {f}" for s, f in zip(table.identity("s"), table.identity("f"), strict=True))
        rest = [] if self.source.keys_only else list(table.rest)
        return f"""
            with placed as (select ctid as place, row_number() over (order by ctid) as position from {self.sql})
            select s.ctid as place, later.position, first.position as first_position,
                {_same_values(rest)} as identical, {key_sql(table, "s")} as key
            from (select min(ctid) as place from {self.sql} group by {", ".join(table.identity())} having count(*) > 1) many
            join {self.sql} f on f.ctid = many.place
            join {self.sql} s on {same} and s.ctid > f.ctid
            join placed first on first.place = f.ctid
            join placed later on later.place = s.ctid
        """

    def _send_back_repeats(self, conflicts: dict[int, tuple[int, str]]) -> None:
        # The staged values are canonical already; the provider gets them back as they came, so the file is read again.
        for chunk in chunks(self.source):
            self._send_back(list(_conflicting(chunk, conflicts, self.source.table.key)))

    def _written(self, checked: Iterator[Checked]) -> Iterator[tuple[Checked, pa.Array]]:
        """The good ones' keys, and their lines, all of which the digest has."""
        keys = ["_row", *(column.code for column in self.source.table.key)]
        for each in checked:
            texts = lines(each.good.drop_columns("_row"))
            self._hash.update(text_of(texts))
            yield Checked(each.good.select(keys), each.bad), texts

    def _differing(self, good: pa.Table, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
        """The numbers and lines of those to be staged, what stands already being left out where it is known."""
        numbers = good.column("_row").combine_chunks()
        if self.known.comparison:
            differs = pa.array(self.known.comparison.differing(good, texts))
            return numbers.filter(differs), texts.filter(differs)
        if self.known.digests:
            self.known.digests.of(good, texts)
        return numbers, texts

    def _stage(self, numbers: pa.Array, texts: pa.Array) -> None:
        if not len(numbers):
            return
        columns = ", ".join(column.sql for column in self.source.wanted)
        # Frozen: the table is of this transaction, nobody has to look at the rows again to mark them as seen by all.
        options = "format csv, freeze" if self.loading else "format csv"
        with (
            connection.cursor() as cursor,
            cursor.copy(f"copy {self.sql} ({columns}) from stdin ({options})") as copy,
        ):
            copy.write(text_of(texts))
        self.staged += len(numbers)
        self._numbers.extend(numbers)

    def _send_back(self, bad: list[Bad]) -> None:
        if not bad:
            return
        with connection.cursor() as cursor, cursor.copy(f"copy {SENT_BACK} from stdin") as copy:
            for one in bad:
                copy.write_row((one.row, _json(one.values), _json([fault._asdict() for fault in one.errors]), one.key))
        self.bad += len(bad)

    def _drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists {self.sql}, {SENT_BACK}, {REPEATED}, {RESENT}")


@contextmanager
def _unhurried() -> Iterator[Any]:
    """A cursor for what concerns this session's own tables: unless it is part of a transaction that does more, its commit need not wait until it is on disk."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            yield cursor
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
        yield cursor


class _Numbers:
    """The numbers that the good records have in the file, by their position among the good ones (from 1); kept as runs."""

    def __init__(self) -> None:
        self._positions, self._firsts = array("q"), array("q")
        self._count, self._next = 0, 0

    def extend(self, numbers: pa.Array) -> None:
        """Of the next records; there is at least one."""
        steps = pc.subtract(numbers.slice(1), numbers.slice(0, len(numbers) - 1))
        starts = [at + 1 for at in pc.indices_nonzero(pc.not_equal(steps, 1)).to_pylist()]
        if numbers[0].as_py() != self._next:
            starts.insert(0, 0)
        self._positions.extend(self._count + 1 + at for at in starts)
        self._firsts.extend(numbers[at].as_py() for at in starts)
        self._count += len(numbers)
        self._next = numbers[-1].as_py() + 1

    def __getitem__(self, position: int) -> int:
        run = bisect_right(self._positions, position) - 1
        return self._firsts[run] + position - self._positions[run]


def _same_values(rest: list[Column]) -> str:
    if not rest:
        return "true"
    ours, theirs = (", ".join(f"{alias}.{column.sql}" for column in rest) for alias in "sf")
    return f"row({ours}) is not distinct from row({theirs})"


def _conflicting(chunk: Chunk, conflicts: dict[int, tuple[int, str]], key: tuple[Column, ...]) -> Iterator[Bad]:
    for index, row in enumerate(chunk.numbers.to_pylist()):
        if row in conflicts:
            first, key_text = conflicts[row]
            came = {code: texts[index].as_py() for code, texts in chunk.texts.items()}
            yield Bad(row, came, [faults.repeated_key(key, first)], key_text)


def _json(value: Any) -> str:
    # jsonb and text hold no NUL; the fault tells that there was one. A backslash that is itself escaped begins none.
    return _NUL.sub("\\1\ufffd", msgspec.json.encode(value).decode())
