"""What `/metrics` says of backups, drills, risk and what is late (33.1)."""

from datetime import datetime

from yishu.operations import queries
from yishu.operations.models import Drill, Incident
from yishu.shell.gauges import Gauge


def list_gauges(now: datetime) -> list[Gauge]:
    """An age of -1 says that there has been none."""
    backup, drill = queries.find_latest_backup(), queries.find_latest_recovery()
    open_incidents = Incident.objects.filter(state=Incident.State.OPEN)
    return [
        Gauge("yishu_backup_age_seconds", "Since the newest backup's snapshot; -1 without one.", _age(backup and backup.made_at, now)),
        Gauge("yishu_drill_age_seconds", "Since the last recovery drill; -1 without one.", _age(drill and drill.held_at, now)),
        Gauge("yishu_drill_passed", "Whether the last recovery drill held.", float(bool(drill and drill.outcome == Drill.Outcome.PASSED))),
        Gauge("yishu_drill_recovery_seconds", "Time to recover in the last drill; -1 without one.", _or_none(drill and drill.recovery_seconds)),
        Gauge("yishu_drill_lost_records", "Records that the last drill would have lost; -1 without one.", _or_none(drill and drill.lost_records)),
        Gauge("yishu_incidents_open", "Incidents being handled.", open_incidents.count()),
        Gauge("yishu_incidents_unreported_late", "Open incidents past the time to tell the authority.",
              open_incidents.filter(sent_at=None, report_due__lte=now).count()),
    ]  # fmt: skip


def _age(moment: datetime | None, now: datetime) -> float:
    return -1 if moment is None else round((now - moment).total_seconds(), 1)


def _or_none(value: float | None) -> float:
    return -1 if value is None else value
