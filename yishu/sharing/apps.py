from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "yishu.sharing"
    verbose_name = _("共享应用")

    def ready(self) -> None:
        from yishu.catalogue.confirming import holders
        from yishu.catalogue.projects import uses
        from yishu.catalogue.scoring import answers
        from yishu.sharing.deadlines import register_deadlines
        from yishu.sharing.duties import ANSWERED, list_overdue
        from yishu.sharing.escalating import escalate_overdue
        from yishu.sharing.panel import apply_panel, demand_panel, missing_panel, onward_panel
        from yishu.sharing.queries import list_applied, list_holders
        from yishu.sharing.reminding import remind
        from yishu.sharing.todos import disagreements, needs, onward_uses, returned, reviews
        from yishu.sharing.told import register_notices
        from yishu.shell import chores, duties, navigation, panels, todos

        navigation.register("sharing", _("我的申请"), "sharing:applications", roles=(), order=10, icon="send")
        navigation.register(
            "sharing", _("待我审核"), "sharing:inbox", roles=("signer", "handler"), order=20, icon="inbox"
        )
        navigation.register("sharing", _("授权"), "sharing:grants", roles=(), order=30, icon="certificate")
        navigation.register("sharing", _("共享需求"), "sharing:demands", roles=(), order=40, icon="notes")
        navigation.register("sharing", _("协调"), "sharing:coordinations", roles=(), order=50, icon="gavel")
        navigation.register("sharing", _("对外使用"), "sharing:onward_uses", roles=(), order=60, icon="external-link")
        panels.register("catalogue.entry", apply_panel, order=10)
        panels.register("catalogue.entry", demand_panel, order=60)
        panels.register("catalogue.nothing_found", missing_panel)
        panels.register("sharing.grant", onward_panel, order=60)
        duties.register("sharing", list_overdue)
        for waiting in (reviews, returned, needs, disagreements, onward_uses):
            todos.register(f"sharing.{waiting.__name__}", waiting)
        register_notices()
        register_deadlines()
        chores.register("reminders of sharing", timedelta(hours=1), remind)
        chores.register("overdue reviews", timedelta(hours=1), escalate_overdue)
        answers.register(ANSWERED, "sharing:inbox")
        uses.register(list_applied)
        holders.register("sharing", list_holders)
