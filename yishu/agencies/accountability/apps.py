from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountabilityConfig(AppConfig):
    name = "yishu.agencies.accountability"
    label = "accountability"
    verbose_name = _("责任人")

    def ready(self) -> None:
        from yishu.agencies import handing_over
        from yishu.agencies.accountability import handing_over as own
        from yishu.shell import navigation

        handing_over.register("accountability", own.KEPT)
        navigation.register("oversight", _("责任人"), "accountability:responsible", roles=(), order=62, icon="user")
