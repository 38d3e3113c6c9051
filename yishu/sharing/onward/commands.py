"""Asking to publish what was obtained by sharing, answering, acknowledging a disclosure (20.2). Silence is never consent."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.sharing.errors import NotTheGrantHolder, NotTheProviderOfGrant, OnwardUseWrongMoment
from yishu.sharing.models import Grant, OnwardUse
from yishu.sharing.numbers import next_number
from yishu.sharing.onward import queries
from yishu.sharing.queries import get_grant
from yishu.sharing.wording import check_law, check_line, check_texts, in_both_languages

Route, State = OnwardUse.Route, OnwardUse.State


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to go to the public: which items, in which form, where, what for. `basis` only where disclosure law applies."""

    items: tuple[str, ...]
    form: str
    place: str
    purpose: str
    basis: str = ""


@transaction.atomic
def request_consent(actor: Actor, grant_id: str, publication: Publication, *, now: datetime) -> OnwardUse:
    """Ask the provider's consent; nothing may be published before it is given."""
    grant = _of_holder(actor, grant_id)
    _require_sound(grant, publication, [])
    return _put(actor, grant, Route.CONSENT, State.WAITING, publication, now)


@transaction.atomic
def tell_disclosure(actor: Actor, grant_id: str, publication: Publication, *, now: datetime) -> OnwardUse:
    """What falls under government information disclosure needs no consent: its basis goes on record, the provider is told and must acknowledge."""
    grant = _of_holder(actor, grant_id)
    _require_sound(grant, publication, check_law("basis", publication.basis, "第二十条", "Art. 20"))
    return _put(actor, grant, Route.DISCLOSURE, State.TOLD, publication, now)


@transaction.atomic
def consent(actor: Actor, number: str, *, conditions: str, now: datetime) -> OnwardUse:
    """The provider consents, on conditions or without."""
    use = _for_provider(actor, number, State.WAITING)
    if wrong := check_texts({}, {"conditions": conditions}):
        raise Invalid(errors=wrong)
    use.state, use.conditions = State.CONSENTED, conditions.strip()
    return _answered(actor, use, Action.ONWARD_ANSWERED, Outcome.ALLOWED, use.conditions, now)


@transaction.atomic
def refuse(actor: Actor, number: str, *, reason: str, now: datetime) -> OnwardUse:
    """The provider does not consent, and says why."""
    use = _for_provider(actor, number, State.WAITING)
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    use.state, use.reason = State.REFUSED, reason.strip()
    return _answered(actor, use, Action.ONWARD_ANSWERED, Outcome.DENIED, use.reason, now)


@transaction.atomic
def acknowledge(actor: Actor, number: str, *, now: datetime) -> OnwardUse:
    """The provider has taken notice of a disclosure."""
    use = _for_provider(actor, number, State.TOLD)
    use.state = State.ACKNOWLEDGED
    return _answered(actor, use, Action.ONWARD_ACKNOWLEDGED, Outcome.ALLOWED, "", now)


def _of_holder(actor: Actor, grant_id: str) -> Grant:
    grant = get_grant(actor, grant_id)
    if grant.consumer_id != actor.agency_id or actor.kind != "person":
        raise NotTheGrantHolder
    require(actor, Role.HANDLER, Role.SIGNER)
    return grant


def _require_sound(grant: Grant, publication: Publication, wrong: list[FieldError]) -> None:
    words = {"form": publication.form, "place": publication.place, "purpose": publication.purpose}
    found = check_texts(words, {"basis": publication.basis})
    found += [*check_line("form", publication.form, 200), *check_line("place", publication.place, 200), *wrong]
    granted = grant.read_terms().items
    if not publication.items or not set(publication.items) <= set(granted):
        zh, en = "请在授权的信息项中至少选择一项：{granted}。", "Choose at least one granted item: {granted}."
        found.append(FieldError("items", "one_of", zh, en, granted=", ".join(granted)))
    if found:
        raise Invalid(errors=found)


def _put(
    actor: Actor,
    grant: Grant,
    route: OnwardUse.Route,
    state: OnwardUse.State,
    publication: Publication,
    now: datetime,
) -> OnwardUse:
    due = clocks.deadline(clocks.ONWARD_ANSWER, now)
    use = OnwardUse.objects.create(
        number=next_number("DW", shanghai_day(now)),
        grant=grant,
        route=route,
        state=state,
        items=list(dict.fromkeys(publication.items)),
        form=publication.form.strip(),
        place=publication.place.strip(),
        purpose=publication.purpose.strip(),
        basis=publication.basis.strip() if route == Route.DISCLOSURE else "",
        due=due.date,
        due_provisional=due.provisional,
        requested_by=actor.ref,
        requested_by_name=actor.name,
        requested_at=now,
    )
    action = Action.ONWARD_REQUESTED if route == Route.CONSENT else Action.ONWARD_DISCLOSED
    _record(actor, action, use, Outcome.ALLOWED, use.basis)
    return use


def _for_provider(actor: Actor, number: str, state: OnwardUse.State) -> OnwardUse:
    use = queries.get_onward_use(actor, number, lock=True)
    if use.grant.provider_id != actor.agency_id or actor.kind != "person":
        raise NotTheProviderOfGrant
    require(actor, Role.SIGNER, Role.HANDLER)
    require_other(actor, use.requested_by)
    if use.state != state:
        zh, en = in_both_languages(State(use.state).label)
        raise OnwardUseWrongMoment(state=zh, state_en=en)
    return use


def _answered(actor: Actor, use: OnwardUse, action: Action, outcome: Outcome, why: str, now: datetime) -> OnwardUse:
    use.answered_by, use.answered_by_name, use.answered_at = actor.ref, actor.name, now
    use.save()
    _record(actor, action, use, outcome, why)
    return use


def _record(actor: Actor, action: Action, use: OnwardUse, outcome: Outcome, why: str) -> None:
    recording.record(
        actor,
        action,
        resource=use.grant.resource.code,
        target=use.number,
        outcome=outcome,
        grant=str(use.grant_id),
        grant_hash=use.grant.hash,
        items=use.items,
        why=why,
    )
