"""The node's loop: it keeps links current, a thread for each, so that one that is stuck stops no other; and does the slices' chores lane by lane, writes files to download and files of versions, and assembles base databases, each in a thread of its own."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from yishu.access.assembling.running import run_due
from yishu.access.downloads.preparing import prepare_waiting
from yishu.audit.archive.writing import MonthsArchivist
from yishu.audit.log import running
from yishu.audit.log.stamping import running as stamping
from yishu.exchange import client
from yishu.exchange.errors import AnswerUnreadable, LinkDown
from yishu.exchange.models import Link
from yishu.exchange.peers import forget_nonces
from yishu.exchange.pulling import catch_up
from yishu.exchange.witnessing.looking import look
from yishu.hosting.archiving.writing import Archivist
from yishu.shell import chores

log = logging.getLogger(__name__)

PAUSE: Final = float(os.environ.get("YISHU_PULL_SECONDS", "2"))
LOOK_SECONDS: Final = float(os.environ.get("YISHU_WITNESS_SECONDS", "20"))
_looks: Final[dict[int, float]] = {}
"""When each neighbour's log is looked at next."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done round by round, and its name in the log."""

    name: str
    do: Callable[[], object]


def run(stop: threading.Event) -> None:
    """Catch up with every active link every few seconds, and do what else there is, until told to stop."""
    busy: dict[str, threading.Thread] = {}
    works = list_works()
    appending = threading.Thread(target=running.run, args=(stop,), daemon=True)
    appending.start()
    stamping.start(stop)
    while not stop.wait(PAUSE):
        try:
            _round(busy, works)
        except DatabaseError as lost:
            log.warning("the database is lost to the worker: %s", type(lost).__name__)
        finally:
            connection.close()
    appending.join(10)


def list_works() -> list[Work]:
    """What is done beside the links, each in a thread of its own: what takes long keeps no clock waiting."""
    done: dict[str, datetime] = {}
    return [
        *(Work(f"chores {lane}", partial(_do_chores, done, lane)) for lane in chores.lanes()),
        Work("downloads", prepare_waiting),
        Work("files of versions", Archivist().round),
        Work("the archive of the evidence", MonthsArchivist().round),
        Work("assemblies", lambda: run_due(timezone.now())),
    ]


def stop_with_parent(stop: threading.Event) -> None:
    """A worker that was started as a child ends when its parent does, however that ends: their pipe closes."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        stop.set()

    threading.Thread(target=watch, daemon=True).start()


def _round(busy: dict[str, threading.Thread], works: list[Work]) -> None:
    forget_nonces()
    for work in works:
        _start(busy, work)
    for link in Link.objects.filter(state=Link.State.ACTIVE):
        _start(busy, Work(f"link {link.pk}", partial(_follow, link)))


def _start(busy: dict[str, threading.Thread], work: Work) -> None:
    """A new thread for it, unless the last one still runs."""
    running = busy.get(work.name)
    if running is None or not running.is_alive():
        busy[work.name] = threading.Thread(target=_do, args=(work,), daemon=True)
        busy[work.name].start()


def _do(work: Work) -> None:
    close_old_connections()
    try:
        work.do()
    except DatabaseError as lost:
        log.warning("the database is lost to %s: %s", work.name, type(lost).__name__)
    finally:
        connection.close()


def _do_chores(done: dict[str, datetime], lane: str) -> None:
    chores.do_due(done, timezone.now(), lane)


def _follow(link: Link) -> None:
    try:
        if catch_up(link):
            _witness(link)
    except Exception:
        # The edge of the thread: whatever it was, the next round tries again, and the other links go on.
        log.exception("catching up with %s failed", link.code)


def _witness(link: Link) -> None:
    """Look at the neighbour's log from time to time; a node of before this shows none."""
    if time.monotonic() < _looks.get(link.pk, 0.0):
        return
    _looks[link.pk] = time.monotonic() + LOOK_SECONDS
    try:
        look(link, now=timezone.now())
    except client.Refused as refused:
        if refused.status != 404:
            log.warning("the log of %s cannot be witnessed now: %s", link.code, refused)
    except (LinkDown, AnswerUnreadable) as failure:
        log.warning("the log of %s cannot be witnessed now: %s", link.code, type(failure).__name__)
