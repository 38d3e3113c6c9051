from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    name = "yishu.sharing.attachments"
    label = "sharing_attachments"
    verbose_name = _("申请的附件")

    def ready(self) -> None:
        from yishu.sharing.attachments.panel import application_panel
        from yishu.shell import panels

        panels.register("sharing.application", application_panel)
        panels.register("sharing.deciding", application_panel, order=10)
