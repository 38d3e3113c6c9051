"""What a search within a look repeats of that look: whose records they are, by what, and until when (30.1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from yishu.agencies.middleware import actor_of
from yishu.portal.filtering import LOOK_WINDOW, record_of_look

SHOWN = "subject_looks"
"""In the session, masked numbers by looks, as the page of the look keeps them."""


@dataclass(frozen=True, slots=True)
class Looked:
    """`shown`: the masked number, empty where this session no longer knows it."""

    shown: str
    basis: str
    reason: str
    until: datetime


def looked_of(request: HttpRequest, look: UUID, now: datetime) -> Looked:
    """Raises LookOver."""
    record = record_of_look(actor_of(request), look, now)
    shown = request.session.get(SHOWN, {}).get(str(look), "")
    detail = record.detail
    return Looked(shown, str(detail.get("basis", "")), str(detail.get("why", "")), record.at + LOOK_WINDOW)
