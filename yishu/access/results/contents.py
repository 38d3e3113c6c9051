"""What a page has just shown, enciphered with it for the button that makes a sheet of it: the server keeps none of it, and the browser can neither read nor change it.

Bound to the person, the login session and the grant, and to the record of the call by its receipt; good for half an hour.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from yishu.access.queries import Desk
from yishu.access.results.errors import ResultNotAtHand
from yishu.access.sheets import Answered, Line, Sheet
from yishu.agencies.identity.sessions import kept_key
from yishu.core.actor import Actor
from yishu.core.decoding import decoded
from yishu.core.ids import moment_of
from yishu.node.enciphering import decipher, encipher

LIFE: Final = timedelta(minutes=30)


class Told(msgspec.Struct, frozen=True):
    """One item, in the words that were shown; `verdict` is empty for a query, `note` says why a value is not shown whole."""

    item: str
    value: str
    verdict: str
    note: str


class About(msgspec.Struct, frozen=True):
    """One subject."""

    subject: str
    found: bool
    lines: tuple[Told, ...]


class Contents(msgspec.Struct, frozen=True, tag="answer shown"):
    """All that a sheet says. The tag tells it from whatever else the node's secret enciphers."""

    actor: str
    session: str
    grant: str
    mode: str
    key: str
    abouts: tuple[About, ...]
    duty: str
    case: str
    version: int
    published_at: datetime | None
    receipt: str
    whole: bool

    @property
    def at(self) -> datetime:
        """When the call was put on record."""
        return datetime.fromtimestamp(moment_of(UUID(self.receipt.partition(".")[0])) / 1000, UTC)


def sealed(actor: Actor, desk: Desk, sheet: Sheet, session: SessionBase) -> str:
    """For a hidden field. `sheet` in Chinese."""
    made = Contents(
        actor.ref,
        kept_key(session.session_key or ""),
        str(desk.grant.pk),
        sheet.mode,
        " · ".join(item.name for item in desk.keys),
        tuple(map(_about, sheet.answers)),
        sheet.duty,
        sheet.case,
        sheet.version,
        sheet.published_at,
        sheet.receipt,
        sheet.whole,
    )
    return encipher(settings.YISHU_SECRETS.tokens, msgspec.json.encode(made).decode())


def opened(text: str, actor: Actor, desk: Desk, session: SessionBase, now: datetime) -> Contents:
    """What was shown to this person in this session under this grant. Raises ResultNotAtHand, the same whatever is wrong."""
    known: Contents | None = None
    with suppress(ValueError, msgspec.MsgspecError):
        known = decoded(decipher(settings.YISHU_SECRETS.tokens, text), Contents)
    whose = (actor.ref, kept_key(session.session_key or ""), str(desk.grant.pk))
    if known is None or (known.actor, known.session, known.grant) != whose or now - known.at > LIFE:
        raise ResultNotAtHand(minutes=int(LIFE.total_seconds()) // 60)
    return known


def _about(answered: Answered) -> About:
    return About(answered.subject, answered.found, tuple(map(_told, answered.lines)))


def _told(line: Line) -> Told:
    note = "已遮蔽" if line.is_masked else "按目录脱敏提供" if line.comes_masked else ""
    return Told(line.item.name, line.value, line.verdict, note)
