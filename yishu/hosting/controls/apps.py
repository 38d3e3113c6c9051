from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ControlsConfig(AppConfig):
    name = "yishu.hosting.controls"
    label = "controls"
    verbose_name = _("标识记录")

    def ready(self) -> None:
        from yishu.hosting.controls.panel import entry_panel
        from yishu.shell import panels

        panels.register("catalogue.entry", entry_panel, order=33)
