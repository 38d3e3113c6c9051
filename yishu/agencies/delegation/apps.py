from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DelegationConfig(AppConfig):
    name = "yishu.agencies.delegation"
    label = "delegation"
    verbose_name = _("代理")

    def ready(self) -> None:
        from yishu.shell import navigation

        navigation.register("admin", _("代理"), "delegation:list", roles=(), order=85, icon="users")
