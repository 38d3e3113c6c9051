"""A gateway whose batches come in by a clock that was set, by so many seconds: `python -m tests.hosting.ledger.gateway SECONDS PORT`."""

import sys
from datetime import UTC, datetime, timedelta, tzinfo

import django

from yishu.cli import main


def set_clock(shift: timedelta) -> None:
    from yishu.gateway import publishing

    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz or UTC) + shift

    publishing.datetime = Set  # type: ignore[misc]


if __name__ == "__main__":
    django.setup()
    set_clock(timedelta(seconds=float(sys.argv[1])))
    main(["gateway", "--port", sys.argv[2]])
