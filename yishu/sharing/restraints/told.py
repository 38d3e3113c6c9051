"""Who is told that use is held back, or goes on: the using agency, and the provider of the grant."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import Heard, listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell
from yishu.sharing.restraints.models import Restraint

USERS: Final = (Role.RISK_OFFICER, Role.HANDLER)
PROVIDERS: Final = (Role.RISK_OFFICER, Role.DATA_OFFICER)

THROTTLED: Final = Kind(
    "use.throttled",
    _("使用被限量"),
    _("{agency}的“{thing}”因使用异常被限量，请与{whom}联系。"),
    urgent=True,
)
SUSPENDED: Final = Kind(
    "use.suspended",
    _("使用被暂停"),
    _("{agency}的“{thing}”因使用异常被暂停，请与{whom}联系。"),
    urgent=True,
)
RESTORED: Final = Kind("use.restored", _("使用已恢复"), _("{agency}的“{thing}”的限量或暂停已解除。"), urgent=True)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(THROTTLED, SUSPENDED, RESTORED)
    for action, kind in _KINDS.items():
        listen(action, _tell_of(kind))


_KINDS: Final = {
    Action.USE_THROTTLED: THROTTLED,
    Action.USE_SUSPENDED: SUSPENDED,
    Action.USE_RESTORED: RESTORED,
}


def _tell_of(kind: Kind) -> Heard:
    def heard(actor: Actor, made: Record) -> None:
        found = Restraint.objects.select_related("agency", "grant__line__entry").get(pk=made.target)
        grant = found.grant
        thing = grant.line.entry.name if grant is not None else found.caller_name
        path = reverse("sharing:grant", args=[grant.pk]) if grant is not None else reverse("sharing:grants")
        said = {"agency": found.agency.name, "thing": thing, "whom": found.whom}
        tell(kind, To(found.agency_id, USERS), said=said, path=path, by=actor)
        if grant is not None:
            tell(kind, To(grant.provider_id, PROVIDERS), said=said, path=path, by=actor)

    return heard
