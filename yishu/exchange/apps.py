from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "yishu.exchange"
    verbose_name = _("交换")

    def ready(self) -> None:
        from yishu.exchange.receiving import acts_through_its_node
        from yishu.sharing.proof import stating
        from yishu.shell import navigation

        stating.speaks_elsewhere(acts_through_its_node)

        navigation.register("catalogue", _("其他平台资源"), "exchange:entries", roles=(), order=40, icon="sitemap")
        navigation.register("sharing", _("跨平台申请"), "exchange:applications", roles=(), order=15, icon="send")
        keepers = ("system_administrator", "coordinator")
        navigation.register("admin", _("级联通道"), "exchange:links", roles=keepers, order=30, icon="arrows-exchange")
