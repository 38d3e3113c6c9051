from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    name = "yishu.standards"
    verbose_name = _("数据标准")

    def ready(self) -> None:
        from yishu.shell import navigation, todos
        from yishu.standards.todos import proposals

        navigation.register("catalogue", _("数据标准"), "standards:register", order=60, icon="tag")
        todos.register("standards", proposals)
