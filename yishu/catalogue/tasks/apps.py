from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "yishu.catalogue.tasks"
    label = "collection_tasks"
    verbose_name = _("采集任务")

    def ready(self) -> None:
        from yishu.catalogue.tasks.deadlines import register_deadlines
        from yishu.catalogue.tasks.duties import list_overdue
        from yishu.catalogue.tasks.todos import answers, decisions
        from yishu.catalogue.tasks.told import register_notices
        from yishu.shell import duties, navigation, todos

        navigation.register("collecting", _("采集任务"), "collection_tasks:tasks", roles=(), order=60, icon="inbox")
        duties.register("collection_tasks", list_overdue)
        todos.register("collection_tasks.answers", answers)
        todos.register("collection_tasks.decisions", decisions)
        register_notices()
        register_deadlines()
