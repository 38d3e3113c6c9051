from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoriesConfig(AppConfig):
    name = "yishu.catalogue.directories"
    label = "directories"
    verbose_name = _("目录发布")

    def ready(self) -> None:
        from yishu.catalogue.directories.harvest import keeping
        from yishu.catalogue.directories.versions import make_ordered, order_when_due
        from yishu.shell import chores, navigation

        navigation.register("catalogue", _("目录发布"), "directories:versions", order=60, icon="files")
        chores.register("directories by the calendar", timedelta(hours=1), order_when_due)
        chores.register("directories that were ordered", timedelta(seconds=5), make_ordered, lane="directories")
        chores.register("foreign directories", timedelta(seconds=20), keeping.harvest_due, lane="directories")
