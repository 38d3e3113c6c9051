from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeclaredConfig(AppConfig):
    name = "yishu.hosting.declared"
    label = "declared"
    verbose_name = _("核对规则")

    def ready(self) -> None:
        from yishu.hosting.declared.panel import entry_panel, publish_panel
        from yishu.shell import panels

        panels.register("catalogue.entry", entry_panel, order=32)
        panels.register("hosting.publish", publish_panel, order=10)
