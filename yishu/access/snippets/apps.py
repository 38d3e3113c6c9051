from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SnippetsConfig(AppConfig):
    name = "yishu.access.snippets"
    label = "snippets"
    verbose_name = _("调用示例")

    def ready(self) -> None:
        from yishu.access.snippets.panel import calls_panel
        from yishu.shell import panels

        panels.register("sharing.grant.calls", calls_panel)
