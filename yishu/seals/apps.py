from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SealsConfig(AppConfig):
    name = "yishu.seals"
    verbose_name = _("文书证照")
