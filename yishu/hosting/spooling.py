"""The spool: files that wait to be read. Each is removed by whoever made it; what a process that was killed left behind is swept, and what somebody tried and did not come back to."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from yishu.node.disk import needing_room

KEPT: Final = timedelta(days=1)
"""Longer than any file is read."""


def folder() -> Path:
    return settings.YISHU_DIR / "spool"


def new_file(within: Path, prefix: str) -> BinaryIO:
    """A file of its own, readable by this account only; the caller closes and removes it."""
    within.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=within, prefix=prefix)
    os.close(handle)
    return Path(name).open("wb")


@contextmanager
def spooled(parts: Iterable[bytes], prefix: str = "page-") -> Iterator[Path]:
    """What came in, as a file while it is read. Raises DiskFull."""
    path = keep(parts, prefix)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def keep(parts: Iterable[bytes], prefix: str = "page-") -> Path:
    """The same until it is removed or swept. Raises DiskFull."""
    with needing_room():
        spool = new_file(folder(), prefix)
        path = Path(spool.name)
        try:
            with spool:
                spool.writelines(parts)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path


def sweep(now: datetime) -> int:
    """Remove files that nobody has written to for so long, and folders, as versions before left them when they were killed; how many."""
    if not folder().exists():
        return 0
    strays = [path for path in folder().iterdir() if _is_over(path, now)]
    for path in strays:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(strays)


def _is_over(path: Path, now: datetime) -> bool:
    try:
        return path.stat().st_mtime < (now - KEPT).timestamp()
    except FileNotFoundError:  # its own process was quicker
        return False
