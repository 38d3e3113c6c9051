from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventedConfig(AppConfig):
    name = "yishu.hosting.invented"
    label = "invented"
    verbose_name = _("数据样例")

    def ready(self) -> None:
        from yishu.hosting.invented.panel import sample_panel
        from yishu.shell import panels

        panels.register("catalogue.entry", sample_panel, order=33)
