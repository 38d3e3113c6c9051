from datetime import datetime, timedelta
from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import chores, gauges


class AuditConfig(AppConfig):
    name = "yishu.audit"
    verbose_name = _("使用留痕")

    def ready(self) -> None:
        from yishu.audit import ledger, months, postings
        from yishu.audit.log.running import list_gauges, thin
        from yishu.audit.log.stamping import running as stamping
        from yishu.audit.subject_lists import expand

        chores.register("audit.subject_lists", timedelta(seconds=10), expand, lane="evidence")
        chores.register("audit.ledger", timedelta(seconds=10), ledger.follow, lane="evidence")
        chores.register("audit.postings", timedelta(seconds=10), partial(postings.follow, seconds=5), lane="evidence")
        chores.register("audit.checkpoints", timedelta(hours=1), thin)
        chores.register("audit.months", timedelta(hours=1), months.prepare)
        chores.register("audit.figures", timedelta(days=1), months.analyze, lane="evidence")
        gauges.register("audit.log", list_gauges)
        gauges.register("audit.stamps", stamping.list_gauges)
        gauges.register("audit.months", months.list_gauges)
        gauges.register("audit.archive", _archive_gauges)
        gauges.register("audit.ledger", ledger.list_gauges)
        gauges.register("audit.postings", postings.list_gauges)


def _archive_gauges(now: datetime) -> list[gauges.Gauge]:
    from yishu.audit.archive.looking import list_gauges  # the client of buckets takes half a second to import

    return list_gauges(now)
