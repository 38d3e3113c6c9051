from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckingConfig(AppConfig):
    name = "yishu.sharing.checking"
    label = "sharing_checking"
    verbose_name = _("形式审查")

    def ready(self) -> None:
        from yishu.sharing.checking.deadlines import register_deadlines
        from yishu.sharing.checking.lateness import list_overdue, record_late
        from yishu.sharing.checking.todos import checks
        from yishu.sharing.checking.told import register_notices, remind
        from yishu.shell import chores, duties, navigation, todos

        navigation.register(
            "sharing", _("形式审查"), "checking:checks", roles=("coordinator",), order=24, icon="list-search"
        )
        todos.register("sharing.checks", checks)
        duties.register("sharing_checking", list_overdue)
        register_notices()
        register_deadlines()
        chores.register("late formal checks", timedelta(hours=1), record_late)
        chores.register("reminders of formal checks", timedelta(hours=1), remind)
