from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProofConfig(AppConfig):
    name = "yishu.sharing.proof"
    label = "sharing_proof"
    verbose_name = _("授权凭证")

    def ready(self) -> None:
        from yishu.sharing.proof import stating
        from yishu.sharing.proof.panel import proof_panel
        from yishu.shell import chores, panels

        stating.register()
        panels.register("sharing.grant", proof_panel, order=70)
        chores.register("grants stated", timedelta(minutes=1), stating.state_missing)
