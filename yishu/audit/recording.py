"""Commands leave their evidence here, in their own transaction."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection

from yishu.audit.record import INSERT, Action, Outcome, Record, write
from yishu.core.actor import Actor

Heard = Callable[[Actor, Record], None]
_heard: dict[Action, list[Heard]] = {}


def listen(action: Action, heard: Heard) -> None:
    """Call `heard(actor, record)` after each record of this act, in its transaction: how slices hear of acts without the acting one knowing them. In `AppConfig.ready()`."""
    known = _heard.setdefault(action, [])
    if heard not in known:
        known.append(heard)


def record(
    actor: Actor,
    action: Action,
    *,
    resource: str = "",
    target: str = "",
    outcome: Outcome = Outcome.ALLOWED,
    reason: str = "",
    grant: str = "",
    grant_hash: str = "",
    duty: str = "",
    items: list[str] | None = None,
    version: int | None = None,
    about: bytes = b"",
    **detail: str | int | bool | list[str] | None,
) -> str:
    """Write one record of what the actor did and return its receipt. It stands or falls with the caller's transaction. `about`: the subjects, as keyed hashes side by side."""
    if actor.stands_in:
        detail["stands_in"] = sorted(f"{role} {ref}" for role, ref in actor.stands_in)
    if actor.proof:
        detail["signature"] = list(actor.proof)
    made = Record(
        action=action,
        outcome=outcome,
        node=settings.YISHU_NODE_CODE,
        actor=actor.ref,
        actor_name=actor.name,
        agency=actor.agency_code,
        resource=resource,
        target=target,
        grant=grant,
        grant_hash=grant_hash,
        duty=duty,
        items=items or [],
        version=version,
        subjects=about,
        reason=reason,
        detail=detail,
    )
    receipt = insert(made)
    for heard in _heard.get(action, ()):
        heard(actor, made)
    return receipt


Detail = dict[str, str | int | bool | list[str] | None]


def record_each(actor: Actor, action: Action, things: Iterable[tuple[str, Detail]]) -> None:
    """Many things that one act has changed: a record of each (target, detail), written in one go."""
    made = [
        Record(
            action=action,
            node=settings.YISHU_NODE_CODE,
            actor=actor.ref,
            actor_name=actor.name,
            agency=actor.agency_code,
            target=target,
            detail=detail,
        )
        for target, detail in things
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [write(each, settings.YISHU_SUITE).values for each in made])
    for heard in _heard.get(action, ()):
        for each in made:
            heard(actor, each)


def insert(made: Record) -> str:
    """Write a record that was made elsewhere (a governed call of a page) and return its receipt."""
    written = write(made, settings.YISHU_SUITE)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, written.values)
    return written.receipt
