from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "yishu.assessment"
    verbose_name = _("考核")

    def ready(self) -> None:
        from yishu.agencies import handing_over
        from yishu.assessment import handing_over as own
        from yishu.assessment.deadlines import register_deadlines
        from yishu.assessment.duties import overdue_oversight, overdue_rectifications
        from yishu.assessment.panel import score_panel
        from yishu.assessment.todos import list_todos
        from yishu.assessment.told import register_notices
        from yishu.shell import duties, navigation, panels, todos

        navigation.register("oversight", _("考核"), "assessment:periods", roles=(), order=40, icon="chart-bar")
        navigation.register(
            "oversight", _("监督检查"), "assessment:inspections", roles=(), order=42, icon="shield-check"
        )
        offices = ("coordinator", "inspector")
        navigation.register("oversight", _("结果运用"), "assessment:proposals", roles=offices, order=43, icon="gavel")
        navigation.register("oversight", _("考核结果公布"), "assessment:published", order=45, icon="eye")
        panels.register("portal.workbench", score_panel)
        handing_over.register("assessment", own.KEPT)
        duties.register("assessment.oversight", overdue_oversight)
        duties.register("assessment.rectifications", overdue_rectifications)
        todos.register("assessment", list_todos)
        register_notices()
        register_deadlines()
