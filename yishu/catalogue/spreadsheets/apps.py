from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpreadsheetsConfig(AppConfig):
    name = "yishu.catalogue.spreadsheets"
    label = "spreadsheets"
    verbose_name = _("表格导入")

    def ready(self) -> None:
        from yishu.shell import chores, navigation

        navigation.register(
            "catalogue",
            _("表格导入"),
            "spreadsheets:uploads",
            roles=("cataloguer", "coordinator"),
            order=25,
            icon="table",
        )
        chores.register("uploaded spreadsheets", timedelta(seconds=1), _work)


def _work(now: object) -> None:  # noqa: ARG001 - entries are drafted at the time they are drafted
    from yishu.catalogue.spreadsheets import working

    working.work()
