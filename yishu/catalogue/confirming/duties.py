"""Entries whose year is over, each with who answers for it in its agency (10.2, 34.1)."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.queries import answerable
from yishu.catalogue.confirming import queries
from yishu.catalogue.confirming.commands import CONFIRMERS
from yishu.shell.duties import Overdue

MOST: Final = 500


def overdue_confirmations(now: datetime) -> list[Overdue]:
    late = list(queries.listed("overdue", now).filter(provider__is_active=True)[:MOST])
    persons = answerable((row.provider_id for row in late if row.provider_id), *CONFIRMERS, duty=DutyKind.CATALOGUE)
    return [
        Overdue(
            what=_("年度确认目录条目：{name}").format(name=row.current.name if row.current else row.code),
            agency=row.provider_name,
            agency_code=row.provider.code if row.provider else "",
            person="、".join(persons.get(row.provider_id or 0, ())) or _("未指定审核员"),
            due=row.due,  # type: ignore[attr-defined]  # annotated by listed()
            url=reverse("catalogue:confirming") + "?state=overdue",
            duty=DutyKind.CATALOGUE,
        )
        for row in late
    ]
