"""Standing authorisations that wait past their day, each with the person who should have acted (34.1)."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.models import Role
from yishu.agencies.queries import answerable
from yishu.sharing.standing import queries
from yishu.sharing.standing.models import StandingAuthorisation, State
from yishu.shell.duties import Overdue

MOST: Final = 500


def list_overdue(now: datetime) -> list[Overdue]:
    """What its provider has not confirmed, or its consumer has not answered."""
    found = StandingAuthorisation.objects.select_related("provider", "consumer", "entry")
    late = list(queries.only_late(found, now)[:MOST])
    sides = {one.pk: one.provider if one.state == State.TO_CONFIRM else one.consumer for one in late}
    persons = answerable((agency.pk for agency in sides.values()), Role.SIGNER, Role.HANDLER)
    return [
        Overdue(
            what=_words(one),
            agency=sides[one.pk].name,
            agency_code=sides[one.pk].code,
            person="、".join(persons.get(sides[one.pk].pk, ())) or _("未指定审签人"),
            due=one.due,
            url=reverse("standing:standing", args=[one.number]),
        )
        for one in late
    ]


def _words(one: StandingAuthorisation) -> str:
    what = (
        _("复核存量授权：{name}（{number}）")
        if one.state == State.TO_CONFIRM
        else _("确认存量授权：{name}（{number}）")
    )
    return what.format(name=one.entry.name, number=one.number)
