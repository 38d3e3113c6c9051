"""The loop that keeps links current: a thread for each link, so that one that is stuck stops no other."""

import logging
import os
import sys
import threading
from typing import Final

from django.db import DatabaseError, close_old_connections, connection

from yishu.exchange.models import Link
from yishu.exchange.peers import forget_nonces
from yishu.exchange.pulling import catch_up

log = logging.getLogger(__name__)

PAUSE: Final = float(os.environ.get("YISHU_PULL_SECONDS", "2"))


def run(stop: threading.Event) -> None:
    """Catch up with every active link every few seconds, until told to stop."""
    busy: dict[int, threading.Thread] = {}
    while not stop.wait(PAUSE):
        try:
            _round(busy)
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


def _round(busy: dict[int, threading.Thread]) -> None:
    forget_nonces()
    for link in Link.objects.filter(state=Link.State.ACTIVE):
        running = busy.get(link.pk)
        if running is None or not running.is_alive():
            busy[link.pk] = threading.Thread(target=_follow, args=(link,), daemon=True)
            busy[link.pk].start()


def _follow(link: Link) -> None:
    close_old_connections()
    try:
        catch_up(link)
    except Exception:
        # The edge of the thread: whatever it was, the next round tries again, and the other links go on.
        log.exception("catching up with %s failed", link.code)
    finally:
        connection.close()
