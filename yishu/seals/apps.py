from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SealsConfig(AppConfig):
    name = "yishu.seals"
    verbose_name = _("文书证照")

    def ready(self) -> None:
        from yishu.seals.deadlines import register_deadlines
        from yishu.seals.duties import overdue_archiving
        from yishu.shell import duties, navigation

        navigation.register("hosting", _("文书证照"), "seals:documents", roles=(), order=60, icon="certificate")
        navigation.register("help", _("证照核验"), "seals:verify", order=50, icon="shield-check")
        duties.register("seals.archive", overdue_archiving)
        register_deadlines()
