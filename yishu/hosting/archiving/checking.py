"""Whether files of versions are there as they were written, for `yishu doctor`: nothing is changed, no value is read out (33.1)."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from yishu.hosting.archiving.errors import VersionStoreUnreachable
from yishu.hosting.archiving.models import VersionFile
from yishu.hosting.archiving.store import Store, store

LOOKED_AT: Final = 500
"""Files whose size is looked at; all of them where every file is read."""
READ: Final = 3
"""Files that are read to their last byte."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`place`: where the store is; `reached`: whether it answers; `unsound`: "code vN" of what is missing or altered."""

    place: str
    reached: bool
    files: int
    read: int
    unsound: tuple[str, ...] = ()


def check(*, every: bool = False) -> Checked:
    """A sample, or every file. Raises ValueError, which says what is wrong with YISHU_VERSION_STORE."""
    place = store()
    rows = list(VersionFile.objects.filter(state=VersionFile.State.KEPT).select_related("holding__resource"))
    looked = rows if every else random.sample(rows, min(len(rows), LOOKED_AT))
    read = {row.pk for row in (looked if every else looked[:READ])}
    try:
        place.require()
        unsound = tuple(_unsound(place, looked, read))
    except VersionStoreUnreachable:
        return Checked(place.place, False, len(rows), 0)
    return Checked(place.place, True, len(rows), len(read), unsound)


def _unsound(place: Store, rows: list[VersionFile], read: set[int]) -> Iterator[str]:
    for row in rows:
        if place.size(row.name) != row.size or (row.pk in read and _digest(place, row) != row.digest):
            yield f"{row.holding.resource.code} v{row.version}"


def _digest(place: Store, row: VersionFile) -> str | None:
    with Path(os.devnull).open("wb") as nothing:
        return place.copy(row.name, nothing)
