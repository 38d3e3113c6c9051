from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import navigation


class CasesConfig(AppConfig):
    name = "yishu.cases"
    verbose_name = _("联办")

    def ready(self) -> None:
        from yishu.cases.queries import matters_that_need
        from yishu.catalogue import ties

        ties.register("cases.matters", matters_that_need)
        navigation.register("sharing", _("联办件"), "cases:cases", roles=("handler",), order=45, icon="users")
        navigation.register(
            "oversight", _("联办事项"), "cases:matters", roles=("coordinator",), order=40, icon="sitemap"
        )
