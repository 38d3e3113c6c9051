"""Lending one's roles while one is away, and taking them back."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from yishu.agencies import commands as agencies
from yishu.agencies.delegation import queries, rules
from yishu.agencies.delegation.errors import DelegationOver
from yishu.agencies.models import ADMINISTRATORS, Delegation, Person, Role
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import epoch


@transaction.atomic
def delegate(
    actor: Actor,
    person: Person,
    deputy: Person,
    *,
    roles: Collection[Role],
    first_day: date,
    last_day: date,
    reason: str,
    now: datetime,
) -> Delegation:
    """`deputy` stands in for these roles of `person` from the first day to the last. By the person, or by who appoints to these roles.

    The deputy may pass neither what they submitted themselves nor what the person submitted. Raises Invalid, RoleMissing.
    """
    if actor.ref != f"person:{person.pk}":
        agencies.require_administration(actor, person.agency)
        agencies.require_power_to_give(actor, person.agency, frozenset(roles))
    list(Person.objects.select_for_update().filter(pk__in=[person.pk, deputy.pk]).order_by("pk"))
    _require_fit(person, deputy)
    wrong = rules.check_roles(roles, queries.roles_of(person), queries.roles_of(deputy))
    wrong += rules.check_days(first_day, last_day, shanghai_day(now)) + rules.check_reason(reason)
    if wrong or (wrong := _lent_already(person, roles, first_day, last_day)):
        raise Invalid(errors=wrong)
    made = Delegation.objects.create(
        person=person,
        deputy=deputy,
        roles=sorted(roles),
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip(),
        made_at=now,
        made_by=actor.ref,
    )
    recording.record(
        actor,
        Action.DELEGATION_MADE,
        target=f"person:{person.pk}",
        deputy=f"person:{deputy.pk}",
        roles=sorted(roles),
        first_day=str(first_day),
        last_day=str(last_day),
        why=reason.strip(),
    )
    epoch.bump()
    return made


@transaction.atomic
def end(actor: Actor, number: int, *, now: datetime) -> Delegation:
    """From the next call on: by either of the two, or their administrator. Raises DelegationNotFound, DelegationOver."""
    found = queries.get_delegation(actor, number)
    if found.ended_at is not None or found.last_day < shanghai_day(now):
        raise DelegationOver
    found.ended_at, found.ended_by = now, actor.ref
    found.save(update_fields=["ended_at", "ended_by"])
    recording.record(
        actor, Action.DELEGATION_ENDED, target=f"person:{found.person_id}", deputy=f"person:{found.deputy_id}"
    )
    epoch.bump()
    return found


def _require_fit(person: Person, deputy: Person) -> None:
    if deputy.pk == person.pk or deputy.agency_id != person.agency_id or not deputy.is_active:
        zh, en = "代理人须是本单位另一位在岗人员。", "Somebody else of the same agency, who is here."
        raise Invalid(errors=[FieldError("deputy", "same_agency", zh, en)])
    if queries.roles_of(deputy) & ADMINISTRATORS:
        zh, en = "平台的系统、安全、审计管理员不得兼任其他职责。", "An administrator of the node holds no other role."
        raise Invalid(errors=[FieldError("deputy", "apart", zh, en)])


def _lent_already(person: Person, roles: Collection[Role], first: date, last: date) -> list[FieldError]:
    """A role has one deputy a day: who decides in whose place must be plain."""
    known = Delegation.objects.filter(
        person=person, ended_at=None, roles__overlap=list(roles), first_day__lte=last, last_day__gte=first
    ).select_related("deputy")
    return [
        FieldError(
            "roles",
            "one_deputy",
            "其中有职责在 {first} 至 {last} 已由{deputy}代理，请先结束那项代理。",
            "{deputy} stands in for one of these from {first} to {last}: end that first.",
            first=one.first_day,
            last=one.last_day,
            deputy=one.deputy.name,
        )
        for one in known[:1]
    ]
