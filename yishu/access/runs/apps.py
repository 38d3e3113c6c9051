from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import chores


class RunsConfig(AppConfig):
    name = "yishu.access.runs"
    label = "runs"
    verbose_name = _("连续对象")

    def ready(self) -> None:
        from yishu.access.runs.counting import sweep

        chores.register("runs.sweeping", timedelta(hours=1), sweep)
