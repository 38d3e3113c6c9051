from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ErasingConfig(AppConfig):
    name = "yishu.operations.erasing"
    label = "erasing"
    verbose_name = _("抹除个人信息")

    def ready(self) -> None:
        from yishu.operations.erasing.panel import erased_panel, erasure_panel
        from yishu.operations.erasing.todos import list_todos
        from yishu.operations.erasing.told import register_notices
        from yishu.shell import navigation, panels, todos

        readers = ("audit_administrator", "security_administrator", "inspector")
        navigation.register("oversight", _("抹除个人信息"), "erasing:erasures", roles=readers, order=14, icon="trash")
        panels.register("portal.record", erasure_panel, order=110)
        panels.register("portal.record.erased", erased_panel)
        todos.register("erasing", list_todos)
        register_notices()
