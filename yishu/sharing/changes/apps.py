from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    name = "yishu.sharing.changes"
    label = "sharing_changes"
    verbose_name = _("授权的变更")

    def ready(self) -> None:
        from yishu.agencies import handing_over
        from yishu.sharing.changes.leavers import KEPT
        from yishu.sharing.changes.panel import history_panel
        from yishu.sharing.changes.told import register_notices
        from yishu.shell import panels

        panels.register("sharing.grant", history_panel, order=20)
        handing_over.register("sharing", KEPT)
        register_notices()
