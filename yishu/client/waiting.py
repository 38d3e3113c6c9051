"""Pauses and long transfers that end when nobody waits for them any more."""

import threading
import time
from contextvars import ContextVar

given_up: ContextVar[threading.Event | None] = ContextVar("given_up", default=None)
"""Set where a call runs in a thread for somebody who can go away (AsyncClient)."""


class GivenUp(Exception):
    """Whoever asked has gone; nobody reads this."""


def go_on() -> None:
    """Between two steps of what takes long. Raises GivenUp."""
    gone = given_up.get()
    if gone is not None and gone.is_set():
        raise GivenUp


def pause(seconds: float) -> None:
    """Raises GivenUp."""
    gone = given_up.get()
    if gone is None:
        time.sleep(seconds)
    elif gone.wait(seconds):
        raise GivenUp
