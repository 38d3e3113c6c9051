"""Bringing an agreement in, amending it, its document, dropping it: by the provider, or by the coordinator for it (26.3, 38.1)."""

import hashlib
from datetime import datetime

import msgspec
from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit.record import Action
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Entry, Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.sharing.attachments.commands import named, require_sound
from yishu.sharing.attachments.models import Attachment
from yishu.sharing.bounds import settled_limits, settled_networks
from yishu.sharing.commands import require_usable
from yishu.sharing.errors import OwnResource
from yishu.sharing.numbers import next_number
from yishu.sharing.rows import row_items, settled
from yishu.sharing.rules import Limits
from yishu.sharing.standing import agreement, queries, store
from yishu.sharing.standing.agreement import Agreement
from yishu.sharing.standing.errors import AlreadyBroughtIn, NotYoursToBringIn
from yishu.sharing.standing.finding import Directory
from yishu.sharing.standing.models import OPEN, StandingAuthorisation, State
from yishu.sharing.standing.steps import add_step, record, require_state
from yishu.sharing.wording import check_texts


@transaction.atomic
def bring_in(
    actor: Actor, given: Agreement, *, directory: Directory | None = None, now: datetime
) -> StandingAuthorisation:
    """An agreement of before goes to a second person of its provider. Raises NotYoursToBringIn, OwnResource, NotShared, AlreadyBroughtIn, Invalid."""
    resource = catalogue.get_resource(given.resource, viewer=actor)
    require_bringer(actor, resource.provider)
    require_usable(resource)
    consumer, entry = _checked(given, resource, directory or Directory(), now)
    # Two who bring the same in at once come one after the other.
    Resource.objects.select_for_update(of=("self",), no_key=True).get(pk=resource.pk)
    _require_new(resource, consumer, given.basis_number)
    one = StandingAuthorisation(
        number=next_number("CL", shanghai_day(now)), provider=resource.provider, consumer=consumer, resource=resource
    )
    _submit(actor, one, given, entry, now)
    add_step(actor, one, "brought_in", now=now)
    record(actor, Action.STANDING_BROUGHT_IN, one, basis=one.basis_number)
    return one


@transaction.atomic
def amend(actor: Actor, number: str, given: Agreement, *, now: datetime) -> StandingAuthorisation:
    """Put right what nothing was granted by yet; it is confirmed anew. Consumer and resource stay. Raises StandingWrongMoment, AlreadyBroughtIn, Invalid."""
    one = queries.get_standing(actor, number, lock=True)
    require_bringer(actor, one.provider)
    require_state(one, *OPEN)
    require_usable(one.resource)
    consumer, entry = _checked(given, one.resource, Directory(), now)
    if consumer.pk != one.consumer_id or catalogue.get_resource(given.resource, viewer=actor).pk != one.resource_id:
        zh, en = "使用单位和资源不能改，请撤销后重新登记。", "These stay as they are; drop it and bring it in anew."
        raise Invalid(errors=[FieldError("consumer", "fixed", zh, en)])
    Resource.objects.select_for_update(of=("self",), no_key=True).get(pk=one.resource_id)
    if given.basis_number.strip() != one.basis_number:
        _require_new(one.resource, consumer, given.basis_number)
    _submit(actor, one, given, entry, now)
    add_step(actor, one, "amended", now=now)
    record(actor, Action.STANDING_AMENDED, one, basis=one.basis_number)
    return one


@transaction.atomic
def document(
    actor: Actor, number: str, *, name: str, content: bytes, for_all: bool = False, now: datetime
) -> StandingAuthorisation:
    """Attach the basis document, or another in its place, until it was confirmed; `for_all`: to all that wait on the same number and have none. Raises Invalid, StandingWrongMoment."""
    one = queries.get_standing(actor, number, lock=True)
    require_bringer(actor, one.provider)
    require_state(one, State.TO_CONFIRM, State.RETURNED, State.OBJECTED)
    kind = require_sound(Attachment.Kind.BASIS, name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    for each in [one, *(_without_file(one) if for_all else [])]:
        each.file_name, each.file_type = named(name, kind), kind.media_type
        each.file_size, each.file_sha256, each.file_by = len(content), sha256, actor.ref
        store.put(each.number, sha256, content)
        each.save(update_fields=["file_name", "file_type", "file_size", "file_sha256", "file_by"])
        add_step(actor, each, "documented", words=each.file_name, now=now)
        record(actor, Action.STANDING_DOCUMENTED, each, sha256=sha256)
    return one


@transaction.atomic
def drop(actor: Actor, number: str, *, reason: str, now: datetime) -> StandingAuthorisation:
    """It is not to be granted after all. Raises StandingWrongMoment, Invalid."""
    one = queries.get_standing(actor, number, lock=True)
    require_bringer(actor, one.provider)
    require_state(one, *OPEN)
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    one.state, one.due = State.DROPPED, None
    one.save(update_fields=["state", "due"])
    add_step(actor, one, "dropped", words=reason, now=now)
    record(actor, Action.STANDING_DROPPED, one, why=reason.strip())
    return one


def require_bringer(actor: Actor, provider: Agency | None) -> None:
    """A handler or signer of the provider, or the coordinator."""
    if actor.kind == "person" and provider is not None:
        if catalogue.is_coordinator(actor):
            return
        if actor.agency_id == provider.pk:
            require(actor, Role.HANDLER, Role.SIGNER)
            return
    raise NotYoursToBringIn


def told_of(one: StandingAuthorisation) -> Agreement:
    """What was told of it, to be amended or checked again."""
    return Agreement(
        consumer=one.consumer.code,
        resource=one.resource.code,
        items=tuple(one.items),
        modes=tuple(one.modes),
        duty=one.duty,
        purpose=one.purpose,
        obligations=one.obligations,
        rows=one.row_rule,
        limits=one.limit_rule,
        networks=tuple(one.networks),
        masks=one.masks,
        since=one.since,
        until=one.until,
        review_by=one.review_by,
        basis_number=one.basis_number,
        basis_issuer=one.basis_issuer,
        basis_date=one.basis_date,
    )


def _checked(given: Agreement, resource: Resource, directory: Directory, now: datetime) -> tuple[Agency, Entry]:
    """All errors at once. Raises Invalid, OwnResource."""
    entry, consumer = resource.current, directory.find(given.consumer)
    assert entry is not None
    wrong = agreement.check(given, entry, shanghai_day(now))
    if isinstance(consumer, FieldError):
        raise Invalid(errors=[consumer, *wrong])
    if wrong:
        raise Invalid(errors=wrong)
    if consumer.pk == resource.provider_id:
        raise OwnResource
    return consumer, entry


def _require_new(resource: Resource, consumer: Agency, basis_number: str) -> None:
    held = StandingAuthorisation.objects.filter(
        resource=resource, consumer=consumer, basis_number=basis_number.strip(), state__in=[*OPEN, State.ACTIVE]
    ).first()
    if held is not None:
        raise AlreadyBroughtIn(number=held.number)


def _submit(actor: Actor, one: StandingAuthorisation, given: Agreement, entry: Entry, now: datetime) -> None:
    """In one form, and to its provider's second person."""
    one.entry, one.items, one.modes = entry, list(dict.fromkeys(given.items)), list(dict.fromkeys(given.modes))
    one.duty, one.purpose, one.obligations = given.duty.strip(), given.purpose.strip(), given.obligations.strip()
    one.rows = msgspec.to_builtins(settled(given.rows, row_items(entry))) if given.rows else None
    one.limits = msgspec.to_builtins(settled_limits(given.limits) or Limits())
    one.networks, one.masks = list(settled_networks(given.networks)), dict(sorted(given.masks.items()))
    one.since, one.until, one.review_by = given.since, given.until, given.review_by  # type: ignore[assignment]
    one.basis_number, one.basis_issuer = given.basis_number.strip(), given.basis_issuer.strip()
    one.basis_date = given.basis_date  # type: ignore[assignment]
    one.brought_by, one.brought_by_name, one.brought_at = actor.ref, actor.name, now
    due = clocks.deadline(clocks.STANDING_ANSWER, now)
    one.state, one.due, one.due_provisional = State.TO_CONFIRM, due.date, due.provisional
    one.save()


def _without_file(one: StandingAuthorisation) -> list[StandingAuthorisation]:
    waiting = StandingAuthorisation.objects.filter(
        provider=one.provider_id,
        basis_number=one.basis_number,
        file_sha256="",
        state__in=[State.TO_CONFIRM, State.RETURNED],
    )
    return list(waiting.exclude(pk=one.pk).select_for_update().order_by("pk"))
