"""A full disk is told as what it is, whoever met it: we when writing, a reader, or PostgreSQL."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from yishu.node.errors import DiskFull

_ERRNOS: Final = (errno.ENOSPC, errno.EDQUOT)
_SQLSTATE: Final = "53100"


@contextmanager
def needing_room() -> Iterator[None]:
    """Raises DiskFull where there is none left, also in place of a Problem that took a full disk for something else."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, DiskFull) and _is_full(error):
            raise DiskFull from error
        raise


def _is_full(error: BaseException | None) -> bool:
    """Whether it, or what it came from, says so: readers take an OSError for damage of the file, Django wraps the driver's errors."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _ERRNOS:
            return True
        if getattr(error, "sqlstate", None) == _SQLSTATE:
            return True
        error = error.__cause__ or error.__context__
    return False
