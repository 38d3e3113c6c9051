from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import navigation


class PortalConfig(AppConfig):
    name = "yishu.portal"
    verbose_name = _("门户")

    def ready(self) -> None:
        navigation.register("home", _("工作台"), "home", roles=(), order=10, icon="home")
        navigation.register("oversight", _("使用留痕"), "portal:evidence", roles=(), order=10, icon="history")
        navigation.register("sharing", _("三张清单"), "portal:own_lists", roles=(), order=70, icon="notes")
