from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yishu.shell import navigation, panels


class DemoConfig(AppConfig):
    name = "yishu.demo"
    verbose_name = _("演示")

    def ready(self) -> None:
        from yishu.demo.pages import login_panel

        panels.register("login", login_panel)
        if settings.YISHU_DEMO:
            navigation.register("home", _("导览"), "demo:tour", order=30, icon="sitemap")
