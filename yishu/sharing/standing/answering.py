"""What makes an agreement a grant: a second person of the provider confirms it, the consumer acknowledges its terms. Either may say no (26.3)."""

from datetime import datetime

from django.db import transaction

from yishu.agencies import queries as agencies
from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.sharing.asked import Decision, is_conditional
from yishu.sharing.commands import open_grant, require_usable
from yishu.sharing.models import Application, Grant, Line
from yishu.sharing.rules import Basis
from yishu.sharing.standing import agreement, queries
from yishu.sharing.standing.commands import told_of
from yishu.sharing.standing.errors import (
    BasisFileMissing,
    OnlyTheConsumerAcknowledges,
    OnlyTheProviderConfirms,
    TermsMoved,
)
from yishu.sharing.standing.models import StandingAuthorisation, State
from yishu.sharing.standing.steps import add_step, record, require_state
from yishu.sharing.wording import check_texts


@transaction.atomic
def confirm(actor: Actor, number: str, *, now: datetime) -> StandingAuthorisation:
    """A second person of the provider has compared it with its document; it goes to the consumer. Raises OnlyTheProviderConfirms, OwnSubmission, BasisFileMissing, Invalid."""
    one = queries.get_standing(actor, number, lock=True)
    _require_provider(actor, one)
    require_state(one, State.TO_CONFIRM)
    require_other(actor, one.brought_by)
    if not one.file_sha256:
        raise BasisFileMissing
    require_other(actor, one.file_by)
    require_usable(one.resource)
    today, due = shanghai_day(now), clocks.deadline(clocks.STANDING_ANSWER, now)
    _require_sound(one, now)
    one.review_by = one.review_by or agreement.latest_review(today)
    one.confirmed_by, one.confirmed_by_name, one.confirmed_at = actor.ref, actor.name, now
    one.state, one.due, one.due_provisional = State.TO_ACKNOWLEDGE, due.date, due.provisional
    one.save()
    add_step(actor, one, "confirmed", now=now)
    record(actor, Action.STANDING_CONFIRMED, one, fingerprint=one.fingerprint)
    return one


@transaction.atomic
def send_back(actor: Actor, number: str, *, reason: str, now: datetime) -> StandingAuthorisation:
    """The provider's second person finds it wrong. Raises OnlyTheProviderConfirms, Invalid."""
    one = queries.get_standing(actor, number, lock=True)
    _require_provider(actor, one)
    require_state(one, State.TO_CONFIRM)
    _say_no(actor, one, State.RETURNED, "returned", reason, now)
    record(actor, Action.STANDING_RETURNED, one, why=reason.strip())
    return one


@transaction.atomic
def acknowledge(
    actor: Actor, number: str, *, systems: tuple[str, ...], users: tuple[str, ...], fingerprint: str, now: datetime
) -> Grant:
    """The consumer accepts terms, condition and obligations as it was shown them, and says who will use the data: the grant is in force with the commit.

    `systems` by name and `users` by login, of its own. Raises OnlyTheConsumerAcknowledges, TermsMoved, NotShared, Invalid.
    """
    one = queries.get_standing(actor, number, lock=True)
    _require_consumer(actor, one)
    require_state(one, State.TO_ACKNOWLEDGE)
    if fingerprint != one.fingerprint:
        raise TermsMoved
    require_usable(one.resource)
    if not systems and not users:
        zh, en = (
            "请指定使用数据的应用系统或政务用户。",
            "Name the application systems or the people that will use the data.",
        )
        raise Invalid(errors=[FieldError("systems", "required", zh, en)])
    _require_sound(one, now)
    line = _line(actor, one, systems, users, now)
    grant = open_grant(PLATFORM, line, _decision(one), now=now)
    Line.objects.filter(pk=line.pk).update(decided_by=one.confirmed_by, decided_by_name=one.confirmed_by_name)
    one.line, one.state, one.due = line, State.ACTIVE, None
    one.save(update_fields=["line", "state", "due"])
    add_step(actor, one, "acknowledged", now=now)
    record(actor, Action.STANDING_ACKNOWLEDGED, one, fingerprint=fingerprint, opened=str(grant.pk))
    return grant


@transaction.atomic
def object_to(actor: Actor, number: str, *, reason: str, now: datetime) -> StandingAuthorisation:
    """The consumer does not accept the terms: nothing is granted, its provider amends or drops them. Raises OnlyTheConsumerAcknowledges, Invalid."""
    one = queries.get_standing(actor, number, lock=True)
    _require_consumer(actor, one)
    require_state(one, State.TO_ACKNOWLEDGE)
    _say_no(actor, one, State.OBJECTED, "objected", reason, now)
    record(actor, Action.STANDING_OBJECTED, one, why=reason.strip())
    return one


def _require_provider(actor: Actor, one: StandingAuthorisation) -> None:
    if actor.kind != "person" or actor.agency_id != one.provider_id:
        raise OnlyTheProviderConfirms
    require(actor, Role.SIGNER, Role.HANDLER)


def _require_consumer(actor: Actor, one: StandingAuthorisation) -> None:
    if actor.kind != "person" or actor.agency_id != one.consumer_id:
        raise OnlyTheConsumerAcknowledges
    require(actor, Role.HANDLER, Role.SIGNER)


def _require_sound(one: StandingAuthorisation, now: datetime) -> None:
    """What was right when it was brought in may not be any more: the entry of now decides. Raises Invalid."""
    entry = one.resource.current
    assert entry is not None
    if wrong := agreement.check(told_of(one), entry, shanghai_day(now)):
        raise Invalid(errors=wrong)


def _say_no(actor: Actor, one: StandingAuthorisation, state: State, act: str, reason: str, now: datetime) -> None:
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    one.state, one.due = state, None
    one.save(update_fields=["state", "due"])
    add_step(actor, one, act, words=reason, now=now)


def _line(
    actor: Actor, one: StandingAuthorisation, systems: tuple[str, ...], users: tuple[str, ...], now: datetime
) -> Line:
    """What an application would have come to, so that everything that follows a grant follows this one."""
    made = Application.objects.create(
        number=one.number,
        consumer=one.consumer,
        duty=one.duty,
        basis=f"{one.basis_issuer} {one.basis_number}",
        purpose=one.purpose,
        submitted_by=actor.ref,
        submitted_by_name=actor.name,
        submitted_at=now,
    )
    entry = one.resource.current
    assert entry is not None
    line = Line.objects.create(
        application=made,
        resource=one.resource,
        provider_id=one.provider_id,
        entry=entry,
        items=one.items,
        modes=one.modes,
        rows=one.rows,
        until=one.last_day,
        reason=one.purpose,
        condition=entry.condition if is_conditional(entry, one.items) else "",
    )
    line.systems.set(agencies.get_system(one.consumer_id, name) for name in dict.fromkeys(systems))
    line.users.set(agencies.get_person(one.consumer_id, login) for login in dict.fromkeys(users))
    return line


def _decision(one: StandingAuthorisation) -> Decision:
    basis = Basis(
        number=one.basis_number,
        issued_by=one.basis_issuer,
        issued_on=one.basis_date,
        since=one.since,
        file=one.file_sha256,
        obligations=one.obligations,
    )
    return Decision(
        True,
        tuple(one.items),
        tuple(one.modes),
        until=one.last_day,
        rows=one.row_rule,
        limits=one.limit_rule,
        networks=tuple(one.networks),
        masks=one.masks,
        standing=basis,
    )
