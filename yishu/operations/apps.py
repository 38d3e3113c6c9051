from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "yishu.operations"
    verbose_name = _("运行安全")

    def ready(self) -> None:
        from yishu.shell import navigation

        navigation.register("admin", _("本地规则"), "operations:local_rules", roles=(), order=40, icon="settings")
