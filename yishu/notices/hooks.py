"""Webhooks of an agency's systems: kept by the agency's administrator."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yishu.agencies import queries as agencies
from yishu.agencies.models import ApplicationSystem, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.core.ids import new_id
from yishu.node.enciphering import encipher
from yishu.notices import kinds, queries
from yishu.notices.connecting import AddressRefused, checked
from yishu.notices.errors import TooManyWebhooks
from yishu.notices.models import Delivery, Message, Webhook
from yishu.notices.signing import new_secret
from yishu.notices.telling import delivery_to

MOST: Final = 10
"""Webhooks of one system."""
OVERLAP: Final = timedelta(hours=24)
"""How long the old secret still signs beside the new one."""
LONGEST: Final = 500
TEST: Final = kinds.Kind(
    "webhook.test",
    _("Webhook 测试"),
    _("这是一条测试通知，说明“{system}”的 Webhook 可以收到平台的通知。"),
    to_systems=False,
)

_REFUSED: Final = {
    "address": (
        "请填写完整的地址，如 https://app.example/hooks/yishu，不含用户名和 #。",
        "Enter a whole address such as https://app.example/hooks/yishu, without a user name or #.",
    ),
    "scheme": ("地址须以 https:// 开头。", "The address begins with https://."),
    "unknown_host": ("找不到这个主机名，请核对。", "There is no such host; check its name."),
    "network": (
        "平台不向这个网段发送。如确为政务内网的系统，请系统管理员将网段加入 YISHU_WEBHOOK_NETWORKS。",
        "This node sends nothing to that network. Ask the system administrator to add it to YISHU_WEBHOOK_NETWORKS.",
    ),
}


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook with its secret, which is shown this once."""

    webhook: Webhook
    secret: str


@transaction.atomic
def create_webhook(actor: Actor, system: ApplicationSystem, *, url: str, wanted: list[str], now: datetime) -> NewSecret:
    """Tell a system of one's own agency at this address; `wanted` kinds, none for all."""
    _require_keeper(actor, system)
    _require_sound(url, wanted)
    held = Webhook.objects.filter(system=system, removed_at=None).select_for_update().count()
    if held >= MOST:
        raise TooManyWebhooks(most=MOST)
    secret = new_secret()
    made = Webhook.objects.create(
        system=system,
        url=url.strip(),
        kinds=sorted(set(wanted)),
        secret=_hidden(secret),
        created_at=now,
        created_by=actor.ref,
    )
    recording.record(
        actor, Action.WEBHOOK_REGISTERED, target=f"webhook:{made.pk}", system=system.name, kinds=made.kinds
    )
    return NewSecret(made, secret)


@transaction.atomic
def rotate_secret(actor: Actor, number: int, *, now: datetime) -> NewSecret:
    """A new secret; the old one signs beside it for a day, so that nothing is lost while the receiver changes over."""
    hook = _own(actor, number)
    secret = new_secret()
    hook.previous_secret, hook.previous_until, hook.secret = hook.secret, now + OVERLAP, _hidden(secret)
    hook.save(update_fields=["previous_secret", "previous_until", "secret"])
    recording.record(actor, Action.WEBHOOK_ROTATED, target=f"webhook:{hook.pk}")
    return NewSecret(hook, secret)


@transaction.atomic
def remove_webhook(actor: Actor, number: int, *, now: datetime) -> None:
    """Nothing is sent there any more, not even what waits."""
    hook = _own(actor, number)
    hook.removed_at, hook.secret, hook.previous_secret = now, "", ""
    hook.save(update_fields=["removed_at", "secret", "previous_secret"])
    left = Delivery.objects.filter(webhook=hook, state__in=[Delivery.State.WAITING, Delivery.State.DEAD])
    left.update(state=Delivery.State.DROPPED, ended_at=now)
    recording.record(actor, Action.WEBHOOK_REMOVED, target=f"webhook:{hook.pk}")


@transaction.atomic
def test_webhook(actor: Actor, number: int, *, now: datetime) -> Delivery:
    """Send a notice that says nothing else."""
    hook = _own(actor, number)
    told = {"system": hook.system.name}
    message = Message.objects.create(
        id=new_id(), kind=TEST.code, agency_id=hook.system.agency_id, params=told, path="/notices/webhooks/", at=now
    )
    delivery = delivery_to(message, hook.pk, now)
    delivery.save(force_insert=True)
    recording.record(actor, Action.WEBHOOK_TESTED, target=f"webhook:{hook.pk}")
    return delivery


def _own(actor: Actor, number: int) -> Webhook:
    """Locked: two rotations at once would lose a secret."""
    found = queries.get_webhook(actor, number)
    Webhook.objects.select_for_update().get(pk=found.pk)
    return queries.get_webhook(actor, number)


def _require_keeper(actor: Actor, system: ApplicationSystem) -> None:
    require(actor, Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
    agencies.require_own(actor, system)


def _require_sound(url: str, wanted: list[str]) -> None:
    wrong = []
    known = {kind.code for kind in kinds.for_systems()}
    if unknown := [code for code in wanted if code not in known]:
        zh, en = "没有这种通知：{unknown}。", "There is no such kind of notice: {unknown}."
        wrong.append(FieldError("kinds", "one_of", zh, en, unknown=", ".join(unknown)[:200]))
    try:
        if len(url) > LONGEST:
            raise AddressRefused("address")
        checked(url.strip(), settings.YISHU_WEBHOOK_NETWORKS)
    except AddressRefused as refused:
        wrong.append(FieldError("url", refused.rule, *_REFUSED[refused.rule]))
    if wrong:
        raise Invalid(errors=wrong)


def _hidden(secret: str) -> str:
    return encipher(settings.YISHU_SECRETS.tokens, secret)
