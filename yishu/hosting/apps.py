from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HostingConfig(AppConfig):
    name = "yishu.hosting"
    verbose_name = _("托管数据")
