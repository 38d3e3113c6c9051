from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NodeConfig(AppConfig):
    name = "yishu.node"
    verbose_name = _("平台节点")
