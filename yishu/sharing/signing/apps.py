from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    name = "yishu.sharing.signing"
    label = "sharing_signing"
    verbose_name = _("内部审批")

    def ready(self) -> None:
        from yishu.agencies import handing_over
        from yishu.sharing.signing import handing_over as own
        from yishu.sharing.signing import local, subjects
        from yishu.sharing.signing.panel import application_panel, deciding_panel, printed_panel
        from yishu.sharing.signing.todos import signatures
        from yishu.sharing.signing.told import register_notices, remind
        from yishu.shell import chores, navigation, panels, todos

        navigation.register("sharing", _("内部审批"), "signing:inbox", roles=(), order=22, icon="certificate")
        navigation.register(
            "admin", _("共享审批环节"), "signing:steps", roles=("agency_administrator",), order=62, icon="settings"
        )
        panels.register("sharing.application", application_panel, order=5)
        panels.register("sharing.deciding", deciding_panel, order=5)
        panels.register("sharing.printed", printed_panel)
        todos.register("sharing.signatures", signatures)
        register_notices()
        subjects.register(*local.KINDS)
        handing_over.register("sharing.signing", own.KEPT)
        chores.register("reminders of sign-off", timedelta(hours=1), remind)
