from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "yishu.hosting.files"
    label = "files"
    verbose_name = _("文件资源")

    def ready(self) -> None:
        from yishu.hosting.files.panel import entry_panel
        from yishu.hosting.files.sweeping import sweep
        from yishu.hosting.files.todos import reviews
        from yishu.hosting.files.told import register_notices
        from yishu.shell import chores, navigation, panels, todos

        navigation.register(
            "hosting",
            _("文件资源"),
            "files:shelves",
            roles=("data_officer", "secrecy_reviewer"),
            order=20,
            icon="files",
        )
        panels.register("catalogue.entry", entry_panel, order=33)
        todos.register("hosting.files", reviews)
        chores.register("hosting.files", timedelta(hours=1), sweep)
        register_notices()
