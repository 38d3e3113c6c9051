from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfirmingConfig(AppConfig):
    name = "yishu.catalogue.confirming"
    label = "confirming"
    verbose_name = _("年度确认")

    def ready(self) -> None:
        from yishu.catalogue.confirming.duties import overdue_confirmations
        from yishu.catalogue.confirming.panel import confirmation_panel, merged_panel
        from yishu.catalogue.confirming.told import register_notices, remind
        from yishu.shell import chores, duties, navigation, panels

        navigation.register(
            "catalogue", _("年度确认"), "catalogue:confirming", roles=(), order=35, icon="calendar-event"
        )
        panels.register("catalogue.entry", confirmation_panel, order=80)
        panels.register("sharing.grant", merged_panel, order=10)
        duties.register("catalogue.confirming", overdue_confirmations)
        register_notices()
        chores.register("reminders of confirming", timedelta(hours=6), remind)
