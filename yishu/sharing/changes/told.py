"""The consumer is told that its grant allows less (26.5)."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.models import Grant
from yishu.sharing.told import DECIDERS

NARROWED: Final = Kind(
    "grant.narrowed", _("授权收窄"), _("{provider}已收窄“{name}”的授权，即刻生效，理由见授权。"), urgent=True
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(NARROWED)
    listen(Action.GRANT_CHANGED, _changed)


def _changed(actor: Actor, made: Record) -> None:
    """A leaver's place is the agency's own affair: only a narrowing is news."""
    if made.detail.get("cause") != EarlierTerms.Cause.NARROWED:
        return
    grant = Grant.objects.select_related("line__entry", "provider").get(pk=made.target)
    said = {"name": grant.line.entry.name, "provider": grant.provider.short_name}
    tell(NARROWED, To(grant.consumer_id, DECIDERS), said=said, path=reverse("sharing:grant", args=[grant.pk]), by=actor)
