"""What `/metrics` says of misuse: findings that wait, what is held back, and how far behind the measuring is."""

from datetime import datetime

from yishu.operations.misuse.models import Canary, Finding, Progress
from yishu.sharing.restraints.queries import list_standing
from yishu.shell.gauges import Gauge


def list_gauges(now: datetime) -> list[Gauge]:
    """A lag of -1 says that nothing was measured yet."""
    unsettled = Finding.objects.filter(state__in=(Finding.State.OPEN, Finding.State.EXPLAINED))
    progress = Progress.objects.first()
    lag = -1 if progress is None else round(now.timestamp() - (progress.measured.int >> 80) / 1000, 1)
    return [
        Gauge("yishu_misuse_findings_open", "Findings of unusual use that nobody has judged yet.", unsettled.count()),
        Gauge("yishu_misuse_restraints", "Grants and callers that are throttled or suspended.", list_standing(now).count()),
        Gauge("yishu_misuse_canaries", "Canary subjects that are watched.", Canary.objects.filter(ended_at=None).count()),
        Gauge("yishu_misuse_measured_lag_seconds", "Since the newest evidence that is measured; -1 before the first.", lag),
    ]  # fmt: skip
