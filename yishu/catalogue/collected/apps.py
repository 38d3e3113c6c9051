from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectedConfig(AppConfig):
    name = "yishu.catalogue.collected"
    label = "collected"
    verbose_name = _("采集表单")

    def ready(self) -> None:
        from yishu.catalogue.collected.commands import flag_again
        from yishu.catalogue.collected.deadlines import register_deadlines
        from yishu.catalogue.collected.duties import list_overdue
        from yishu.catalogue.collected.todos import citations
        from yishu.catalogue.collected.told import register_notices
        from yishu.shell import chores, duties, navigation, todos

        navigation.register("collecting", _("采集表单"), "collected:forms", roles=(), order=80, icon="notes")
        duties.register("collected", list_overdue)
        todos.register("collected", citations)
        register_notices()
        register_deadlines()
        chores.register("flag collected forms", timedelta(minutes=10), flag_again)
