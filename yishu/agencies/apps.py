from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "yishu.agencies"
    verbose_name = _("单位与人员")

    def ready(self) -> None:
        from yishu.shell import navigation

        navigation.register("admin", _("应用系统与密钥"), "agencies:systems", roles=(), order=10, icon="key")
