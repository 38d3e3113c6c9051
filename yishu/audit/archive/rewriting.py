"""A file of archived records written anew without the personal part of one of them: the other records are as they were, byte by byte, and all are held against the log again (32.1).

The new file's name is committed before its first byte. It is what is read from the transaction on in which the erasure is put on record, and then the file before is removed. Killed anywhere, one
of the two is what is read, and the worker's next round removes the other.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from yishu.audit.archive import blocks
from yishu.audit.archive.reading import Archive
from yishu.audit.archive.store import store
from yishu.audit.archive.writing import drop_spare, incoming, new_name, require_held
from yishu.audit.log import own
from yishu.audit.log.exporting import line_of
from yishu.audit.models import ArchivedMonth
from yishu.node.durable_files import sync
from yishu.node.stores import Store


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file that stands beside the one that is read."""

    row: ArchivedMonth
    before: str

    def take(self) -> None:
        """In the transaction of the record that says so: from its end on this is what is read."""
        self.row.spare = self.before
        self.row.save(update_fields=["name", "spare", "size", "digest", "blocks"])


@contextmanager
def rewritten_without(place: int) -> Iterator[Rewritten | None]:
    """The file that holds the record at this place of the log, without its personal part; None where no file has it. Whoever calls has the claim `writing.LOCKS`. Raises NotWhole, RecordArchiveUnreachable."""
    kept = store()
    with own.reading() as connection:
        entry = Archive(connection).entry(place)
    row = None if entry is None else _file_of(place, kept)
    if entry is None or row is None:
        yield None
        return
    line = line_of(replace(entry, told=b""))
    before, name = row.name, new_name(row.part)
    ArchivedMonth.objects.filter(pk=row.pk).update(spare=name)
    try:
        _write(kept, row, name, place, line)
        require_held(kept, row)
        yield Rewritten(row, before)
    finally:
        found = ArchivedMonth.objects.get(pk=row.pk)
        if found.spare:
            drop_spare(kept, found)


def _file_of(place: int, kept: Store) -> ArchivedMonth | None:
    """Places of two months alternate where they meet: the file that has this one."""
    for row in ArchivedMonth.objects.filter(state=ArchivedMonth.State.KEPT, first__lte=place, last__gte=place):
        around = blocks.Blocks(bytes(row.blocks)).around(place, row.size)
        if around is not None and place in blocks.read_block(kept.read(row.name, *around)):
            return row
    return None


def _write(kept: Store, row: ArchivedMonth, name: str, place: int, line: bytes) -> None:
    incoming(kept).mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, path = tempfile.mkstemp(suffix=".part", dir=incoming(kept))
    part, before = Path(path), row.name
    try:
        with os.fdopen(descriptor, "w+b") as file:
            row.blocks = blocks.rewrite(
                bytes(row.blocks), row.size, lambda offset, length: kept.read(before, offset, length), file, place, line
            )
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            row.digest = hashlib.file_digest(file, "sha256").hexdigest()
        sync(part.parent)
        row.size, row.name = part.stat().st_size, name
        kept.put(part, name, row.digest)
    finally:
        part.unlink(missing_ok=True)
