"""A worker that is killed while it writes a file of a version: `python -m tests.hosting.archiving.dying PLACE`."""

import os
import signal
import sys
from typing import Any

import django


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(place: str) -> None:
    from django.utils import timezone

    from yishu.hosting.archiving import writing

    put = writing.Store.put
    if place == "writing":
        writing.os.fsync = die
    elif place == "stored":
        writing._require_there = die
    elif place == "recorded":
        writing.recording.record = die  # type: ignore[assignment]
    else:
        writing.Store.put = lambda *given: (put(*given), die())  # type: ignore[method-assign]
    writing.archive(timezone.now())


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
