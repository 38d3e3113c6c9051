from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiledConfig(AppConfig):
    name = "yishu.access.files"
    label = "filed"
    verbose_name = _("文件取用")

    def ready(self) -> None:
        from yishu.access.files.panel import documents_panel
        from yishu.access.files.told import register_notices
        from yishu.shell import panels

        panels.register("sharing.grant", documents_panel, order=11)
        register_notices()
