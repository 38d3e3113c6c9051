from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "yishu.sharing.questions"
    label = "sharing_questions"
    verbose_name = _("申请的询问与答复")

    def ready(self) -> None:
        from yishu.sharing.questions.panel import deciding_panel, questions_panel
        from yishu.shell import panels

        panels.register("sharing.line", questions_panel, order=20)
        panels.register("sharing.deciding", deciding_panel, order=20)
