"""Where somebody is logged in, in words; ending one, or all others."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.identity import sudo
from yishu.agencies.identity.errors import SessionNotFound
from yishu.agencies.identity.inviting import end_sessions
from yishu.agencies.identity.models import Session
from yishu.agencies.identity.sessions import kept_key
from yishu.agencies.models import Person
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor


@dataclass(frozen=True, slots=True)
class SessionShown:
    """`name` stands for it in addresses: it is derived from the kept key and opens nothing."""

    name: str
    device: str
    source: str
    factor: str
    opened_at: datetime
    seen_at: datetime
    is_current: bool


def list_sessions(person: Person, *, current: str = "") -> list[SessionShown]:
    """Those in force, the latest used first; `current` is the key of the cookie."""
    now, kept = timezone.now(), kept_key(current)
    awake = now - timedelta(minutes=settings.YISHU_SESSION_IDLE_MINUTES)
    found = Session.objects.filter(person=person, expire_date__gt=now, seen_at__gt=awake).order_by("-seen_at")
    return [
        SessionShown(
            one.session_key,
            device_in_words(one.device),
            one.source,
            _factor(one.factor),
            one.opened_at,
            one.seen_at,
            one.session_key == kept,
        )
        for one in found
    ]


@transaction.atomic
def end(actor: Actor, person: Person, name: str) -> None:
    """Raises SessionNotFound, also for somebody else's."""
    sudo.require_own(actor, person)
    if not Session.objects.filter(person=person, session_key=name).delete()[0]:
        raise SessionNotFound
    recording.record(actor, Action.SESSIONS_REVOKED, target=actor.ref, sessions=1)


@transaction.atomic
def end_others(actor: Actor, person: Person, keep: str) -> int:
    sudo.require_own(actor, person)
    ended = end_sessions(person, keep=keep)
    recording.record(actor, Action.SESSIONS_REVOKED, target=actor.ref, sessions=ended)
    return ended


def device_in_words(agent: str) -> str:
    """Browser and system as far as the browser says: `Chrome · Windows`."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("QQBrowser/", "QQ"), ("360", "360"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
    systems = (("Windows", "Windows"), ("Android", "Android"), ("iPhone|iPad", "iOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip
    known = [next((word for mark, word in kinds if re.search(mark, agent)), "") for kinds in (browsers, systems)]
    return " · ".join(word for word in known if word) or _("未知设备")


def _factor(factor: str) -> str:
    return {
        "totp": _("密码和验证器"),
        "recovery": _("密码和恢复码"),
        "passkey": _("密码和通行密钥"),
        "oidc": _("统一身份认证"),
        "x509": _("数字证书"),
    }.get(factor, _("密码"))
