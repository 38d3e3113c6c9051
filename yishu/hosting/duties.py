"""What waits past its day in this slice: mounts kept beyond the day by which the data was to be hosted (7.2, 34.1)."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.agencies.queries import answerable
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.calendar import shanghai_day
from yishu.hosting.models import Mount
from yishu.shell.duties import Overdue

MOST: Final = 500


def overdue_mounts(now: datetime) -> list[Overdue]:
    """The provider's data officers host the data, or mount it anew with a reason."""
    late = Mount.objects.filter(ended_at=None, until__lt=shanghai_day(now), resource__state=ResourceState.PUBLISHED)
    late = late.exclude(resource__provider=None).select_related("resource__current", "resource__provider")
    found = list(late.order_by("until", "pk")[:MOST])
    persons = answerable((one.resource.provider_id or 0 for one in found), Role.DATA_OFFICER, duty=DutyKind.PUBLISHING)
    return [_overdue(one, "、".join(persons.get(one.resource.provider_id or 0, ()))) for one in found]


def _overdue(one: Mount, person: str) -> Overdue:
    resource, provider = one.resource, one.resource.provider
    assert provider is not None
    return Overdue(
        what=_("接口挂接到期，应托管数据：{name}").format(
            name=resource.current.name if resource.current else resource.code
        ),
        agency=provider.name,
        agency_code=provider.code,
        person=person or _("未指定数据专员"),
        due=one.until,
        url=reverse("catalogue:entry", args=[resource.path_code]),
        duty=DutyKind.PUBLISHING,
    )
