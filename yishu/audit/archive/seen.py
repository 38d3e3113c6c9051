"""A record that has moved into the archive, as it is shown: by its number, and only as what the log has at its place (32.1)."""

from uuid import UUID

import msgspec
import psycopg

from yishu.audit.archive.reading import Archive
from yishu.audit.log import own, reading
from yishu.audit.log.tiles import SIZE, WIDTH
from yishu.audit.queries import Seen, is_as_written, is_erased
from yishu.audit.record import read


def open_archive() -> Archive:
    """For several records, in one go."""
    with own.reading() as connection:
        return Archive(connection)


def find_archived(number: UUID, archive: Archive | None = None) -> Seen | None:
    """None where no archived month has it, or it cannot be read there any more. Raises RecordArchiveUnreachable."""
    with own.reading() as connection:
        place = reading.index_of(connection, number)
        entry = None if place is None else (archive or Archive(connection)).entry(place)
        if place is None or entry is None:
            return None
        leaf = _leaf(connection, place)
    try:
        record = read(entry.body, entry.told)
    except msgspec.MsgspecError:
        return None
    holds = is_as_written(entry.salt, entry.body, entry.told, leaf) and record.id == number
    body = entry.body.decode()
    return Seen(record, leaf.hex(), body, holds, columns_hold=True, is_erased=is_erased(body, entry.told))


def _leaf(connection: psycopg.Connection, place: int) -> bytes:
    number, within = divmod(place, WIDTH)
    return reading.read_tile(connection, 0, number)[within * SIZE : (within + 1) * SIZE]
