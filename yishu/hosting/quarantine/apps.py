from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuarantineConfig(AppConfig):
    name = "yishu.hosting.quarantine"
    label = "quarantine"
    verbose_name = _("问题数据")

    def ready(self) -> None:
        from yishu.hosting.quarantine.todos import agreements
        from yishu.shell import navigation, todos

        navigation.register(
            "hosting", _("问题数据"), "quarantine:list", roles=("data_officer",), order=30, icon="alert-triangle"
        )
        navigation.register(
            "hosting", _("主键例外"), "quarantine:overrides", roles=("data_officer", "reviewer"), order=35, icon="key"
        )
        todos.register("hosting.overrides", agreements)
