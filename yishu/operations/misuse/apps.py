from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MisuseConfig(AppConfig):
    name = "yishu.operations.misuse"
    label = "misuse"
    verbose_name = _("异常使用")

    def ready(self) -> None:
        from yishu.operations.misuse.gauges import list_gauges
        from yishu.operations.misuse.measuring import sweep
        from yishu.operations.misuse.todos import list_todos
        from yishu.operations.misuse.told import register_notices
        from yishu.operations.misuse.watching import watch
        from yishu.operations.misuse.worker import look
        from yishu.shell import chores, gauges, navigation, todos

        navigation.register("oversight", _("异常使用"), "misuse:findings", roles=(), order=65, icon="alert-circle")
        chores.register("misuse.watching", timedelta(seconds=5), watch, lane="misuse")
        chores.register("misuse.looking", timedelta(seconds=30), look, lane="misuse")
        chores.register("misuse.sweeping", timedelta(hours=6), sweep)
        gauges.register("misuse", list_gauges)
        todos.register("misuse", list_todos)
        register_notices()
