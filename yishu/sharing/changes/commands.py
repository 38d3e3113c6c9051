"""Changing the terms of a grant that is in force: under the same grant, with a hash of their own, from the next call on (26.5)."""

from datetime import datetime

import msgspec
from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.canonical import canonical
from yishu.core.errors import Invalid
from yishu.node import epoch
from yishu.sharing import queries as sharing
from yishu.sharing.changes import narrowing
from yishu.sharing.changes.errors import GrantNotInForce, NothingNarrowed, OnlyTheProviderNarrows
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.changes.narrowing import Narrowing
from yishu.sharing.models import Grant
from yishu.sharing.rules import Terms
from yishu.sharing.wording import check_texts


@transaction.atomic
def narrow(actor: Actor, grant_id: str, to: Narrowing, *, reason: str, now: datetime) -> Grant:
    """The provider takes something back of what it granted. The consumer is told; its next call is held against the new terms.

    Raises GrantNotFound, OnlyTheProviderNarrows, GrantNotInForce, NothingNarrowed, Invalid.
    """
    grant = sharing.get_grant(actor, grant_id, lock=True)
    if grant.provider_id != actor.agency_id or actor.kind != "person":
        raise OnlyTheProviderNarrows
    require(actor, Role.SIGNER, Role.HANDLER)
    if grant.state != Grant.State.ACTIVE or grant.has_expired(now):
        raise GrantNotInForce
    terms, entry = grant.read_terms(), grant.line.entry
    wrong = check_texts({"reason": reason}) + narrowing.check(terms, to, entry, shanghai_day(now))
    if wrong:
        raise Invalid(errors=wrong)
    new = narrowing.narrowed(terms, to, entry)
    if new == terms:
        raise NothingNarrowed
    change_terms(actor, grant, new, EarlierTerms.Cause.NARROWED, reason=reason.strip(), now=now)
    return grant


def change_terms(
    actor: Actor, grant: Grant, new: Terms, cause: EarlierTerms.Cause, *, reason: str, now: datetime
) -> None:
    """In the transaction that locked the grant: what held is kept, what holds is hashed, and every process sees it at its next call."""
    before = grant.hash
    EarlierTerms.objects.create(
        grant=grant,
        n=grant.earlier_terms.count() + 1,
        terms=grant.terms,
        hash=before,
        cause=cause,
        ended_at=now,
        ended_by=actor.ref,
        ended_by_name=actor.name,
        reason=reason,
    )
    grant.terms, grant.hash = canonical(msgspec.to_builtins(new)).decode(), new.hash
    grant.valid_until = new.valid_until
    grant.save(update_fields=["terms", "hash", "valid_until"])
    recording.record(
        actor,
        Action.GRANT_CHANGED,
        resource=grant.resource.code,
        target=str(grant.pk),
        grant=str(grant.pk),
        grant_hash=grant.hash,
        items=list(new.items),
        before=before,
        cause=cause.value,
        why=reason,
    )
    epoch.bump()
