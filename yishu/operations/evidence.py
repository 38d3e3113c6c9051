"""Receipts that are given as proof: does the record stand as its receipt says?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from yishu.agencies.models import Role
from yishu.audit.errors import RecordNotFound
from yishu.audit.queries import Scope, get_record, list_numbered
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor

SEES_RECORDS: Final = frozenset({Role.INSPECTOR, Role.AUDIT_ADMINISTRATOR, Role.COORDINATOR})
"""Whose pages of the evidence show all of it."""
EVERYTHING = Scope("", (), everything=True)
NUMBER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class ReceiptHeld:
    """`holds` where the evidence has this record with this leaf, unaltered; `number` is the record's id, None where the receipt cannot be read."""

    receipt: str
    number: UUID | None
    holds: bool


def hold(receipts: list[str]) -> list[ReceiptHeld]:
    """Each receipt against the evidence."""
    return [_held(each) for each in receipts]


def _held(receipt: str) -> ReceiptHeld:
    text, _, leaf = receipt.partition(".")
    try:
        number = UUID(text)
        seen = get_record(EVERYTHING, number)
    except (ValueError, RecordNotFound):
        return ReceiptHeld(receipt, None, False)
    return ReceiptHeld(receipt, number, seen.leaf == leaf and seen.hash_holds and seen.columns_hold)


def scope_of(actor: Actor) -> Scope:
    """What of the evidence this person may see."""
    own = tuple(Resource.objects.filter(provider_id=actor.agency_id).values_list("code", flat=True))
    return Scope(actor.agency_code, own, everything=bool(actor.roles & SEES_RECORDS))


def whole(actor: Actor, receipts: Iterable[str]) -> tuple[str, ...]:
    """Where the number alone was given of a record that this person may see, its receipt as the evidence has it now; all else as it is. Archived records want their whole receipt."""
    given = [each.strip() for each in receipts]
    numbers = {each.lower(): UUID(each) for each in given if NUMBER.fullmatch(each.lower())}
    found = {str(seen.record.id): seen.leaf for seen in list_numbered(scope_of(actor), list(numbers.values()))}
    return tuple(f"{each.lower()}.{found[each.lower()]}" if each.lower() in found else each for each in given)
