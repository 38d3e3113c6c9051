"""What is in a database: evidence, tables, versions. Over plain connections, for the live node, a snapshot of it and a restored one alike."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from yishu.audit.log import commitments
from yishu.audit.log.reading import suite_of
from yishu.audit.record import leaf_hash
from yishu.core.suites import INTL, Suite
from yishu.operations.manifest import Head

Connection = psycopg.Connection[tuple[Any, ...]]
AT_A_TIME: Final = 2000


@dataclass(frozen=True, slots=True)
class Contents:
    """The counts that a manifest holds."""

    tables: dict[str, int]
    holdings: dict[str, int]
    migrations: tuple[str, ...]


def read_contents(connection: Connection) -> Contents:
    """Count every table of `public` and `hosted`; read the versions of what is hosted, and the migrations that have run."""
    holdings = connection.execute(
        "select r.code, h.version from hosting_holding h join catalogue_resource r on r.id = h.resource_id order by 1"
    )
    migrations = connection.execute("select app || '.' || name from django_migrations order by 1")
    return Contents(
        {name: _count(connection, *name.split(".", 1)) for name in list_tables(connection)},
        dict(holdings.fetchall()),  # type: ignore[arg-type]
        tuple(name for (name,) in migrations.fetchall()),
    )


def list_tables(connection: Connection) -> list[str]:
    """`schema.table` of all that is ours; one that is parted counts as a whole."""
    statement = """
    select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'hosted') and c.relkind in ('r', 'p') and not c.relispartition order by 1
    """
    return [name for (name,) in connection.execute(statement).fetchall()]


def list_document_files(connection: Connection) -> Iterator[tuple[str, int]]:
    """(digest, size) of the bytes of every document; none in a schema that has no documents yet."""
    [(there,)] = connection.execute("select to_regclass('public.files_documentversion') is not null").fetchall()
    if there:
        yield from _stream(connection, "select distinct digest, size from files_documentversion")


def read_head(connection: Connection) -> Head:
    """The evidence's head, by one pass over the ids and leaves."""
    summing = _Summing()
    for number, leaf in leaves(connection):
        summing.add(number, leaf)
    return summing.head


@dataclass(frozen=True, slots=True)
class Checked:
    """The head, and the first record whose leaf is not that of its salt and body, or whose personal part is not the one recorded."""

    head: Head
    broken: UUID | None


def check_evidence(connection: Connection) -> Checked:
    """Every leaf computed again from salt and body, by the suite that the log there was begun with."""
    summing, broken, suite = _Summing(), None, _suite_of(connection)
    statement = f"select id, leaf, salt, body, {_personal(connection)} from audit_record order by id"
    for number, leaf, salt, body, told in _stream(connection, statement):
        summing.add(number, leaf)
        text = body.encode()
        if broken is None and not (
            leaf_hash(suite, salt, text) == leaf and commitments.holds(suite, text, told or b"")
        ):
            broken = number
    return Checked(summing.head, broken)


def _personal(connection: Connection) -> LiteralString:
    """A schema of before knew no personal parts."""
    [(there,)] = connection.execute(
        "select exists (select from information_schema.columns where table_name = 'audit_record' and column_name = 'personal')"
    ).fetchall()
    return "personal" if there else "null::bytea"


def _suite_of(connection: Connection) -> Suite:
    """A schema of before the log knew one suite."""
    [(there,)] = connection.execute("select to_regclass('public.audit_log') is not null").fetchall()
    return suite_of(connection) if there else INTL


@dataclass(slots=True)
class Difference:
    """The live evidence against a restored one: `lost` is in the live one only, `gone` in the restored one only (deleted since), `altered` in both with another content."""

    lost: int = 0
    gone: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    newest_lost: UUID | None = None


def compare(live: Connection, restored: Connection) -> Difference:
    """One merge over both, in the order of the ids; memory does not grow with the evidence. What has moved into the archive since is in neither list: it was verified when it did."""
    found, archived = Difference(), _archived(live)
    theirs, ours = _rows(restored), _rows(live)
    old, new = next(theirs, None), next(ours, None)
    while old or new:
        if old is None or (new is not None and new[0] < old[0]):
            assert new is not None
            found.lost, found.newest_lost = found.lost + 1, new[0]
            new = next(ours, None)
        elif new is None or old[0] < new[0]:
            if not any(lower <= old[0] < upper for lower, upper in archived):
                found.gone.append(str(old[0]))
            old = next(theirs, None)
        else:
            if old[1] != new[1]:
                found.altered.append(str(old[0]))
            old, new = next(theirs, None), next(ours, None)
    return found


def _archived(connection: Connection) -> list[tuple[UUID, UUID]]:
    """The ranges of ids that stand in the archive; none in a schema that has no archive yet."""
    [(there,)] = connection.execute("select to_regclass('public.audit_archived_month') is not null").fetchall()
    if not there:
        return []
    kept = connection.execute("select lower, upper from audit_archived_month where state = 'kept' order by upper")
    return [(lower or UUID(int=0), upper) for lower, upper in kept.fetchall()]


def _rows(connection: Connection) -> Iterator[tuple[UUID, bytes]]:
    """Id of every record, and a digest of its whole row: whoever alters what a record says may leave its leaf as it was."""
    connection.execute("set local bytea_output = 'hex'")
    yield from _stream(
        connection,
        """
        select id, sha256(convert_to(row(
            extract(epoch from at), action, outcome, actor, agency, resource, target, grant_id, case_number, subjects, body, salt, leaf
        )::text, 'UTF8'))
        from audit_record order by id
        """,
    )


def leaves(connection: Connection) -> Iterator[tuple[UUID, bytes]]:
    """Id and leaf of every record, in the order of the ids."""
    yield from _stream(connection, "select id, leaf from audit_record order by id")


def moment_of_snapshot(connection: Connection) -> datetime:
    [row] = connection.execute("select transaction_timestamp()").fetchall()
    return row[0]


class _Summing:
    def __init__(self) -> None:
        self._digest, self._count, self._last = hashlib.sha256(), 0, ""

    def add(self, number: UUID, leaf: bytes) -> None:
        self._digest.update(leaf)
        self._count += 1
        self._last = str(number)

    @property
    def head(self) -> Head:
        return Head(self._count, self._last, self._digest.hexdigest())


def _stream(connection: Connection, statement: LiteralString) -> Iterator[tuple[Any, ...]]:
    with connection.transaction(), connection.cursor(name="evidence", binary=True) as cursor:  # type: ignore[call-overload]
        cursor.itersize = AT_A_TIME
        cursor.execute(statement)
        yield from cursor


def _count(connection: Connection, schema: str, table: str) -> int:
    [row] = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))).fetchall()
    return row[0]
