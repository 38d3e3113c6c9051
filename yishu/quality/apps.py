from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.core.actor import PLATFORM


class QualityConfig(AppConfig):
    name = "yishu.quality"
    verbose_name = _("数据质量")

    def ready(self) -> None:
        from yishu.quality.deadlines import register_deadlines
        from yishu.quality.duties import overdue_discrepancies, overdue_updates
        from yishu.quality.keeping import keep_all, register_keeping
        from yishu.quality.panel import quality_panel
        from yishu.quality.todos import discrepancies
        from yishu.quality.told import register_notices
        from yishu.shell import chores, duties, navigation, panels, todos

        officers = ("data_officer", "handler")
        navigation.register(
            "hosting", _("比对"), "quality:comparisons", roles=officers, order=40, icon="arrows-exchange"
        )
        navigation.register("hosting", _("疑义数据"), "quality:discrepancies", roles=(), order=50, icon="alert-circle")
        navigation.register("hosting", _("时效"), "quality:timeliness", roles=(), order=60, icon="clock")
        panels.register("catalogue.entry", quality_panel, order=35)
        duties.register("quality.updates", overdue_updates)
        duties.register("quality.discrepancies", overdue_discrepancies)
        todos.register("quality.discrepancies", discrepancies)
        register_notices()
        register_deadlines()
        register_keeping()
        chores.register("days of updates", timedelta(days=1), keep_all)
        chores.register("expired comparisons", timedelta(hours=1), _remove_expired)


def _remove_expired(now: datetime) -> None:
    from yishu.quality.commands import remove_expired

    remove_expired(PLATFORM, now=now)
