"""This node states what was granted, changed, ended or refused, in the transaction of the act: heard from its record."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.core.actor import PLATFORM, Actor
from yishu.core.canonical import digest
from yishu.node.errors import KeyUnusable
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.models import Grant, Line
from yishu.sharing.proof import statements
from yishu.sharing.proof.errors import GrantNotSigned
from yishu.sharing.proof.models import Statement
from yishu.sharing.proof.statements import CONSUMER, PROVIDER, Said, Says, Side

log = logging.getLogger(__name__)
AT_ONCE: Final = 500
_elsewhere: list[Callable[[int], bool]] = []
_STALE = """
select g.id from sharing_grant g left join lateral (
    select says, hash from sharing_proof_statement s where s.line_id = g.line_id and s.node = %s order by n desc limit 1
) last on true
where last.says is null or (last.says <> 'withdrawn' and (g.state = 'withdrawn' or last.hash <> g.hash))
order by g.opened_at limit %s
"""


def register() -> None:
    """In `AppConfig.ready()`."""
    recording.listen(Action.GRANT_OPENED, _opened)
    recording.listen(Action.APPLICATION_DECIDED, _refused)
    recording.listen(Action.GRANT_CHANGED, _changed)
    for action in (Action.GRANT_WITHDRAWN, Action.GRANT_REPLACED):
        recording.listen(action, _moved)


def speaks_elsewhere(is_remote: Callable[[int], bool]) -> None:
    """An upper slice tells of agencies (by id) whose own node speaks for them."""
    if is_remote not in _elsewhere:
        _elsewhere.append(is_remote)


def _opened(_actor: Actor, made: Record) -> None:
    """Active means signed: where that cannot be, nothing opens."""
    try:
        _bring_up_to_date(_grants().get(pk=made.target))
    except (ValueError, KeyUnusable):
        log.exception("the grant %s cannot be signed", made.target)
        raise GrantNotSigned from None


def _changed(actor: Actor, made: Record) -> None:
    """What carries out an opinion opens more; every other change takes something back."""
    heard = _opened if made.detail.get("cause") == EarlierTerms.Cause.COORDINATED else _moved
    heard(actor, made)


def _moved(_actor: Actor, made: Record) -> None:
    """What takes something back holds whether or not it can be signed now: `state_missing` comes again."""
    try:
        _bring_up_to_date(_grants().get(pk=made.target))
    except (ValueError, KeyUnusable):
        log.exception("what became of the grant %s cannot be signed", made.target)


def _refused(_actor: Actor, made: Record) -> None:
    if made.outcome != Outcome.DENIED:
        return
    lines = Line.objects.select_related("application__consumer", "resource__provider")
    line = lines.get(application__number=made.target, resource__code=made.resource)
    try:
        _state(line, "refused", at=line.decided_at or timezone.now(), why=line.decision_reason)
    except (ValueError, KeyUnusable):
        log.exception("the refusal of %s cannot be signed", made.target)


def state_missing(now: datetime) -> int:  # noqa: ARG001 - a chore
    """Of grants from before they were signed, and of what could not be signed when it happened; how many. Safe to do again at any time."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [settings.YISHU_NODE_CODE, AT_ONCE])
        stale = [pk for (pk,) in cursor.fetchall()]
    count = sum(_catch_up(pk) for pk in stale)
    if count:
        recording.record(PLATFORM, Action.GRANTS_STATED, count=count)
    return count


def _catch_up(grant_id: UUID) -> bool:
    """False where it cannot be signed, which stops no other."""
    try:
        with transaction.atomic():
            _bring_up_to_date(_grants().select_for_update(of=("self",)).get(pk=grant_id))
    except (ValueError, KeyUnusable):
        log.exception("the grant %s cannot be signed", grant_id)
        return False
    return True


def _grants() -> QuerySet[Grant]:
    return Grant.objects.select_related(
        "line__application__consumer", "line__resource__provider", "line__resource"
    ).prefetch_related("earlier_terms")


def _bring_up_to_date(grant: Grant) -> None:
    """Every version of the terms, and that it ended, each once and in order. Raises ValueError where the terms are not those of their hash: what was altered is not signed."""
    said = {(one.says, one.hash) for one in _own(grant.line)}
    versions = [(one.terms, one.hash, one.ended_at) for one in grant.earlier_terms.all()]  # type: ignore[attr-defined]
    begins = [grant.opened_at, *(ended for _terms, _hash, ended in versions)]
    texts = [*((terms, hash_) for terms, hash_, _ended in versions), (grant.terms, grant.hash)]
    for n, ((terms, hash_), at) in enumerate(zip(texts, begins, strict=True)):
        says: Says = "changed" if n else "granted"
        if (says, hash_) not in said:
            if digest(json.loads(terms)) != hash_:
                raise ValueError("the terms are not those of their hash")
            _state(grant.line, says, grant=grant, hash_=hash_, terms=terms, at=at)
    if grant.state == Grant.State.WITHDRAWN and ("withdrawn", grant.hash) not in said:
        assert grant.withdrawn_at is not None
        _state(
            grant.line,
            "withdrawn",
            grant=grant,
            hash_=grant.hash,
            at=grant.withdrawn_at,
            why=grant.withdrawal_reason,
        )


def _state(
    line: Line,
    says: Says,
    *,
    at: datetime,
    grant: Grant | None = None,
    hash_: str = "",
    terms: str = "",
    why: str = "",
) -> None:
    before = _own(line)
    provider, consumer = line.resource.provider, line.application.consumer
    assert provider is not None
    said = Said(
        says=says,
        node=settings.YISHU_NODE_CODE,
        sides=_sides(consumer.pk),
        provider=provider.code,
        consumer=consumer.code,
        resource=line.resource.code,
        application=line.application.number,
        at=at.astimezone(UTC).isoformat(),
        grant=str(grant.pk) if grant else "",
        hash=hash_,
        terms=json.loads(terms) if terms else None,
        why=why,
        previous=statements.link_of(before[-1].jws) if before else "",
    )
    signed = statements.sign(said)
    Statement.objects.create(
        line=line, node=said.node, n=len(before) + 1, says=says, hash=hash_, jws=signed.jws, key=signed.key, at=at
    )


def _own(line: Line) -> list[Statement]:
    """What this node said of the line so far: whoever adds to it holds the line, or the grant, locked."""
    return list(Statement.objects.filter(line=line, node=settings.YISHU_NODE_CODE).order_by("n"))


def _sides(consumer_id: int) -> tuple[Side, ...]:
    """For whom this node speaks: for both sides where both are agencies of its own."""
    return (PROVIDER,) if any(ask(consumer_id) for ask in _elsewhere) else (PROVIDER, CONSUMER)
