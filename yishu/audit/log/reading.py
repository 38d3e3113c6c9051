"""Reading the log out of the database: over any psycopg connection, for proofs, tiles and checks."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg

from yishu.audit.archive.reading import Archive
from yishu.audit.log import notes, tree
from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.proofs import Proof
from yishu.audit.log.tiles import TileNodes
from yishu.core.suites import INTL, SUITES, Suite
from yishu.node.errors import SuiteDiffers

Connection = psycopg.Connection[Any]


def read_tile(connection: Connection, level: int, number: int) -> bytes:
    """Raises KeyError where there is none."""
    found = connection.execute(
        "select hashes from audit_tile where level = %s and number = %s", [level, number]
    ).fetchone()
    if found is None:
        raise KeyError((level, number))
    return bytes(found[0])


def nodes_of(connection: Connection, suite: Suite) -> TileNodes:
    return TileNodes(suite, lambda level, number: read_tile(connection, level, number))


def suite_of(connection: Connection) -> Suite:
    """By which the log is hashed; before it has begun, the usual one."""
    found = connection.execute("select suite from audit_log").fetchone()
    return INTL if found is None else SUITES[found[0]]


def require_suite(connection: Connection, suite: Suite) -> None:
    """Raises SuiteDiffers unless the log, or, before it has begun, the newest record is of this suite."""
    begun = connection.execute("select suite from audit_log").fetchone()
    name = begun[0] if begun is not None else _suite_of_newest(connection)
    if name not in (None, suite.name):
        raise SuiteDiffers(suite=suite.name)


def _suite_of_newest(connection: Connection) -> str | None:
    """By which the newest record is hashed; None where there is none, or its hash is of no suite (it was altered: the log says so)."""
    newest = connection.execute("select salt, body, leaf from audit_record order by id desc limit 1").fetchone()
    if newest is None:
        return None
    salt, body, leaf = bytes(newest[0]), newest[1].encode(), bytes(newest[2])
    return next((each.name for each in SUITES.values() if each.leaf(salt + body) == leaf), None)


NOTES: Final = """
select p.note || coalesce((select string_agg(c.line, '' order by c.witness) from audit_cosignature c where c.size = p.size), '')
from audit_checkpoint p
"""
"""Checkpoints as they are shown: the log's own signature, then those of its witnesses."""


def newest_checkpoint(connection: Connection) -> Checkpoint | None:
    found = connection.execute(NOTES + "order by p.size desc limit 1").fetchone()
    return None if found is None else notes.read(found[0])


def witnessed_checkpoint(connection: Connection) -> Checkpoint | None:
    """The newest that somebody else has cosigned."""
    found = connection.execute(
        NOTES + "where p.size = (select max(size) from audit_cosignature) order by p.size desc limit 1"
    ).fetchone()
    return None if found is None else notes.read(found[0])


def stamped_checkpoint(connection: Connection, index: int) -> Checkpoint | None:
    """The earliest, by an authority's stamp, that the record at that place is under."""
    found = connection.execute(
        NOTES + "where p.size = (select size from audit_stamp where size > %s order by not_later, size, id limit 1)",
        [index],
    ).fetchone()
    return None if found is None else notes.read(found[0])


def index_of(connection: Connection, record: UUID) -> int | None:
    """The place of a record in the log; None while it has none."""
    found = connection.execute("select index from audit_leaf where record = %s", [record]).fetchone()
    return None if found is None else found[0]


def prove(
    connection: Connection,
    suite: Suite,
    record: UUID,
    *,
    entry: bool = True,
    stamped: bool = False,
    personal: bool = False,
) -> Proof | None:
    """That this record stands in the log, with what was hashed (and what is `personal`, unless that was erased), or its hash alone. By the newest checkpoint that was witnessed, or else the newest; or by the one whose stamp is the earliest, if `stamped`. None while it has no place or no stamp yet, or where there is no such record."""
    index = index_of(connection, record)
    if index is None:
        return None
    checkpoint = stamped_checkpoint(connection, index) if stamped else _usual_checkpoint(connection, index)
    if checkpoint is None:
        return None
    path = tree.inclusion(suite, nodes_of(connection, suite), index, checkpoint.size)
    hashed, told = _hashed(connection, record, index) if entry else (b"", b"")
    return Proof(index, tuple(path), checkpoint, hashed, told if personal else b"")


def _hashed(connection: Connection, record: UUID, index: int) -> tuple[bytes, bytes]:
    """What the leaf is made of, and what of it is personal."""
    row = connection.execute("select salt, body, personal from audit_record where id = %s", [record]).fetchone()
    if row is not None:
        return bytes(row[0]) + row[1].encode(), bytes(row[2] or b"")
    found = Archive(connection).entry(index)
    return (b"", b"") if found is None else (found.salt + found.body, found.told)


def _usual_checkpoint(connection: Connection, index: int) -> Checkpoint | None:
    witnessed = witnessed_checkpoint(connection)
    if witnessed is not None and witnessed.size > index:
        return witnessed
    return newest_checkpoint(connection)


def progress(connection: Connection) -> tuple[int, datetime | None]:
    """How many records the log holds, and when the oldest was made that it does not hold yet."""
    found = connection.execute(
        """
        select l.size, (
            select min(at) from (
                (select at from audit_record where moment >= l.seen order by moment limit 1)
                union all select at from audit_record where moment = any(l.open) and moment < l.seen
            ) as waiting
        ) from audit_log l
        """
    ).fetchone()
    return (0, None) if found is None else (found[0], found[1])


def witness_keys(connection: Connection) -> list[str]:
    return [key for (key,) in connection.execute("select verifier from audit_witness order by name").fetchall()]


def verifier_keys(connection: Connection) -> list[str]:
    """The log's keys, the one that signs now last."""
    return [key for (key,) in connection.execute("select verifier from audit_log_key order by since").fetchall()]
