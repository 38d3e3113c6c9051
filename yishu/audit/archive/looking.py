"""Whether the archive answers and has what is on record, and what waits for it: for `yishu doctor` and `/metrics`; nothing is changed (33.1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from yishu.audit.archive.store import months_kept, store
from yishu.audit.archive.writing import parts_due
from yishu.audit.errors import RecordArchiveUnreachable
from yishu.audit.models import ArchivedMonth
from yishu.shell.gauges import Gauge


@dataclass(frozen=True, slots=True)
class Looked:
    """`place`: where it is; `reached`: whether it answers; `lacking`: names of files that are missing or of another size; `waiting`: months that are due and still in the database."""

    place: str
    reached: bool
    files: int
    lacking: tuple[str, ...] = ()
    waiting: int = 0


def look(now: datetime) -> Looked | None:
    """None where nothing is archived and nothing is to be. Raises ValueError, which says what is wrong with a setting."""
    rows = list(ArchivedMonth.objects.filter(state=ArchivedMonth.State.KEPT).only("name", "size"))
    months = months_kept()
    if not rows and not months:
        return None
    place = store()
    waiting = len(parts_due(now, months)) if months else 0
    try:
        place.require()
        lacking = tuple(row.name for row in rows if place.size(row.name) != row.size)
    except RecordArchiveUnreachable:
        return Looked(place.place, False, len(rows), waiting=waiting)
    return Looked(place.place, True, len(rows), lacking, waiting)


def list_gauges(now: datetime) -> list[Gauge]:
    months = months_kept()
    kept = ArchivedMonth.objects.filter(state=ArchivedMonth.State.KEPT).aggregate(of=Sum("records"))["of"]
    return [
        Gauge("yishu_records_archived", "Records that stand in the archive.", kept or 0),
        Gauge(
            "yishu_record_months_waiting",
            "Months of the evidence that are due for the archive and still in the database.",
            len(parts_due(now, months)) if months else 0,
        ),
    ]
