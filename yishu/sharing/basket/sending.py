"""A draft sent as it was kept, or tried without sending."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yishu.core.actor import Actor
from yishu.sharing.basket import commands, queries
from yishu.sharing.basket.drafted import drafted_of
from yishu.sharing.commands import apply
from yishu.sharing.models import Application, Line


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What sending would do with a line: grant it at once, or have it reviewed until `due`."""

    resource: str
    is_granted: bool
    due: date | None
    due_provisional: bool


@transaction.atomic
def send_draft(actor: Actor, draft_id: int, *, now: datetime) -> Application:
    """Apply; the draft is gone with it, and its resources from the list. Twice is once: the second finds no draft. Raises what `apply` raises, DraftNotFound."""
    commands.require_handler(actor)
    commands.lock(actor)
    made = _applied(actor, draft_id, now)
    commands.drop(actor, made.lines.values_list("resource__code", flat=True))
    commands.discard_draft(actor, draft_id)
    return made


@transaction.atomic
def check_draft(actor: Actor, draft_id: int, *, now: datetime) -> list[Foreseen]:
    """The very command of sending, undone: what it would refuse it refuses here. Nothing is kept, told or recorded."""
    commands.require_handler(actor)
    with transaction.atomic():
        lines = list(_applied(actor, draft_id, now).lines.select_related("resource"))
        foreseen = [_foreseen(line) for line in lines]
        transaction.set_rollback(True)
    return foreseen


def _applied(actor: Actor, draft_id: int, now: datetime) -> Application:
    drafted = drafted_of(queries.get_draft(actor, draft_id).fields)
    return apply(
        actor,
        duty=drafted.duty,
        basis=drafted.basis,
        case_kind=drafted.case_kind,
        purpose=drafted.purpose,
        requests=drafted.requests(),
        extra=drafted.extra,
        now=now,
    )


def _foreseen(line: Line) -> Foreseen:
    return Foreseen(line.resource.code, line.state == Line.State.GRANTED, line.due, line.due_provisional)
