from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "yishu.operations"
    verbose_name = _("运行安全")

    def ready(self) -> None:
        from yishu.agencies import handing_over
        from yishu.operations import concerned_told
        from yishu.operations import handing_over as own
        from yishu.operations.deadlines import register_deadlines
        from yishu.operations.duties import OFFICERS_LIST, missing_officers, overdue_incidents, overdue_tasks
        from yishu.operations.gauges import list_gauges
        from yishu.operations.oversight import oversight_panel
        from yishu.operations.panel import report_panel
        from yishu.operations.responsible_told import register_notices
        from yishu.shell import duties, gauges, navigation, panels

        wardens = ("system_administrator", "security_administrator", "audit_administrator", "coordinator", "inspector")
        navigation.register("oversight", _("落实情况"), "operations:implementation", roles=(), order=60, icon="notes")
        navigation.register(
            "oversight", _("安全事件"), "operations:incidents", roles=(), order=70, icon="alert-triangle"
        )
        navigation.register("admin", _("本地规则"), "operations:local_rules", roles=(), order=40, icon="settings")
        navigation.register("admin", _("风险评估"), "operations:risk", roles=wardens, order=70, icon="shield-half")
        navigation.register(
            "admin", _("外部测评"), "operations:evaluations", roles=wardens, order=75, icon="certificate"
        )
        navigation.register("admin", _("备份与演练"), "operations:drills", roles=wardens, order=80, icon="database")
        handing_over.register("operations", own.KEPT)
        duties.register("operations.incidents", overdue_incidents)
        duties.register("operations.tasks", overdue_tasks)
        duties.register(OFFICERS_LIST, missing_officers)
        register_deadlines()
        register_notices()
        concerned_told.register_notices()
        gauges.register("operations", list_gauges)
        panels.register("portal.record", report_panel)
        panels.register("portal.oversight", oversight_panel)
