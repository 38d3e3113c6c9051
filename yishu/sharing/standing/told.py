"""Who is told what of standing authorisations: heard from the record of each act."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell
from yishu.sharing.standing.models import StandingAuthorisation
from yishu.sharing.told import DECIDERS

BROUGHT_IN: Final = Kind(
    "standing.brought_in",
    _("存量授权待复核"),
    _("{consumer}使用“{name}”的存量授权（{number}）已登记，请于 {due} 前复核。"),
)
CONFIRMED: Final = Kind(
    "standing.confirmed",
    _("存量授权待确认"),
    _("{provider}登记了“{name}”的存量授权（{number}），请于 {due} 前确认条款或提出异议。"),
)
RETURNED: Final = Kind(
    "standing.returned", _("存量授权复核退回"), _("“{name}”的存量授权（{number}）已退回，理由见该条。")
)
ACKNOWLEDGED: Final = Kind(
    "standing.acknowledged",
    _("存量授权已确认"),
    _("{consumer}已确认“{name}”的存量授权（{number}），即刻生效，有效期至 {until}。"),
)
OBJECTED: Final = Kind(
    "standing.objected", _("存量授权有异议"), _("{consumer}对“{name}”的存量授权（{number}）提出异议，理由见该条。")
)
DROPPED: Final = Kind("standing.dropped", _("存量授权撤销登记"), _("“{name}”的存量授权（{number}）已撤销登记。"))
REVIEW_NEAR: Final = Kind(
    "standing.review_near",
    _("存量授权即将到期"),
    _("“{name}”的存量授权（{number}）有效期至 {until}，请{consumer}在此之前申请转为普通授权，否则到期失效。"),
)
LAPSED: Final = Kind(
    "standing.lapsed", _("存量授权失效"), _("“{name}”的存量授权（{number}）到期未转为普通授权，已失效。"), urgent=True
)
KINDS: Final = (BROUGHT_IN, CONFIRMED, RETURNED, ACKNOWLEDGED, OBJECTED, DROPPED, REVIEW_NEAR, LAPSED)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(*KINDS)
    for action in (Action.STANDING_BROUGHT_IN, Action.STANDING_AMENDED):
        listen(action, lambda actor, made: _to_provider(BROUGHT_IN, actor, made))
    listen(Action.STANDING_CONFIRMED, lambda actor, made: _to_consumer(CONFIRMED, actor, made))
    listen(Action.STANDING_RETURNED, lambda actor, made: _to_provider(RETURNED, actor, made))
    listen(Action.STANDING_ACKNOWLEDGED, lambda actor, made: _to_provider(ACKNOWLEDGED, actor, made))
    listen(Action.STANDING_OBJECTED, lambda actor, made: _to_provider(OBJECTED, actor, made))
    listen(Action.STANDING_DROPPED, _dropped)
    listen(Action.STANDING_LAPSED, _lapsed)


def about(one: StandingAuthorisation) -> dict[str, object]:
    """What a notice says of it."""
    return {
        "number": one.number,
        "name": one.entry.name,
        "provider": one.provider.short_name,
        "consumer": one.consumer.short_name,
        "due": one.due,
        "until": one.last_day,
    }


def _to_provider(kind: Kind, actor: Actor, made: Record) -> None:
    one = _standing(made)
    tell(kind, To(one.provider_id, DECIDERS), said=about(one), path=_page(one), by=actor)


def _to_consumer(kind: Kind, actor: Actor, made: Record) -> None:
    one = _standing(made)
    tell(kind, To(one.consumer_id, DECIDERS), said=about(one), path=_page(one), by=actor)


def _dropped(actor: Actor, made: Record) -> None:
    """The consumer is told where it has seen it."""
    one = _standing(made)
    if one.confirmed_at is not None:
        _to_consumer(DROPPED, actor, made)


def _lapsed(actor: Actor, made: Record) -> None:
    for told in (_to_provider, _to_consumer):
        told(LAPSED, actor, made)


def _standing(made: Record) -> StandingAuthorisation:
    return StandingAuthorisation.objects.select_related("provider", "consumer", "entry").get(number=made.target)


def _page(one: StandingAuthorisation) -> str:
    return reverse("standing:standing", args=[one.number])
