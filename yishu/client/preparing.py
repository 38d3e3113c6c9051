"""Waiting for a copy that the node prepares as a file."""

import time
from collections.abc import Callable
from typing import Final

from yishu.client.errors import StillUnderWay, refused
from yishu.client.waiting import pause
from yishu.core.errors import Language
from yishu.wire.files import PreparedFile
from yishu.wire.problems import ProblemMessage

_FIRST: Final = 0.2  # seconds between two questions, at first
_LONGEST: Final = 5.0


def await_ready(ask: Callable[[], PreparedFile], wait: float, language: Language) -> PreparedFile:
    """The file once nothing of it is under way. Raises StillUnderWay after `wait` seconds, Refused where it failed."""
    deadline, between = time.monotonic() + wait, _FIRST
    while (made := ask()).state in ("waiting", "preparing"):
        if time.monotonic() + between > deadline:
            raise StillUnderWay(seconds=round(wait))
        pause(between)
        between = min(_LONGEST, between * 1.5)
    if made.refusal is not None:
        detail = made.refusal.zh if language == "zh" else made.refusal.en
        raise refused(ProblemMessage(made.refusal.code, 409, detail=detail))
    return made
