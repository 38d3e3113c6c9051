from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeepingConfig(AppConfig):
    name = "yishu.hosting.keeping"
    label = "keeping"
    verbose_name = _("数据版本")

    def ready(self) -> None:
        from yishu.hosting.keeping.expiry import expire
        from yishu.hosting.keeping.panel import entry_panel, publish_panel
        from yishu.shell import chores, panels

        panels.register("catalogue.entry", entry_panel, order=33)
        panels.register("hosting.publish", publish_panel, order=5)
        chores.register("hosting.versions", timedelta(hours=1), expire)
