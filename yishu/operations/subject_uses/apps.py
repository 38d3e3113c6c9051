from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectUsesConfig(AppConfig):
    name = "yishu.operations.subject_uses"
    label = "subject_uses"
    verbose_name = _("谁用过我的信息")

    def ready(self) -> None:
        from yishu.shell import navigation

        seers = ("coordinator", "inspector")
        navigation.register(
            "sharing", _("谁用过我的信息"), "subject_uses:counter", roles=("handler",), order=80, icon="user"
        )
        navigation.register(
            "oversight", _("查对象的使用记录"), "subject_uses:lookup", roles=seers, order=12, icon="search"
        )
        navigation.register(
            "oversight", _("依法不予告知"), "subject_uses:withholdings", roles=seers, order=13, icon="eye-off"
        )
