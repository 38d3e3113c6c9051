from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuarantineConfig(AppConfig):
    name = "yishu.hosting.quarantine"
    label = "quarantine"
    verbose_name = _("问题数据")

    def ready(self) -> None:
        from yishu.shell import navigation

        navigation.register(
            "hosting", _("问题数据"), "quarantine:list", roles=("data_officer",), order=30, icon="alert-triangle"
        )
