from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllowancesConfig(AppConfig):
    name = "yishu.sharing.allowances"
    label = "sharing_allowances"
    verbose_name = _("授权用量")
