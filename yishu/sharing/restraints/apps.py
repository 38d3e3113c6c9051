from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RestraintsConfig(AppConfig):
    name = "yishu.sharing.restraints"
    label = "restraints"
    verbose_name = _("限量与暂停")

    def ready(self) -> None:
        from yishu.sharing.restraints.panel import grant_panel
        from yishu.sharing.restraints.told import register_notices
        from yishu.shell import panels

        register_notices()
        panels.register("sharing.grant", grant_panel, order=5)
