"""The directory as it is now, as files: made once for all who ask until the directory changes, and then served like any file.

One caller at a time makes a file; who comes meanwhile gets the one before. So the whole directory costs one thread of the portal, however many ask for it.
"""

import fcntl
import gzip
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from yishu.catalogue.directories.errors import DirectoryBeingMade
from yishu.catalogue.directories.members import last_change, one_snapshot
from yishu.catalogue.directories.models import Part
from yishu.catalogue.directories.writing import IN_WORDS, SQUEEZED, Form, write_part
from yishu.core.canonical import digest
from yishu.core.errors import Language

KEPT_SECONDS: Final = 600
"""How long a file may stand while no entry changes: dates of updates and numbers of records are as old at most."""
KEPT_ADDRESSES: Final = 20
_KEPT: Final = 2  # the one before may still be on its way to somebody


def cache_folder() -> Path:
    """What can be made again, and what is being made: no backup keeps it."""
    return settings.YISHU_DIR / "directory-cache"


def current_file(part: Part, form: Form, base: str, language: Language) -> Path:
    """The file, at most KEPT_SECONDS old or of the last change. Its name tells it from every other. Raises DirectoryBeingMade."""
    which = [part, form, base, language if form in IN_WORDS else ""]
    folder = cache_folder() / digest([str(each) for each in which])[:24]
    change = last_change()
    if found := _fresh(folder, change):
        return found
    cache_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with taking_turn(cache_folder() / f".{part}") as is_ours:
        if found := _fresh(folder, change):
            return found
        if not is_ours:
            if not (standing := _files(folder)):
                raise DirectoryBeingMade
            return standing[-1]
        _make_room(folder)
        return _make(folder, part, form, base, language)


def _files(folder: Path) -> list[Path]:
    """Finished ones, the newest last."""
    finished = [each for each in folder.glob("[0-9]*") if each.suffix != ".gz"]
    return sorted(finished, key=lambda each: int(each.name.split("-")[0]))


def _fresh(folder: Path, change: int) -> Path | None:
    """Named `made-change.form`: nanoseconds since 1970, and the last change in it."""
    for each in reversed(_files(folder)):
        made, of = (int(part) for part in each.name.partition(".")[0].split("-"))
        return each if of == change and 0 <= time.time_ns() - made < KEPT_SECONDS * 10**9 else None
    return None


def _make_room(folder: Path) -> None:
    """For one more: whatever addresses callers use for this node (any port in Host will do), so many are kept. Those used last stay."""
    others = [each for each in cache_folder().glob("[0-9a-f]*") if each.is_dir() and each != folder]
    for old in sorted(others, key=lambda each: each.stat().st_mtime)[: max(0, len(others) - KEPT_ADDRESSES)]:
        shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(exist_ok=True, mode=0o700)


def _make(folder: Path, part: Part, form: Form, base: str, language: Language) -> Path:
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as place, one_snapshot():
        change = last_change()
        write_part(Path(place), part, base, language, [form])
        made = folder / f"{time.time_ns()}-{change}.{form}"
        written = Path(place) / f"catalogue.{form}"
        if form in SQUEEZED:
            squeeze(written)
            os.replace(f"{written}.gz", f"{made}.gz")
        written.replace(made)
    for old in _files(folder)[:-_KEPT]:
        old.unlink(missing_ok=True)
        Path(f"{old}.gz").unlink(missing_ok=True)
    return made


def squeeze(path: Path) -> None:
    """A `….gz` beside the file; the same file gives the same bytes."""
    with (
        path.open("rb") as plain,
        open(f"{path}.gz", "wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as squeezed,
    ):
        shutil.copyfileobj(plain, squeezed, 1024 * 1024)


@contextmanager
def taking_turn(place: Path) -> Iterator[bool]:
    """Whether it is ours to make something; nobody waits. The lock is a file, and goes with the process that holds it."""
    with place.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
