from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "yishu.catalogue.projects"
    label = "projects"
    verbose_name = _("信息化项目")

    def ready(self) -> None:
        from yishu.catalogue.projects.deadlines import register_deadlines
        from yishu.catalogue.projects.duties import list_overdue
        from yishu.catalogue.projects.todos import opinions
        from yishu.catalogue.projects.told import register_notices
        from yishu.shell import duties, navigation, todos

        navigation.register("collecting", _("项目核对"), "projects:projects", roles=(), order=70, icon="sitemap")
        duties.register("projects", list_overdue)
        todos.register("projects", opinions)
        register_notices()
        register_deadlines()
