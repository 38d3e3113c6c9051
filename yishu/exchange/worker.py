"""The node's loop: it keeps links current, a thread for each, so that one that is stuck stops no other; and does the slices' chores, writes files to download and files of versions, and assembles base databases, each in a thread of their own."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from yishu.access.assembling.running import run_due
from yishu.access.downloads.preparing import prepare_waiting
from yishu.exchange.models import Link
from yishu.exchange.peers import forget_nonces
from yishu.exchange.pulling import catch_up
from yishu.hosting.archiving.writing import Archivist
from yishu.shell import chores

log = logging.getLogger(__name__)

_CHORES: Final = 0  # no link has this number
_DOWNLOADS: Final = -1
_ARCHIVES: Final = -2
_ASSEMBLIES: Final = -3
PAUSE: Final = float(os.environ.get("YISHU_PULL_SECONDS", "2"))


def run(stop: threading.Event) -> None:
    """Catch up with every active link every few seconds, and do what chores are due, until told to stop."""
    busy: dict[int, threading.Thread] = {}
    done: dict[str, datetime] = {}
    archivist = Archivist()
    while not stop.wait(PAUSE):
        try:
            _round(busy, done, archivist)
        except DatabaseError as lost:
            log.warning("the database is lost to the worker: %s", type(lost).__name__)
        finally:
            connection.close()


def stop_with_parent(stop: threading.Event) -> None:
    """A worker that was started as a child ends when its parent does, however that ends: their pipe closes."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        stop.set()

    threading.Thread(target=watch, daemon=True).start()


def _round(busy: dict[int, threading.Thread], done: dict[str, datetime], archivist: Archivist) -> None:
    forget_nonces()
    _start(busy, _CHORES, _do_chores, done)
    _start(busy, _DOWNLOADS, _prepare_downloads, None)
    _start(busy, _ARCHIVES, _archive, archivist)
    _start(busy, _ASSEMBLIES, _assemble, None)
    for link in Link.objects.filter(state=Link.State.ACTIVE):
        _start(busy, link.pk, _follow, link)


def _start(busy: dict[int, threading.Thread], number: int, work: Callable[..., None], argument: object) -> None:
    """A new thread for it, unless the last one still runs."""
    running = busy.get(number)
    if running is None or not running.is_alive():
        busy[number] = threading.Thread(target=work, args=(argument,), daemon=True)
        busy[number].start()


def _do_chores(done: dict[str, datetime]) -> None:
    close_old_connections()
    try:
        chores.do_due(done, timezone.now())
    finally:
        connection.close()


def _prepare_downloads(_nothing: None) -> None:
    """A thread of its own: a large file keeps no clock waiting."""
    close_old_connections()
    try:
        prepare_waiting()
    except DatabaseError as lost:
        log.warning("the database is lost to downloads: %s", type(lost).__name__)
    finally:
        connection.close()


def _archive(archivist: Archivist) -> None:
    """A thread of its own: a large file keeps no clock waiting."""
    close_old_connections()
    try:
        archivist.round()
    except DatabaseError as lost:
        log.warning("the database is lost to files of versions: %s", type(lost).__name__)
    finally:
        connection.close()


def _follow(link: Link) -> None:
    close_old_connections()
    try:
        catch_up(link)
    except Exception:
        # The edge of the thread: whatever it was, the next round tries again, and the other links go on.
        log.exception("catching up with %s failed", link.code)
    finally:
        connection.close()


def _assemble(_nothing: None) -> None:
    """A thread of its own: millions of records keep no clock waiting."""
    close_old_connections()
    try:
        run_due(timezone.now())
    except DatabaseError as lost:
        log.warning("the database is lost to assembling: %s", type(lost).__name__)
    finally:
        connection.close()
