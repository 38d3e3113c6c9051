from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StepsConfig(AppConfig):
    name = "yishu.catalogue.steps"
    label = "catalogue_steps"
    verbose_name = _("目录审核环节")

    def ready(self) -> None:
        from yishu.shell import navigation

        roles = ("agency_administrator", "coordinator")
        navigation.register("admin", _("目录审核环节"), "catalogue:steps", roles=roles, order=60, icon="settings")
