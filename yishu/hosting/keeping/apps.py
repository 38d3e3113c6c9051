from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeepingConfig(AppConfig):
    name = "yishu.hosting.keeping"
    label = "keeping"
    verbose_name = _("数据版本")
