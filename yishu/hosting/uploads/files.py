"""The bytes of uploads, in the node's folder. Who writes or reads one holds its lock, which ends with the process: a killed one keeps nobody out."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from yishu.hosting.uploads.errors import UploadBusy, UploadLost
from yishu.node.disk import needing_room
from yishu.node.durable_files import sync
from yishu.node.errors import DiskFull


def folder() -> Path:
    return settings.YISHU_DIR / "uploads"


def path_of(number: UUID) -> Path:
    return folder() / str(number)


def make(number: UUID, promised: int) -> None:
    """An empty file, where there is room for so many bytes that this and other uploads still want to send. Raises DiskFull."""
    with needing_room():
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(folder()).free < promised:
            raise DiskFull
        os.close(os.open(path_of(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        sync(folder())


def take_over(spool: Path, number: UUID) -> None:
    """The spooled file becomes the upload's; durable when it returns. Raises DiskFull."""
    with needing_room():
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.move(spool, path_of(number))
        path_of(number).touch()  # however long it was read: no row names it yet, and it is no stray
        sync(path_of(number))
        sync(folder())


def remove(number: UUID) -> None:
    path_of(number).unlink(missing_ok=True)


@contextmanager
def locked(number: UUID) -> Iterator[BinaryIO]:
    """The file, for this process alone. Raises UploadBusy, UploadLost."""
    file = open_locked(number)
    try:
        yield file
    finally:
        file.close()


def open_locked(number: UUID) -> BinaryIO:
    """The same until it is closed."""
    try:
        file = path_of(number).open("r+b")
    except FileNotFoundError:
        raise UploadLost from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise UploadBusy from None
    return file
