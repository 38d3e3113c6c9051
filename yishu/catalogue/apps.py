from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "yishu.catalogue"
    verbose_name = _("信息资源目录")
