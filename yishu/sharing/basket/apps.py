from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BasketConfig(AppConfig):
    name = "yishu.sharing.basket"
    label = "sharing_basket"
    verbose_name = _("申请清单")

    def ready(self) -> None:
        from yishu.sharing.basket.panel import card_panel, entry_panel
        from yishu.shell import navigation, panels

        navigation.register("sharing", _("申请清单"), "basket:basket", roles=("handler",), order=5, icon="notes")
        panels.register("catalogue.card", card_panel)
        panels.register("catalogue.entry", entry_panel, order=12)
