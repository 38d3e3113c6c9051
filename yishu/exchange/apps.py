from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "yishu.exchange"
    verbose_name = _("交换")

    def ready(self) -> None:
        from yishu.audit.record import Action
        from yishu.audit.recording import listen
        from yishu.exchange import signing
        from yishu.exchange.panel import sign_off_panel
        from yishu.exchange.receiving import acts_through_its_node
        from yishu.exchange.todos import returned
        from yishu.exchange.told import register_notices
        from yishu.sharing.proof import stating
        from yishu.sharing.signing import subjects
        from yishu.shell import navigation, panels, todos

        stating.speaks_elsewhere(acts_through_its_node)
        subjects.register(signing.KIND)
        listen(Action.SYSTEM_CHANGED, signing.system_changed)
        panels.register("sharing.sign_off", sign_off_panel)
        todos.register("exchange.returned", returned)
        register_notices()
        navigation.register("catalogue", _("其他平台资源"), "exchange:entries", roles=(), order=40, icon="sitemap")
        navigation.register("sharing", _("跨平台申请"), "exchange:applications", roles=(), order=15, icon="send")
        keepers = ("system_administrator", "audit_administrator", "coordinator")
        navigation.register("admin", _("级联通道"), "exchange:links", roles=keepers, order=30, icon="arrows-exchange")
