"""A message as a system receives it."""

from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings

from yishu.node.enciphering import decipher
from yishu.notices.connecting import AddressRefused, checked, post
from yishu.notices.errors import SendingFailed
from yishu.notices.kinds import words
from yishu.notices.models import Delivery, Message, Webhook
from yishu.notices.signing import headers

GONE = 410


def carry(delivery: Delivery, now: datetime) -> Delivery.State:
    """Send it. Raises SendingFailed; a receiver that says 410 wants no more of it (Standard Webhooks)."""
    hook = Webhook.objects.select_related("system").get(pk=delivery.webhook_id)
    if hook.removed_at is not None or not hook.system.is_active:
        return Delivery.State.DROPPED
    body = msgspec.json.encode(content(delivery.message))
    signed = headers(str(delivery.pk), int(now.timestamp()), body, secrets_of(hook, now))
    try:
        status, _answer = post(
            checked(hook.url, settings.YISHU_WEBHOOK_NETWORKS),
            body,
            {"Content-Type": "application/json", "User-Agent": "yishu"} | signed,
        )
    except AddressRefused as refused:
        raise SendingFailed(refused.rule, reached=False) from refused
    if not 200 <= status < 300:
        raise SendingFailed(f"HTTP {status}", lasting=status == GONE)
    return Delivery.State.SENT


def content(message: Message) -> dict[str, Any]:
    """The body: the same at every attempt."""
    return {
        "type": message.kind,
        "timestamp": message.at,
        "data": {
            "id": str(message.pk),
            "agency": message.agency.code if message.agency else None,
            "urgent": message.urgent,
            "text": {language: words(message.kind, message.params, language) for language in ("zh", "en")},
            "link": f"{settings.YISHU_URL}{message.path}",
            "params": message.params,
        },
    }


def secrets_of(hook: Webhook, now: datetime) -> list[str]:
    """Those that hold: the new one, and the old one for a while."""
    held = [hook.secret]
    if hook.previous_until is not None and now < hook.previous_until:
        held.append(hook.previous_secret)
    return [decipher(settings.YISHU_SECRETS.tokens, each) for each in held]
