"""Trying again what passes: a node that does not answer, or is busy."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from yishu.front.errors import HeldAtNode, NotSent, Passing, SourceWrong
from yishu.front.language import say

Answer = TypeVar("Answer")

PAUSES: Final = (1.0, 3.0, 10.0, 30.0)  # seconds before each further attempt


def insisting(act: Callable[[], Answer], told: Callable[[str], None]) -> Answer:
    """What `act` gives, at last. Raises NotSent, HeldAtNode, and what does not pass."""
    for pause in (*PAUSES, None):
        try:
            return act()
        except HeldAtNode:
            raise  # for days, perhaps
        except Passing as passing:
            reason = passing.params.get("reason", "")
            if pause is None:
                raise NotSent(reason=reason, attempts=len(PAUSES) + 1) from None
            told(say("{reason}，{n:.0f} 秒后重试", "{reason}; trying again in {n:.0f} s", reason=reason, n=pause))
            time.sleep(pause)
    raise AssertionError


@contextmanager
def opened(file: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file and its size. Raises SourceWrong."""
    try:
        with file.open("rb") as body:
            yield body, file.stat().st_size
    except OSError as error:
        raise SourceWrong(what=file, reason=error.strerror or type(error).__name__) from None
