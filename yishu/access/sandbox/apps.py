from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import chores, panels


class SandboxConfig(AppConfig):
    name = "yishu.access.sandbox"
    label = "sandbox"
    verbose_name = _("沙箱")

    def ready(self) -> None:
        from yishu.access.sandbox.counting import sweep
        from yishu.access.sandbox.panel import try_panel

        chores.register("sandbox.sweeping", timedelta(hours=1), sweep)
        panels.register("catalogue.entry", try_panel, order=34)
