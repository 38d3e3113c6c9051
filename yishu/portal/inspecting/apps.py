from datetime import timedelta
from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectingConfig(AppConfig):
    name = "yishu.portal.inspecting"
    label = "inspecting"
    verbose_name = _("留痕检查")

    def ready(self) -> None:
        from yishu.portal.inspecting import counting, making
        from yishu.shell import chores, gauges, navigation

        seers = ("inspector", "coordinator", "audit_administrator")
        navigation.register(
            "oversight", _("留痕统计"), "inspecting:statistics", roles=seers, order=11, icon="chart-bar"
        )
        navigation.register(
            "oversight", _("谁为日志作证"), "inspecting:vouching", roles=seers, order=11, icon="certificate"
        )
        navigation.register(
            "oversight", _("导出留痕"), "inspecting:excerpts", roles=("audit_administrator",), order=11, icon="download"
        )
        chores.register(
            "inspecting.counting", timedelta(seconds=10), partial(counting.follow, seconds=5), lane="evidence"
        )
        chores.register("inspecting.making", timedelta(seconds=2), making.begin)
        chores.register("inspecting.sweeping", timedelta(minutes=10), making.sweep)
        gauges.register("inspecting", counting.list_gauges)
