"""What the sources that are tables share: rows to CSV, and the place after the last of them."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from yishu.front.configuration import TableSource
from yishu.front.sources import Drawn


def drawn_from(rows: Iterable[Sequence[Any]], source: TableSource, position: Any, into: BinaryIO) -> Drawn | None:
    """Write the rows below a header of item codes. A row carries its columns, then, with a cursor, the cursor and the key."""
    width, digest = len(source.columns), hashlib.sha256()
    text = io.TextIOWrapper(into, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([item for item, _ in source.columns])
    count, last = 0, None
    for row in rows:
        writer.writerow(row[:width])
        count += 1
        if source.cursor:
            last = row
    text.flush()
    text.detach()
    if not count:
        return None
    if last is not None:
        place = list(last[width:])
        return Drawn(count, place, [position, place], more=count == source.batch_rows)
    into.seek(0)
    while part := into.read(1 << 20):
        digest.update(part)
    place = digest.hexdigest()
    return None if place == position else Drawn(count, place, [position, place], more=False, mode="replace")
