from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "yishu.agencies.identity"
    label = "identity"
    verbose_name = _("登录与身份")

    def ready(self) -> None:
        from yishu.agencies.identity.tidying import forget_what_is_over
        from yishu.shell import chores, navigation

        navigation.register(
            "admin",
            _("人员与职责"),
            "identity:people",
            roles={"agency_administrator", "system_administrator"},
            order=5,
            icon="users",
        )
        navigation.register("admin", _("登录安全"), "identity:security", roles=(), order=90, icon="lock")
        chores.register("identity.tidying", timedelta(hours=1), forget_what_is_over)
