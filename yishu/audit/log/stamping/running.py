"""The worker's part: what the log has signed is stamped well within the bound. A thread for each authority, beside what appends: one that is slow or dead holds up nothing, and no other.

Several checkpoints go by between two stamps; one on the newest covers them all.
"""

import logging
import os
import threading
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from yishu.audit.log import own
from yishu.audit.log.stamping import asking, authorities, keeping, tokens
from yishu.audit.log.stamping.authorities import Authority
from yishu.shell.gauges import Gauge

log = logging.getLogger(__name__)

PAUSE: Final = float(os.environ.get("YISHU_STAMP_SECONDS", "10"))
AGAIN: Final = 6
"""Looks that are left out after one that failed."""


def start(stop: threading.Event) -> None:
    """In the worker."""
    try:
        found = authorities.configured()
    except ValueError as wrong:
        log.error("checkpoints are not stamped: %s", wrong)
        return
    for each in found:
        threading.Thread(target=run, args=(each, stop), daemon=True).start()


def run(authority: Authority, stop: threading.Event) -> None:
    """Have the newest checkpoint stamped whenever it is due, until told to stop."""
    pause, told = PAUSE, ""
    while not stop.wait(pause):
        pause, said = PAUSE, ""
        try:
            stamp_due(authority, datetime.now(UTC))
        except (asking.AuthorityDown, OSError, ValueError) as failure:
            said = str(failure)  # a stamp that does not hold, or a file that cannot be read
        except Exception as failure:  # noqa: BLE001 - the edge of the thread: whatever it was, a later look tries anew
            said = type(failure).__name__  # texts of the database may hold values
        finally:
            connection.close()
        if said:
            pause = PAUSE * AGAIN
            if said != told:  # once each: the next look would say the same
                log.error("no stamp by %s: %s", authority.address, said)
        told = said


def stamp_due(authority: Authority, now: datetime) -> bool:
    """Whether a stamp was due, and is kept now. Raises as `asking.ask`."""
    with own.reading() as read:
        since, newest = keeping.unstamped_since(read, authority.address), keeping.newest_checkpoint(read)
    if since is None or newest is None or now - since < bound() / 2:
        return False
    connection.close()  # none is held while the authority takes its time
    answer, stamp = asking.ask(authority, tokens.stamped_part(newest))
    with own.reading() as read:
        keeping.keep(read, newest.size, authority.address, stamp, answer)
    return True


def bound() -> timedelta:
    """How long a checkpoint may stand without a stamp. It is asked for at half of that, which leaves the other half for trying again."""
    return timedelta(minutes=settings.YISHU_STAMP_MINUTES)


def is_late(since: datetime | None, now: datetime) -> bool:
    """A minute is nobody's fault."""
    return since is not None and now - since > max(bound(), timedelta(minutes=1))


def list_late(now: datetime) -> list[tuple[Authority, datetime | None, bool]]:
    """Every authority, since when a checkpoint has waited for its stamp, and whether that is too long. Raises ValueError."""
    found = []
    for each in authorities.configured():
        with own.reading() as read:
            since = keeping.unstamped_since(read, each.address)
        found.append((each, since, is_late(since, now)))
    return found


def list_gauges(now: datetime) -> list[Gauge]:
    """Nothing is late where no authority is set, or where the setting cannot be read, which the worker and the doctor tell."""
    try:
        found = list_late(now)
    except ValueError:
        found = []
    waited = [(now - since).total_seconds() if since else 0.0 for _, since, _ in found]
    return [
        Gauge(
            "yishu_log_unstamped_seconds",
            "Age of the oldest checkpoint that no stamp covers.",
            max(0.0, min(waited, default=0.0)),
        ),
        Gauge(
            "yishu_log_stamps_late", "Time stamping authorities whose stamp is late.", sum(late for *_, late in found)
        ),
    ]
