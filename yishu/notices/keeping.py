"""How long notices are kept. What happened is in the evidence and on the things themselves; a notice only points there."""

from datetime import datetime, timedelta
from typing import Final

from yishu.notices.models import Delivery, Message

KEPT: Final = timedelta(days=400)
SENT_KEPT: Final = timedelta(days=90)
_MOST: Final = 10_000
"""At a time: the next round takes the rest."""


def forget_old(now: datetime) -> int:
    """Remove messages with their notices after 400 days, the traces of what was sent after 90: how many messages."""
    ended = Delivery.objects.filter(
        state__in=[Delivery.State.SENT, Delivery.State.DROPPED], ended_at__lt=now - SENT_KEPT
    )
    Delivery.objects.filter(pk__in=ended.values("pk")[:_MOST]).delete()
    old = Message.objects.filter(at__lt=now - KEPT).order_by("at").values("pk")[:_MOST]
    return Message.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
