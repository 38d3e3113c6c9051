from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "yishu.audit"
    verbose_name = _("使用留痕")
