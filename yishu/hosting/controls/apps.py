from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ControlsConfig(AppConfig):
    name = "yishu.hosting.controls"
    label = "controls"
    verbose_name = _("标识记录")
