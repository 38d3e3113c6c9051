"""Staging: the checked records of one file in temporary tables of this session.

Temporary tables are unlogged, nobody else sees them, and PostgreSQL drops them when the session ends: if we die anywhere here, nothing is left behind.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import date
from types import TracebackType
from typing import Any, Self

import msgspec
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection

from yishu.hosting import faults
from yishu.hosting.checking import Bad, Checked, Checker
from yishu.hosting.declared.evaluating import NO_CHECKS, Checks
from yishu.hosting.errors import FileEmpty
from yishu.hosting.keys import key_sql
from yishu.hosting.reading import Chunk, Source, chunks
from yishu.hosting.tables import Column

STAGED = "pg_temp.yishu_staged"
SENT_BACK = "pg_temp.yishu_sent_back"
REPEATED = "pg_temp.yishu_repeated"
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_PLAIN_CSV = arrow_csv.WriteOptions(include_header=False)


class Staging:
    """The file's records, checked: good ones in STAGED (`_row`, then the items), bad ones in SENT_BACK.

    `digest` is the SHA-256 of all records that pass every check on their own, as CSV in file order: the items in the entry's order, canonical
    values, every value quoted, nothing for an empty one, lines ended by a line feed. What a repeated key does to them follows from the same text.
    """

    def __init__(self, source: Source, declared: Checks = NO_CHECKS) -> None:
        self.source, self._declared = source, declared
        self.good = self.bad = self.identical = 0
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    @property
    def accepted(self) -> int:
        """Records that are not sent back; those that repeat one word for word included."""
        return self.good

    def __enter__(self) -> Self:
        items = ", ".join(f"{column.sql} {column.pg_type}" for column in self.source.wanted)
        self._drop()
        with connection.cursor() as cursor:
            cursor.execute(f"create temp table yishu_staged (_row bigint not null, {items})")
            cursor.execute(
                'create temp table yishu_sent_back (_row bigint not null, "values" jsonb, errors jsonb, key text not null)'
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A broken session, or an outer transaction that will roll back, drops them by itself.
        if connection.is_usable() and not connection.needs_rollback:
            self._drop()

    def fill(self, today: date) -> None:
        """Read, check and stage the whole file. Raises what makes it refused; FileEmpty where it holds no record."""
        checker = Checker(self.source, today, self._declared)
        for chunk in chunks(self.source):
            checked = checker.check(chunk)
            self._stage(checked)
            self._send_back(checked.bad)
        if not self.good + self.bad:
            raise FileEmpty
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {STAGED}")

    def settle_repeats(self) -> None:
        """One record a key stays: the first. Later ones with the same values count once, others are sent back, naming the first (21.2)."""
        conflicts = self._repeats()
        if conflicts:
            self._send_back_repeats(conflicts)
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {STAGED} s using {REPEATED} r where s._row = r._row")
            cursor.execute(f"drop table {REPEATED}")
        self.good -= len(conflicts)

    def _repeats(self) -> dict[int, tuple[int, str]]:
        """Rows that repeat a key with other values: their first row and key. Fills REPEATED with all rows that repeat one."""
        table = self.source.table
        same = " and ".join(f"{s} = {f}" for s, f in zip(table.identity("s"), table.identity("f"), strict=True))
        rest = [] if self.source.keys_only else list(table.rest)
        with connection.cursor() as cursor:
            cursor.execute(f"""
                create temp table yishu_repeated as
                select s._row, f._row as first_row, {_same_values(rest)} as identical, {key_sql(table, "s")} as key
                from (select min(_row) as _row from {STAGED} group by {", ".join(table.identity())} having count(*) > 1) many
                join {STAGED} f on f._row = many._row
                join {STAGED} s on {same} and s._row > f._row
            """)
            cursor.execute(f"select count(*) filter (where identical) from {REPEATED}")
            (self.identical,) = cursor.fetchone()
            cursor.execute(f"select _row, first_row, key from {REPEATED} where not identical")
            return {row: (first, key) for row, first, key in cursor.fetchall()}

    def _send_back_repeats(self, conflicts: dict[int, tuple[int, str]]) -> None:
        # The staged values are canonical already; the provider gets them back as they came, so the file is read again.
        for chunk in chunks(self.source):
            self._send_back(list(_conflicting(chunk, conflicts, self.source.table.key)))

    def _stage(self, checked: Checked) -> None:
        if not checked.good.num_rows:
            return
        self._hash.update(_csv(checked.good.drop_columns("_row")))
        columns = ", ".join(column.sql for column in self.source.wanted)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"copy {STAGED} (_row, {columns}) from stdin (format csv)") as copy,
        ):
            copy.write(_csv(checked.good))
        self.good += checked.good.num_rows

    def _send_back(self, bad: list[Bad]) -> None:
        if not bad:
            return
        with connection.cursor() as cursor, cursor.copy(f"copy {SENT_BACK} from stdin") as copy:
            for one in bad:
                copy.write_row((one.row, _json(one.values), _json([fault._asdict() for fault in one.errors]), one.key))
        self.bad += len(bad)

    def _drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists {STAGED}, {SENT_BACK}, {REPEATED}")


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


def _csv(table: pa.Table) -> bytes:
    written = io.BytesIO()
    arrow_csv.write_csv(table, written, _PLAIN_CSV)
    return written.getvalue()


def _json(value: Any) -> str:
    # jsonb and text hold no NUL; the fault tells that there was one. A backslash that is itself escaped begins none.
    return _NUL.sub("\\1\ufffd", msgspec.json.encode(value).decode())
