"""Bytes under the name that they give themselves, their SHA-256: in the node's folder, each once, written whole and never overwritten.

Rows of the slices name them. Whoever writes such a row calls `settle` in the same transaction: the bytes are durable before the row is, and a sweep that
runs meanwhile waits. What a killed process left behind is named by no row, and goes with the next sweep.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from yishu.node.disk import needing_room
from yishu.node.durable_files import sync

UNDER_WAY: Final = timedelta(hours=6)
"""Longer than any file takes from its first byte to its row."""
_PART: Final = 1024 * 1024
_LOCK: Final = "select pg_advisory_xact_lock(hashtextextended(%s, 2014))"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that came in, durable under a name of no meaning; `size` in bytes, `digest` their SHA-256 in hexadecimal digits."""

    path: Path
    size: int
    digest: str


def folder() -> Path:
    return settings.YISHU_DIR / "files"


def path_of(digest: str) -> Path:
    """By digits of our own making only: no part of a name that somebody sent."""
    return folder() / digest[:2] / digest


@contextmanager
def taken_in(parts: Iterable[bytes]) -> Iterator[Incoming]:
    """What comes in, part by part; what is not settled within the block goes at its end. Raises DiskFull."""
    waiting = folder() / "incoming"
    waiting.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = waiting / secrets.token_hex(16)
    try:
        with needing_room():
            yield _written(path, parts)
    finally:
        path.unlink(missing_ok=True)


def settle(incoming: Incoming) -> None:
    """Give the bytes their name, in the transaction of the row that names them. A crash before its commit leaves a file that no row names."""
    assert connection.in_atomic_block, "bytes belong to a row's transaction"
    _lock(incoming.digest)
    path = path_of(incoming.digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    incoming.path.replace(path)
    sync(path.parent)
    sync(path.parent.parent)


def is_whole(digest: str, size: int) -> bool:
    """Whether every byte is there as it came; reads all of them."""
    path = path_of(digest)
    if not _has(path, size):
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def lacking(named: Iterable[tuple[str, int]], within: Path | None = None) -> list[str]:
    """Of these (digest, size) those that are not there in full size; their bytes are not read. `within`: another node's folder."""
    root = folder() if within is None else within / folder().name
    return [digest for digest, size in named if not _has(root / digest[:2] / digest, size)]


def sweep(named: Callable[[Set[str]], Set[str]], now: datetime) -> int:
    """Remove what no row names; how many files. `named` says which of some digests are; it is asked again of each, under its lock."""
    swept = 0
    for place in sorted(folder().iterdir()) if folder().exists() else []:
        old = {path.name: path for path in place.iterdir() if _is_old(path, now)}
        strays = old.keys() - named(old.keys()) if place.name != "incoming" else old.keys()
        for name in sorted(strays):
            with transaction.atomic():
                _lock(name)
                if not named({name}):
                    old[name].unlink(missing_ok=True)
                    swept += 1
    return swept


def _written(path: Path, parts: Iterable[bytes]) -> Incoming:
    summed, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", _PART) as file:
        for part in parts:
            summed.update(part)
            size += file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return Incoming(path, size, summed.hexdigest())


def _has(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _is_old(path: Path, now: datetime) -> bool:
    """By the time of its last write or of its name, so that what was settled a moment ago is young."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return max(found.st_mtime, found.st_ctime) < (now - UNDER_WAY).timestamp()


def _lock(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [digest])
