from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "yishu.notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        from yishu.notices import delegated
        from yishu.notices.hooks import TEST
        from yishu.notices.keeping import forget_old
        from yishu.notices.kinds import register
        from yishu.notices.overdue import OVERDUE, tell_overdue
        from yishu.notices.panel import bell
        from yishu.notices.sending import send_due
        from yishu.shell import chores, navigation, panels

        navigation.register("home", _("通知"), "notices:notices", roles=(), order=20, icon="bell")
        navigation.register("admin", _("Webhook"), "notices:webhooks", roles=(), order=12, icon="send")
        navigation.register(
            "admin", _("通知渠道"), "notices:channels", roles=("system_administrator",), order=14, icon="bell"
        )
        panels.register("shell.tools", bell)
        chores.register("notices to send", timedelta(seconds=1), send_due)
        register(TEST, OVERDUE)
        delegated.hear()
        chores.register("overdue duties", timedelta(hours=1), tell_overdue)
        chores.register("old notices", timedelta(days=1), forget_old)
