"""Reminders of the yearly confirmation: one a month for each agency, with how many entries (10.2)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.confirming import queries
from yishu.catalogue.confirming.commands import CONFIRMERS
from yishu.core.calendar import shanghai_day
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, not_told, tell

DUE: Final = Kind(
    "entry.confirmation_due", _("目录条目待年度确认"), _("有 {n} 个目录条目须在 30 天内完成年度确认，最早的为 {due}。")
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(DUE)


def remind(now: datetime) -> int:
    """Tell each agency once a month: how many agencies were told."""
    rows = queries.listed("due_soon", now).filter(provider__is_active=True).order_by().values("provider")
    month = f"{shanghai_day(now):%Y-%m}"
    due = {f"{row['provider']}:{month}": row for row in rows.annotate(n=Count("pk"), first=Min("due"))}
    fresh = not_told(DUE, due)
    for once in fresh:
        row = due[once]
        _tell(row["provider"], once, row["n"], row["first"])
    return len(fresh)


@transaction.atomic
def _tell(agency: int, once: str, n: int, first: object) -> None:
    path = reverse("catalogue:confirming") + "?state=due_soon"
    tell(DUE, To(agency, CONFIRMERS), said={"n": n, "due": first}, path=path, once=once)
