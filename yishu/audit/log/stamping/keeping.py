"""Stamps in the database, beside the checkpoints: over any psycopg connection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yishu.audit.log import notes
from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.reading import Connection
from yishu.audit.log.stamping.tokens import Stamp


@dataclass(frozen=True, slots=True)
class Kept:
    """A stamp as it is shown: by whom the checkpoint of that size was seen, and by when."""

    number: int
    size: int
    authority: str
    not_later: datetime
    serial: str


def keep(connection: Connection, size: int, address: str, stamp: Stamp, answer: bytes) -> None:
    """Of two workers that asked at once, the first one's stamp stays."""
    connection.execute(
        """
        insert into audit_stamp (size, address, authority, serial, not_later, answer) values (%s, %s, %s, %s, %s, %s)
        on conflict do nothing
        """,
        [size, address[:200], stamp.authority[:200], f"{stamp.serial:x}", stamp.not_later, answer],
    )


def unstamped_since(connection: Connection, address: str) -> datetime | None:
    """When the oldest checkpoint was made that no stamp of this authority covers; None where all are covered."""
    found = connection.execute(
        """
        select at from audit_checkpoint
        where size > coalesce((select max(size) from audit_stamp where address = %s), 0) order by size limit 1
        """,
        [address[:200]],
    ).fetchone()
    return None if found is None else found[0]


def newest_checkpoint(connection: Connection) -> Checkpoint | None:
    """As the log has signed it; witnesses' lines are no part of what is stamped."""
    found = connection.execute("select note from audit_checkpoint order by size desc limit 1").fetchone()
    return None if found is None else notes.read(found[0])


_COLUMNS: Final = "select id, size, authority, not_later, serial from audit_stamp "


def covering(connection: Connection, index: int) -> Kept | None:
    """The earliest stamp on a checkpoint that the record at that place is under."""
    found = connection.execute(
        _COLUMNS + "where size > %s order by not_later, size, id limit 1",
        [index],
    ).fetchone()
    return None if found is None else Kept(*found)


def list_at(connection: Connection, size: int) -> list[Kept]:
    found = connection.execute(_COLUMNS + "where size = %s order by not_later, id", [size]).fetchall()
    return [Kept(*row) for row in found]


def stamped_checkpoint(connection: Connection, size: int | None = None) -> Checkpoint | None:
    """The checkpoint of that size, or the newest, if it has been stamped."""
    found = connection.execute(
        """
        select note from audit_checkpoint p where (%s::bigint is null or p.size = %s)
          and exists (select from audit_stamp s where s.size = p.size)
        order by p.size desc limit 1
        """,
        [size, size],
    ).fetchone()
    return None if found is None else notes.read(found[0])


def answer_of(connection: Connection, size: int, number: int) -> bytes | None:
    found = connection.execute("select answer from audit_stamp where size = %s and id = %s", [size, number]).fetchone()
    return None if found is None else bytes(found[0])


def list_answers(connection: Connection) -> Iterator[tuple[int, int, bytes]]:
    """(size, number, answer) of all stamps, by size."""
    with connection.cursor(name="stamps") as cursor:
        for size, number, answer in cursor.execute("select size, id, answer from audit_stamp order by size, id"):
            yield size, number, bytes(answer)
