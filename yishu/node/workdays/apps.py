from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkDaysConfig(AppConfig):
    name = "yishu.node.workdays"
    label = "workdays"
    verbose_name = _("工作日")
