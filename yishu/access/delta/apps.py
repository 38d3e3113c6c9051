from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import chores, panels


class DeltaConfig(AppConfig):
    name = "yishu.access.delta"
    label = "delta"
    verbose_name = _("Delta Sharing")

    def ready(self) -> None:
        from yishu.access.delta.panel import profile_panel
        from yishu.access.delta.sweeping import sweep

        panels.register("sharing.grant", profile_panel, order=15)
        chores.register("delta.sweeping", timedelta(hours=1), sweep)
