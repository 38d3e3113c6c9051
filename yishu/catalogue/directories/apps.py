from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoriesConfig(AppConfig):
    name = "yishu.catalogue.directories"
    label = "directories"
    verbose_name = _("目录发布")
