from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import chores


class AuditConfig(AppConfig):
    name = "yishu.audit"
    verbose_name = _("使用留痕")

    def ready(self) -> None:
        from yishu.audit.subject_lists import expand

        chores.register("audit.subject_lists", timedelta(seconds=10), expand)
