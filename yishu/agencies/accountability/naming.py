"""Whom an agency has named for a kind of duty, and who acts in their place while they are away."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind, Responsibility
from yishu.agencies.models import Delegation, Person, Role
from yishu.core.calendar import shanghai_day

CONCERNED: Final[dict[str, tuple[Role, ...]]] = {
    DutyKind.CATALOGUE: (Role.REVIEWER, Role.SECRECY_REVIEWER),
    DutyKind.REVIEW: (Role.SIGNER,),
    DutyKind.PUBLISHING: (Role.SIGNER,),
    DutyKind.RISK: (Role.RISK_OFFICER,),
    DutyKind.COORDINATION: (Role.COORDINATOR, Role.INSPECTOR),
}
"""Roles that carry out a kind of duty and can be lent; of several lent to different people the first counts. Demands are answered by roles that nobody lends."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for a duty; `stand_in` acts in their place today."""

    person: Person
    stand_in: Person | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        """Both: being away takes no responsibility from anybody."""
        return (self.person, self.stand_in) if self.stand_in else (self.person,)

    @property
    def words(self) -> str:
        """By name, in the reader's language: 张三，由李四代行."""
        if self.stand_in is None:
            return self.person.name
        return _("{person}，由{stand_in}代行").format(person=self.person.name, stand_in=self.stand_in.name)


def who_answers(agency_ids: Iterable[int], duty: str) -> dict[int, Answering]:
    """By agency; where the person has left, the deputy. Agencies that have named nobody who is still there are not in it.

    Somebody whose roles are lent today is away: who borrowed one that this duty needs acts for them, else the registered deputy who is not away too.
    """
    rows = Responsibility.objects.filter(agency_id__in=set(agency_ids), kind=duty).select_related("person", "deputy")
    found = [(each, person) for each in rows if (person := each.answers)]
    lent = _lent_today({one.pk for each in rows for one in (each.person, each.deputy) if one})
    return {each.agency_id: Answering(person, _stand_in(each, person, lent)) for each, person in found}


def _stand_in(named: Responsibility, person: Person, lent: dict[int, dict[str, Person]]) -> Person | None:
    if person.pk not in lent:
        return None
    for role in CONCERNED.get(named.kind, ()):
        if borrower := lent[person.pk].get(role):
            return borrower
    other = named.deputy
    return other if other and other != person and other.is_active and other.pk not in lent else None


def _lent_today(people: Collection[int]) -> dict[int, dict[str, Person]]:
    """Who borrowed which role, by whom it was lent. A role that its holder has lost is lent no more."""
    today = shanghai_day(timezone.now())
    running = Delegation.objects.filter(
        person_id__in=people, ended_at=None, first_day__lte=today, last_day__gte=today,
        deputy__is_active=True, deputy__agency_id=F("person__agency_id"),
    )  # fmt: skip
    lent: dict[int, dict[str, Person]] = {}
    for each in running.select_related("deputy").prefetch_related("person__appointments"):
        held = {appointment.role for appointment in each.person.appointments.all()}
        for role in held.intersection(each.roles):
            lent.setdefault(each.person_id, {})[role] = each.deputy
    return lent
