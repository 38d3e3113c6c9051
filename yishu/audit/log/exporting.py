"""The log as a folder that anybody can check: a static log as C2SP tlog-tiles reads one (`checkpoint`, `tile/…`), and beside it what the leaves were made of.

    log.json                    {"origin", "suite", "size", "keys", "witnesses", "exported", "waiting"}: the last, records whose erasure the log has still to take, as a rule none
    checkpoint                  the newest
    checkpoints.jsonl           all of them: {"note"}
    tile/0/000 …                hashes
    records/000000000.jsonl.gz  {"index", "salt", "record"}, a hundred thousand a file
    personal/000000000.jsonl.gz {"index", "personal"}: what of these records is personal, `salt ‖ part` in base64, unless it was erased; without this folder the log can be checked as well
    stamps/700/checkpoint       what was stamped at that size, and beside it the authorities' answers (RFC 3161): 1.tsr …

A folder is written beside its place and then renamed: it is there whole, or not at all.
"""

import base64
import gzip
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from yishu.audit.archive.reading import Archive
from yishu.audit.log import notes
from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.reading import NOTES, Connection, newest_checkpoint, read_tile, verifier_keys, witness_keys
from yishu.audit.log.snapshot import in_one_snapshot
from yishu.audit.log.stamping import keeping
from yishu.audit.log.stamping.tokens import stamped_part
from yishu.audit.log.tiles import HEIGHT, SIZE, WIDTH, path_of, width_of
from yishu.audit.log.verifier import Entry

A_FILE: Final = 100_000
AT_A_TIME: Final = 5_000


class Described(msgspec.Struct):
    """`log.json`."""

    origin: str
    suite: str
    size: int
    keys: list[str]
    witnesses: list[str]
    exported: datetime
    waiting: list[str] = []


class NothingToExport(Exception):
    """The log has no checkpoint yet."""


class NotEmpty(Exception):
    """The folder exists and holds something."""


def export(connection: Connection, folder: Path, *, now: datetime) -> Described:
    """Write the log up to its newest checkpoint into a new or empty folder. Raises NotEmpty, NothingToExport, ArchiveRewritten."""
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty
    part = folder.with_name(f".{folder.name}.{os.getpid()}")

    def written(waiting: frozenset[str]) -> Described:
        part.mkdir(mode=0o700, parents=True)
        try:
            return _write(connection, part, now, sorted(waiting))
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise

    told = in_one_snapshot(connection, written)
    part.replace(folder)
    return told


def _write(connection: Connection, part: Path, now: datetime, waiting: list[str]) -> Described:
    newest = newest_checkpoint(connection)
    if newest is None:
        raise NothingToExport
    [(suite,)] = connection.execute("select suite from audit_log").fetchall()
    keys, witnesses = verifier_keys(connection), witness_keys(connection)
    told = Described(newest.origin, suite, newest.size, keys, witnesses, now, waiting)
    (part / "log.json").write_bytes(msgspec.json.format(msgspec.json.encode(told)))
    (part / "checkpoint").write_text(str(newest), "utf-8")
    _write_checkpoints(connection, part)
    _write_tiles(connection, part, newest)
    _write_records(connection, part, newest.size)
    _write_stamps(connection, part)
    return told


def _write_checkpoints(connection: Connection, part: Path) -> None:
    with (part / "checkpoints.jsonl").open("wb") as file, connection.cursor(name="checkpoints") as cursor:
        for (note,) in cursor.execute(NOTES + "order by p.size"):
            file.write(msgspec.json.encode({"note": note}) + b"\n")


def _write_stamps(connection: Connection, part: Path) -> None:
    for size, number, answer in keeping.list_answers(connection):
        place = part / "stamps" / str(size)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.tsr").write_bytes(answer)
        found = connection.execute("select note from audit_checkpoint where size = %s", [size]).fetchone()
        if found is not None:
            (place / "checkpoint").write_bytes(stamped_part(notes.read(found[0])))


def _write_tiles(connection: Connection, part: Path, newest: Checkpoint) -> None:
    level = 0
    while newest.size >> HEIGHT * level:
        for number in range(-(-(newest.size >> HEIGHT * level) // WIDTH)):
            wide = width_of(newest.size, level, number)
            place = part / path_of(level, number, wide)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(read_tile(connection, level, number)[: wide * SIZE])
        level += 1


def _write_records(connection: Connection, part: Path, size: int) -> None:
    for kind in ("records", "personal"):
        (part / kind).mkdir()
    entries = list_entries(connection, size)
    for first in range(0, size, A_FILE):
        file = f"{first:09d}.jsonl.gz"
        with (
            gzip.open(part / "records" / file, "wb", compresslevel=1) as records,
            gzip.open(part / "personal" / file, "wb", compresslevel=1) as parts,
        ):
            for entry in islice(entries, min(A_FILE, size - first)):
                records.write(line_of(entry, with_personal=False))
                if entry.told:
                    parts.write(b'{"index":%d,"personal":"%s"}\n' % (entry.index, base64.b64encode(entry.told)))


def list_entries(connection: Connection, size: int) -> Iterator[Entry]:
    """The first records of the log as they stand in the database or in the archive, in its order. Raises RecordArchiveUnreachable."""
    archive = Archive(connection)
    with connection.cursor(name="records", binary=True) as cursor:
        cursor.itersize = AT_A_TIME
        cursor.execute(
            """
            select l.index, l.record, r.salt, r.body, r.leaf, r.personal
            from audit_leaf l left join audit_record r on r.id = l.record
            where l.index < %s order by l.index
            """,
            [size],
        )
        for index, record, salt, body, leaf, told in cursor:
            yield (archive.entry(index) if body is None else None) or entry_of(index, record, salt, body, leaf, told)


def entry_of(
    index: int, record: object, salt: bytes | None, body: str | None, leaf: bytes | None, told: bytes | None
) -> Entry:
    """A record with its place. Without its row, it is missing."""
    if salt is None or body is None or leaf is None:
        return Entry(index, str(record), missing=True)
    return Entry(index, str(record), bytes(salt), body.encode(), bytes(leaf), told=bytes(told or b""))


def line_of(entry: Entry, *, with_personal: bool = True) -> bytes:
    """The record's bytes are those that were hashed; what stands around them is fixed, so that they can be cut out again."""
    if entry.missing:
        return b'{"index":%d,"missing":"%s"}\n' % (entry.index, entry.number.encode())
    told = b'"personal":"%s",' % base64.b64encode(entry.told) if with_personal and entry.told else b""
    return b'{"index":%d,"salt":"%s",%s"record":%s}\n' % (entry.index, entry.salt.hex().encode(), told, entry.body)
