"""What the platform does by itself from time to time: each slice registers its own, the worker does them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

Do = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Chore:
    """`do(now)` is safe to do again at any time: a worker that was killed begins anew. Chores of one lane wait for each other, and for no others."""

    name: str
    every: timedelta
    do: Do
    lane: str = ""


_chores: dict[str, Chore] = {}


def register(name: str, every: timedelta, do: Do, *, lane: str = "") -> None:
    """Again under the same name replaces it. In `AppConfig.ready()`. What may take seconds has a lane of its own kind, so that what is due each second is not late."""
    _chores[name] = Chore(name, every, do, lane)


def lanes() -> list[str]:
    return sorted({chore.lane for chore in _chores.values()})


def do_due(done: dict[str, datetime], now: datetime, lane: str = "") -> None:
    """Do what is due of a lane; `done` says when each was done last, and is brought up to date. One that fails stops no other, and is due again at its next time."""
    for chore in [each for each in _chores.values() if each.lane == lane]:
        last = done.get(chore.name)
        if last is not None and last <= now < last + chore.every:
            continue
        done[chore.name] = now
        try:
            chore.do(now)
        except Exception:
            # The edge of the chore: whatever it was, it must not end the worker.
            log.exception("%s failed", chore.name)
