"""What need not be kept any longer: ended sessions, forgotten failures, nonces whose signatures are stale, links that lead nowhere."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from yishu.agencies.identity.models import Brake, Invitation, Session
from yishu.agencies.models import SeenNonce

KEPT = timedelta(days=1)


def forget_what_is_over(now: datetime) -> None:
    idle = now - timedelta(minutes=settings.YISHU_SESSION_IDLE_MINUTES)
    Session.objects.filter(Q(expire_date__lte=now) | Q(seen_at__lte=idle)).delete()
    Brake.objects.filter(last_at__lt=now - KEPT).delete()
    SeenNonce.objects.filter(expires_at__lt=now).delete()
    Invitation.objects.filter(expires_at__lt=now - 30 * KEPT).delete()
