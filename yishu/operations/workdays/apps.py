from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkDaysPagesConfig(AppConfig):
    name = "yishu.operations.workdays"
    label = "workdays_changes"
    verbose_name = _("工作日安排")

    def ready(self) -> None:
        from yishu.notices.kinds import register
        from yishu.operations.workdays.told import MOVED
        from yishu.shell import navigation

        navigation.register("admin", _("工作日安排"), "workdays:year", roles=(), order=41, icon="calendar-event")
        register(MOVED)
