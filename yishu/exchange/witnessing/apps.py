from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WitnessingConfig(AppConfig):
    name = "yishu.exchange.witnessing"
    label = "witnessing"
    verbose_name = _("互相见证")

    def ready(self) -> None:
        from yishu.exchange.witnessing.told import list_gauges, register_notices, unsound_logs
        from yishu.shell import duties, gauges

        register_notices()
        duties.register("exchange.witnessing", unsound_logs)
        gauges.register("exchange.witnessing", list_gauges)
