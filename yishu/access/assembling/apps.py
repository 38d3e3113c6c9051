from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssemblingConfig(AppConfig):
    name = "yishu.access.assembling"
    label = "assembling"
    verbose_name = _("基础库汇聚")

    def ready(self) -> None:
        from yishu.access.assembling.panel import entry_panel, sheet_panel
        from yishu.access.assembling.todos import stopped
        from yishu.access.assembling.told import register_notices
        from yishu.shell import panels, todos

        panels.register("catalogue.entry", entry_panel, order=31)
        panels.register("access.sheet", sheet_panel)
        todos.register("assembling.stopped", stopped)
        register_notices()
