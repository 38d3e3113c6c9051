from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yishu.shell import navigation, panels


class AccessConfig(AppConfig):
    name = "yishu.access"
    verbose_name = _("数据访问")

    def ready(self) -> None:
        from yishu.access.documents import permit_document
        from yishu.access.following import oldest_followed
        from yishu.access.panel import controls_panel, desk_panel
        from yishu.hosting.keeping import followers
        from yishu.seals import permission

        navigation.register("sharing", _("核验查询"), "access:console", roles=(), order=40, icon="shield-check")
        tracers = ("security_administrator", "audit_administrator", "risk_officer", "agency_administrator")
        navigation.register("oversight", _("追溯副本"), "access:trace", roles=tracers, order=75, icon="search")
        panels.register("sharing.grant", desk_panel, order=10)
        panels.register("sharing.grant", controls_panel, order=16)
        permission.register(permit_document)
        followers.register("access.copies", oldest_followed)
