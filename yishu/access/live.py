"""Reading a proxied resource for a page: few at a time for each mount, so that a slow interface leaves the portal's threads to others (7.2)."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from yishu.access.backends import Backend, codes_of, reading_of_rows
from yishu.access.errors import BackendUnavailable
from yishu.access.governed import Permit
from yishu.access.lookup import Reading
from yishu.access.mounts import Answered, Mounted, Question
from yishu.hosting.measures import Tally, write

AT_ONCE = 2
Told = TypeVar("Told")

_tally = Tally()
_lock = threading.Lock()
_mounts: dict[int, tuple[Backend, threading.BoundedSemaphore]] = {}


def read(permit: Permit, mounted: Mounted, number: UUID) -> Reading:
    """`number`: of the record that the call leaves. Ask for the subjects one after the other, within the mount's time for all of them. Raises BackendUnavailable, BackendTimeout, BackendFailed."""
    backend, places = _of(mounted)
    if not places.acquire(blocking=False):
        raise BackendUnavailable
    try:
        deadline, codes = time.monotonic() + mounted.seconds, codes_of(permit)
        origins, secret = settings.YISHU_BACKENDS, settings.YISHU_SECRETS.tokens
        rows = [backend.row(permit, subject, codes, origins, secret, deadline, number) for subject in permit.subjects]
    finally:
        places.release()
    return reading_of_rows(permit, codes, rows)


def tell(mounted: Mounted, asked: Question, read: Callable[[Answered], Told]) -> Told:
    """What is read of the answer to one question, within the mount's time, for a place included. Raises as `read`, and what the reader raises."""
    backend, places = _of(mounted)
    deadline = time.monotonic() + mounted.seconds
    if not places.acquire(timeout=mounted.seconds):
        raise BackendUnavailable
    try:
        return backend.tell(lambda: asked, read, settings.YISHU_BACKENDS, deadline)
    finally:
        places.release()


def measured() -> None:
    """Add what was counted to the table, outside the transaction of the call."""
    write(_tally)


def _of(mounted: Mounted) -> tuple[Backend, threading.BoundedSemaphore]:
    with _lock:
        if mounted.id not in _mounts:
            _mounts[mounted.id] = (Backend(mounted, _tally), threading.BoundedSemaphore(AT_ONCE))
        return _mounts[mounted.id]
