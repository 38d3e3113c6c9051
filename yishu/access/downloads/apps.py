from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import chores, panels


class DownloadsConfig(AppConfig):
    name = "yishu.access.downloads"
    label = "downloads"
    verbose_name = _("数据下载")

    def ready(self) -> None:
        from yishu.access.downloads.panel import download_panel
        from yishu.access.downloads.sweeping import sweep
        from yishu.access.downloads.told import register_notices

        panels.register("sharing.grant", download_panel, order=12)
        chores.register("downloads", timedelta(minutes=10), sweep)
        register_notices()
