"""The session engine (`SESSION_ENGINE`): sessions that name their person, device and source, end when idle, and end for good after a day's work.

The row that Django reads for every request anyway says all of it: nothing is asked more than before.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

SEEN_EVERY: Final = timedelta(minutes=1)
"""A session that is in use is written no more often than this."""


def kept_key(session_key: str) -> str:
    """What stands in the table for the key in the cookie."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Any]:
        from yishu.agencies.identity.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        awake = now - timedelta(minutes=settings.YISHU_SESSION_IDLE_MINUTES)
        found = self.model.objects.filter(
            session_key=kept_key(self.session_key or ""), expire_date__gt=now, seen_at__gt=awake
        ).first()
        if found is None:
            self._session_key = None
        elif now - found.seen_at >= SEEN_EVERY:
            self.model.objects.filter(pk=found.pk).update(seen_at=now)
        return found

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=kept_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        if wanted := session_key or self.session_key:
            self.model.objects.filter(session_key=kept_key(wanted)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        now = timezone.now()
        opened = datetime.fromtimestamp(data.setdefault("opened", now.timestamp()), UTC)
        return self.model(
            session_key=kept_key(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=opened + timedelta(seconds=settings.SESSION_COOKIE_AGE),
            person_id=int(data[SESSION_KEY]) if SESSION_KEY in data else None,
            opened_at=opened,
            seen_at=now,
            source=data.get("source", ""),
            device=data.get("device", ""),
            factor=data.get("factor", ""),
        )
