"""The worker's part: what was recorded is in the log a second later."""

import logging
import os
import threading
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from yishu.audit.log import own, rotating
from yishu.audit.log.reading import progress
from yishu.audit.log.sequencing import AppendedElsewhere, KeyUnknown, Sequencer
from yishu.shell.gauges import Gauge

log = logging.getLogger(__name__)

KEPT_WHOLE: Final = timedelta(days=7)
"""For how long every checkpoint is kept."""
PAUSE: Final = float(os.environ.get("YISHU_LOG_SECONDS", "1"))


def run(stop: threading.Event) -> None:
    """Append what is new every second, until told to stop. Of several workers one appends, the others stand by."""
    sequencer: Sequencer | None = None
    told = ""
    while not stop.wait(PAUSE):
        try:
            sequencer = sequencer or open_sequencer()
            sequencer.append()
            while sequencer.is_behind and not stop.is_set():
                sequencer.append()
            told = ""
        except AppendedElsewhere:
            pass
        except Exception as failure:  # noqa: BLE001 - the edge of the thread: whatever it was, the next second tries anew
            # Once each: the next second would say the same. Texts of the database may hold values.
            said = str(failure) if isinstance(failure, KeyUnknown) else type(failure).__name__
            if said != told:
                log.error("the evidence log cannot go on: %s", said)
            told, sequencer = said, _closed(sequencer)
    _closed(sequencer)


def open_sequencer() -> Sequencer:
    """One that signs by the node's own key."""
    rotating.finish()
    signer = own.signer()
    return Sequencer(settings.YISHU_DATABASE_URL, settings.YISHU_SUITE, signer.verifier, signer.sign)


def _closed(sequencer: Sequencer | None) -> None:
    if sequencer is not None:
        sequencer.close()


def thin(now: datetime) -> int:
    """Of each hour that is long over, one checkpoint stays, witnessed if one of them was, and all that were stamped: what others hold of the rest, the tree still proves. Returns how many went."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with kept as (
                select distinct on (date_trunc('hour', p.at)) p.size from audit_checkpoint p
                where p.at < %(until)s
                order by date_trunc('hour', p.at), exists (select from audit_cosignature c where c.size = p.size) desc, p.size desc
            ), gone as (
                delete from audit_checkpoint where at < %(until)s and size not in (select size from kept) and size not in (select size from audit_stamp)
                    and regexp_count(note, E'\n— ') = 1  -- where one key handed over to another, both have signed
                returning size
            ), unwitnessed as (
                delete from audit_cosignature where size in (select size from gone)
            )
            select count(*) from gone
            """,
            {"until": (now - KEPT_WHOLE).replace(minute=0, second=0, microsecond=0)},
        )
        return cursor.fetchone()[0]


def list_gauges(now: datetime) -> list[Gauge]:
    """How long the log is, and how far behind the records."""
    with own.reading() as read:
        size, waiting = progress(read)
    behind = (now - waiting).total_seconds() if waiting else 0.0
    return [
        Gauge("yishu_log_records", "Records in the evidence log.", size),
        Gauge("yishu_log_behind_seconds", "Age of the oldest record that is not in the log yet.", max(0.0, behind)),
    ]
