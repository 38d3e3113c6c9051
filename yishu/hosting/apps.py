from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HostingConfig(AppConfig):
    name = "yishu.hosting"
    verbose_name = _("托管数据")

    def ready(self) -> None:
        from yishu.hosting.duties import overdue_mounts
        from yishu.hosting.key_indexes import follow
        from yishu.hosting.panel import hosting_panel, mount_panel
        from yishu.hosting.spooling import sweep
        from yishu.shell import chores, duties, navigation, panels

        officer = ("data_officer",)
        navigation.register("hosting", _("发布数据"), "hosting:publish", roles=officer, order=10, icon="upload")
        navigation.register(
            "hosting",
            _("接口挂接"),
            "hosting:mounts",
            roles=("data_officer", "coordinator"),
            order=40,
            icon="arrows-exchange",
        )
        panels.register("catalogue.entry", hosting_panel, order=30)
        panels.register("catalogue.entry", mount_panel, order=31)
        duties.register("hosting.mounts", overdue_mounts)
        chores.register("hosting.spool", timedelta(hours=1), sweep)
        chores.register("hosting.keys", timedelta(minutes=1), follow)
