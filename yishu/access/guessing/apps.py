from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import chores


class GuessingConfig(AppConfig):
    name = "yishu.access.guessing"
    label = "guessing"
    verbose_name = _("防试猜")

    def ready(self) -> None:
        from yishu.access.guessing.counting import sweep

        chores.register("guessing.sweeping", timedelta(hours=1), sweep)
