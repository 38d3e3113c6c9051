from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    name = "yishu.hosting.uploads"
    label = "uploads"
    verbose_name = _("上传和暂存")

    def ready(self) -> None:
        from yishu.hosting.uploads.panel import share_panel
        from yishu.hosting.uploads.sweeping import sweep
        from yishu.hosting.uploads.todos import held_batches
        from yishu.shell import chores, navigation, panels, todos

        navigation.register("hosting", _("上传和暂存"), "uploads:list", roles=("data_officer",), order=25, icon="inbox")
        todos.register("hosting.held", held_batches)
        chores.register("hosting.uploads", timedelta(hours=1), sweep)
        panels.register("hosting.publish", share_panel, order=20)
        panels.register("declared.rules", share_panel, order=10)
