from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RefusingConfig(AppConfig):
    name = "yishu.sharing.refusing"
    label = "sharing_refusing"
    verbose_name = _("不予授权的理由模板")

    def ready(self) -> None:
        from yishu.shell import navigation

        navigation.register(
            "admin", _("不予授权理由模板"), "refusing:templates", roles=("coordinator",), order=65, icon="notes"
        )
