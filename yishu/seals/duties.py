"""What waits past its day in this slice: documents that should have been archived, with who archives in that agency (24.2, 34.1)."""

from datetime import datetime
from typing import Final

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.agencies.queries import answerable
from yishu.core.calendar import shanghai_day
from yishu.seals.models import Document
from yishu.shell.duties import Overdue

MOST: Final = 500


def overdue_archiving(now: datetime) -> list[Overdue]:
    """One row for each agency, by the day of its oldest document: licences are late by the hundred."""
    late = Document.objects.filter(bag=None, archive_due__lt=shanghai_day(now))
    rows = late.values_list("agency_id", "agency__name", "agency__code").annotate(n=Count("pk"), due=Min("archive_due"))
    found = list(rows.order_by("due", "agency_id")[:MOST])
    persons = answerable((agency for agency, *_rest in found), Role.HANDLER, Role.SIGNER, duty=DutyKind.PUBLISHING)
    return [
        Overdue(
            what=_("归档文书证照 {n} 件").format(n=n),
            agency=name,
            agency_code=code,
            person="、".join(persons.get(agency, ())) or _("未指定经办人"),
            due=due,
            url=reverse("seals:archive"),
            duty=DutyKind.PUBLISHING,
        )
        for agency, name, code, n, due in found
    ]
