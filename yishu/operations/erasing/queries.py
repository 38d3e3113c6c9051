"""Erasures, for who may decide them; and what of a record would go (32.1)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import personal
from yishu.audit.errors import RecordArchiveUnreachable, RecordNotFound
from yishu.audit.log import commitments
from yishu.audit.queries import Filters, Scope, Seen, get_record, list_records
from yishu.core.actor import Actor
from yishu.operations.erasing.errors import ErasureNotFound
from yishu.operations.erasing.models import Erasure

DECIDERS: Final = (Role.AUDIT_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
"""One of these agrees or refuses, another person than who asked; both see what was asked for."""
READERS: Final = (*DECIDERS, Role.INSPECTOR)
"""Who reads what was decided; inspectors see nothing of what waits (35.1)."""
EVERYTHING: Final = Scope("", (), everything=True)
MOST_OTHERS: Final = 100


@dataclass(frozen=True, slots=True)
class Others:
    """What an erasure leaves: further records in which the same still stands, of this person and of this case, and whether there are more than were looked at; None where the record names none."""

    person: int | None
    case: int | None
    many_persons: bool = False
    many_cases: bool = False


def list_waiting(actor: Actor) -> QuerySet[Erasure]:
    """The oldest first; none for who only reads. Raises RoleMissing."""
    require(actor, *READERS)
    waiting = Erasure.objects.filter(state=Erasure.State.ASKED)
    return waiting if decides(actor) else waiting.none()


def list_decided(actor: Actor) -> QuerySet[Erasure]:
    """Those that were agreed or refused, the newest first. Raises RoleMissing."""
    require(actor, *READERS)
    return Erasure.objects.exclude(state=Erasure.State.ASKED).order_by("-decided_at", "-pk")


def get_erasure(actor: Actor, number: int) -> Erasure:
    """Raises RoleMissing, ErasureNotFound."""
    require(actor, *READERS)
    found = Erasure.objects.filter(pk=number).first()
    if found is None or (found.state == Erasure.State.ASKED and not decides(actor)):
        raise ErasureNotFound(number=number)
    return found


def find_last(record: UUID) -> Erasure | None:
    """The last that was asked for of this record."""
    return Erasure.objects.filter(record=record).last()


def find_done(record: UUID) -> Erasure | None:
    """By which its personal part went."""
    return Erasure.objects.filter(record=record, state=Erasure.State.DONE).last()


def find_record(erasure: Erasure) -> Seen | None:
    """None where it cannot be read now."""
    try:
        return get_record(EVERYTHING, erasure.record)
    except (RecordNotFound, RecordArchiveUnreachable):
        return None


def find_decision(actor: Actor, erasure: Erasure) -> Seen | None:
    """The record of the decision, where there is one that this person may open."""
    if not erasure.receipt:
        return None
    try:
        found = get_record(EVERYTHING, UUID(erasure.receipt.partition(".")[0]))
    except (RecordNotFound, RecordArchiveUnreachable):
        return None
    return found if may_open(actor, found) else None


def decides(actor: Actor) -> bool:
    return bool(actor.roles & set(DECIDERS))


def may_ask(actor: Actor) -> bool:
    return Role.AUDIT_ADMINISTRATOR in actor.roles


def may_decide(actor: Actor, erasure: Erasure) -> bool:
    return decides(actor) and erasure.state == Erasure.State.ASKED and erasure.asked_by not in actor.own_refs


def may_open(actor: Actor, seen: Seen) -> bool:
    """Whether this person sees the record itself: all for who inspects or audits, else their own agency's."""
    inspects = actor.roles & {Role.AUDIT_ADMINISTRATOR, Role.INSPECTOR}
    return bool(inspects) or seen.record.agency == actor.agency_code


def can_be_erased(seen: Seen) -> bool:
    """Whether there is a personal part, and it is still there."""
    return not seen.is_erased and bool(commitments.committed(seen.body.encode()))


def personal_parts(seen: Seen) -> list[str]:
    """Which parts of a record are personal, by name (`actor_name`, `case`, `reason`, a detail's); nothing of what they say."""
    if not can_be_erased(seen):
        return []
    part = personal.part_of(seen.record)
    held = {"actor_name": part.actor_name, "case": part.case, "reason": part.reason}
    return [name for name, text in held.items() if text] + list(part.detail)


def count_others(seen: Seen) -> Others:
    """Archived records are not among them."""
    parts = personal_parts(seen)
    person, more_persons = (
        _others(seen, Filters(actors=(seen.record.actor,))) if "actor_name" in parts else (None, False)
    )
    case, more_cases = _others(seen, Filters(case=seen.record.case)) if "case" in parts else (None, False)
    return Others(person, case, more_persons, more_cases)


def _others(seen: Seen, filters: Filters) -> tuple[int, bool]:
    page = list_records(EVERYTHING, filters, size=MOST_OTHERS)
    found = [each for each in page.records if each.record.id != seen.record.id and can_be_erased(each)]
    return len(found), page.before is not None
