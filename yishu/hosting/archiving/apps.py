from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivingConfig(AppConfig):
    name = "yishu.hosting.archiving"
    label = "archiving"
    verbose_name = _("版本文件")

    def ready(self) -> None:
        from yishu.hosting.archiving.alerts import faulty_files, list_gauges
        from yishu.hosting.archiving.panel import versions_panel
        from yishu.hosting.archiving.queries import oldest_unwritten
        from yishu.hosting.keeping import followers
        from yishu.shell import duties, gauges, panels

        followers.register("hosting.archiving", oldest_unwritten)
        panels.register("hosting.versions", versions_panel, order=10)
        duties.register("hosting.archiving", faulty_files)
        gauges.register("hosting.archiving", list_gauges)
