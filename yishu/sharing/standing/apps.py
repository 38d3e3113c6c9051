from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandingConfig(AppConfig):
    name = "yishu.sharing.standing"
    label = "standing"
    verbose_name = _("存量授权")

    def ready(self) -> None:
        from yishu.audit.record import Action
        from yishu.audit.recording import listen
        from yishu.sharing.standing.deadlines import register_deadlines
        from yishu.sharing.standing.duties import list_overdue
        from yishu.sharing.standing.lapsing import settle, tend
        from yishu.sharing.standing.panel import basis_panel
        from yishu.sharing.standing.todos import standing
        from yishu.sharing.standing.told import register_notices
        from yishu.shell import chores, duties, navigation, panels, todos

        navigation.register(
            "sharing",
            _("存量授权"),
            "standing:standings",
            roles=("handler", "signer", "coordinator"),
            order=35,
            icon="files",
        )
        panels.register("sharing.grant", basis_panel, order=10)
        duties.register("standing", list_overdue)
        todos.register("standing", standing)
        register_notices()
        register_deadlines()
        for action in (Action.GRANT_REPLACED, Action.GRANT_WITHDRAWN):
            listen(action, settle)
        chores.register("standing authorisations", timedelta(hours=1), tend)
