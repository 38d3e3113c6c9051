from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "yishu.catalogue"
    verbose_name = _("信息资源目录")

    def ready(self) -> None:
        from yishu.catalogue import standards_panels, todos
        from yishu.catalogue.digitising.duties import overdue_digitisation
        from yishu.catalogue.scoring.keeping import measure_missing
        from yishu.catalogue.told import register_notices
        from yishu.shell import chores, duties, navigation, panels
        from yishu.shell.todos import register

        panels.register("standards.element", standards_panels.element_panel, order=10)
        panels.register("standards.code_list", standards_panels.code_list_panel, order=10)
        panels.register("standards.standard", standards_panels.standard_panel, order=10)

        navigation.register("catalogue", _("信息资源目录"), "catalogue:search", order=10, icon="list-search")
        navigation.register("catalogue", _("本单位条目"), "catalogue:mine", roles=(), order=20, icon="notes")
        reviewers = ("reviewer", "secrecy_reviewer", "coordinator")
        navigation.register(
            "catalogue", _("目录审核"), "catalogue:review", roles=reviewers, order=30, icon="shield-check"
        )
        navigation.register(
            "collecting", _("采集前核对"), "catalogue:collection_check", roles=(), order=40, icon="circle-check"
        )
        navigation.register("catalogue", _("条目质量"), "catalogue:scores", roles=(), order=60, icon="chart-bar")
        navigation.register(
            "catalogue", _("同义词"), "catalogue:synonyms", roles=("coordinator",), order=90, icon="search"
        )
        navigation.register("catalogue", _("应编未编"), "catalogue:holdings", roles=(), order=50, icon="circle-dashed")
        chores.register("measures of entries", timedelta(hours=1), lambda _now: measure_missing())
        navigation.register("catalogue", _("待数字化"), "catalogue:digitisation", roles=(), order=55, icon="upload")
        navigation.register("catalogue", _("基础数据库"), "catalogue:bases", order=15, icon="database")
        duties.register("catalogue.digitisation", overdue_digitisation)
        register("catalogue.submissions", todos.submissions)
        register("catalogue.returned", todos.returned)
        register("catalogue.confirmations", todos.confirmations)
        register_notices()
