"""Plans of digitisation past their day, each with who answers for it (19.1, 34.1)."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.agencies.queries import answerable
from yishu.catalogue.digitising import queries
from yishu.core.calendar import shanghai_day
from yishu.shell.duties import Overdue

MOST: Final = 500


def overdue_digitisation(now: datetime) -> list[Overdue]:
    late = [one for one in queries.list_undigitised(shanghai_day(now), late=True)[:MOST] if one.current]
    owners = (one.provider_id for one in late if one.provider_id)
    persons = answerable(owners, Role.DATA_OFFICER, Role.CATALOGUER, duty=DutyKind.PUBLISHING)
    return [
        Overdue(
            what=_("数字化：{name}").format(name=one.current.name if one.current else one.code),
            agency=one.provider_name,
            agency_code=one.provider.code if one.provider else "",
            person="、".join(persons.get(one.provider_id or 0, ())) or _("未指定数据专员"),
            due=one.current.digitisation_due if one.current else None,
            url=reverse("catalogue:digitisation") + "?show=late",
            duty=DutyKind.PUBLISHING,
        )
        for one in late
    ]
