"""What stands, told by two digests a record: a file that is sent again need be staged only where it differs (20.1).

The digests are those of the last whole file, at the version that it made; which records were touched since is told by the log. They are no more than a help: where there are
none, or they are of another shape, every record is staged, and PostgreSQL compares.
"""

import hashlib
import hmac
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import connection
from psycopg import Cursor

from yishu.hosting import spooling
from yishu.hosting.comparing import Comparison
from yishu.hosting.digests import Digests
from yishu.hosting.keys import KEY_JOIN, key_sql
from yishu.hosting.models import Batch, Holding, QuarantinedRecord, Standing, StandingPart
from yishu.hosting.reading import Source
from yishu.hosting.reading_ahead import ahead
from yishu.hosting.tables import Table

LEAST_BYTES: Final = 1024**2  # of a file for which this pays
LEAST_BYTES_OF_A_RECORD: Final = 8  # a file with fewer for each record that stands holds some of them
MISSING: Final = "pg_temp.yishu_missing"
_PLAIN_KEYS: Final = ("string", "integer", "date")  # one value has one text, in PostgreSQL as well


class Moved(Exception):
    """What the file was compared with is not what stands now, or it names a key twice: all its records are to be staged."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside a file: digests of its own records, to be kept; a comparison with those that stand, and what of the holding it holds for."""

    digests: Digests | None = None
    comparison: Comparison | None = None
    version: int = 0
    entry: int = 0
    kept: int = 0
    records: int = 0

    def require(self, holding: Holding) -> None:
        """Under the holding's lock. Raises Moved."""
        if self.comparison and (holding.version, holding.entry_id, holding.kept) != (
            self.version,
            self.entry,
            self.kept,
        ):
            raise Moved


NOTHING: Final = Known()


@contextmanager
def known(source: Source, how: str, holding: Holding | None, *, compared: bool) -> Iterator[Known]:
    """`compared`: also with what stands, if that is of the shape that the file is for."""
    if not _is_whole(source, how, holding):
        yield NOTHING
        return
    with ExitStack() as stack:
        folder = spooling.folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        secret = hmac.digest(settings.YISHU_SECRETS.subjects, _shape(source.table).encode(), "sha256")
        digests = Digests(source.table, secret, folder)
        stack.callback(digests.close)
        standing = _usable(holding, source.table) if holding and compared else None
        if holding is None or standing is None:
            yield Known(digests)
            return
        comparison = Comparison(digests, _parts(standing), _touched(source.table, standing.version), folder)
        stack.callback(comparison.close)
        yield Known(digests, comparison, holding.version, holding.entry_id, holding.kept, holding.records)


def keep(holding: Holding, table: Table, digests: Digests) -> None:
    """All that the file holds stands now. In the publishing transaction."""
    series = uuid4()
    statement = "copy hosting_standingpart (series, high, low) from stdin (format binary)"
    with ahead(digests.parts()) as parts, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["uuid", "bytea", "bytea"])
        for part in parts:
            copy.write_row((series, *part))
    forget(holding)
    Standing.objects.create(holding=holding, series=series, version=holding.version, shape=_shape(table))


def forget(holding: Holding) -> None:
    """The table changes its shape: an item that comes back to it begins empty, whatever its records were before."""
    for standing in Standing.objects.filter(holding=holding):
        StandingPart.objects.filter(series=standing.series).delete()
        standing.delete()


def list_missing(table: Table, comparison: Comparison, staged: str) -> None:
    """Fill MISSING with the keys of rows that the file does not name. In the publishing transaction; it is right for the version of the comparison."""
    names = [f"key_{place}" for place in range(len(table.key))]
    columns = ", ".join(f"{name} {column.pg_type}" for name, column in zip(names, table.key, strict=True))
    same = " and ".join(f"{s} = {t}" for s, t in zip(table.identity("s"), table.identity("t"), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(f"create temp table yishu_missing ({columns}) on commit drop")
        not_staged = f"{table.sql} t where not exists (select from {staged} s where {same})"
        _compare_keys(f"select {key_sql(table, 't')} from {not_staged}", comparison, cursor)


def _compare_keys(select: str, comparison: Comparison, cursor: Any) -> None:
    """By way of a file: one connection does not read and write at once."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=spooling.folder()) as missing:
        with cursor.copy(f"copy ({select}) to stdout") as copy:
            missing.writelines(f"{key}\n" for key in comparison.unmatched(_keys(copy)))
        missing.seek(0)
        with cursor.copy(f"copy {MISSING} from stdin") as copy:
            for line in missing:
                copy.write_row(line.removesuffix("\n").split(KEY_JOIN))


def _keys(copy: Any) -> Iterator[str]:
    copy.set_types(["text"])
    return (key for (key,) in copy.rows())


def named_among(comparison: Comparison, holding_id: int) -> list[str]:
    """The keys of open records sent back whose record came as it stands; others that the file names are staged."""
    waiting = QuarantinedRecord.objects.filter(batch__holding=holding_id, state=QuarantinedRecord.State.OPEN)
    keys = waiting.exclude(key="").values_list("key", flat=True).distinct()
    return list(comparison.matched(keys.iterator()))


def _is_whole(source: Source, how: str, holding: Holding | None) -> bool:
    size, records = source.spool.stat().st_size, holding.records if holding else 0
    if how == Batch.How.DELETE or size < LEAST_BYTES or any(each.type not in _PLAIN_KEYS for each in source.table.key):
        return False
    return how == Batch.How.REPLACE or size >= records * LEAST_BYTES_OF_A_RECORD


def _usable(holding: Holding, table: Table) -> Standing | None:
    """Of the same shape, and all changes since are in the log."""
    standing = Standing.objects.filter(holding=holding, shape=_shape(table)).first()
    if standing is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"select min(_version) from {table.log_sql}")
        (first,) = cursor.fetchone()
    return (
        standing
        if standing.version == holding.version or (first is not None and first <= standing.version + 1)
        else None
    )


def _parts(standing: Standing) -> Iterator[tuple[bytes, bytes]]:
    """One by one, without a cursor on the server: who breaks off leaves nothing open."""
    numbers = StandingPart.objects.filter(series=standing.series).order_by("pk").values_list("pk", flat=True)
    statement = "select high, low from hosting_standingpart where id = %s"
    with Cursor(connection.connection) as cursor:  # Django's own would write each octet as two letters
        for number in numbers:
            part = cursor.execute(statement, [number], binary=True).fetchone()
            if part is None:
                raise Moved  # another file took their place meanwhile
            yield part


def _touched(table: Table, version: int) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct {key_sql(table, 'c')} from {table.log_sql} c where _version > %s", [version])
        while rows := cursor.fetchmany(10_000):
            yield from (key for (key,) in rows)


def _shape(table: Table) -> str:
    """Records of another shape have other texts; and digests of another form tell nothing."""
    columns = [(column.code, column.type, column.is_key) for column in table.columns]
    return hashlib.sha256(msgspec.json.encode(["by key, of lines", table.name, table.key_kind, columns])).hexdigest()
