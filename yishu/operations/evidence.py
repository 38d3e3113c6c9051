"""Receipts that are given as proof: does the record stand as its receipt says?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from yishu.audit.errors import RecordNotFound
from yishu.audit.queries import Scope, get_record, list_numbered

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


def whole(receipts: Iterable[str]) -> tuple[str, ...]:
    """Where a record's number alone was given, its receipt as the evidence has it now; all else as it is. Archived records want their whole receipt."""
    given = [each.strip() for each in receipts]
    numbers = {each.lower(): UUID(each) for each in given if NUMBER.fullmatch(each.lower())}
    found = {str(seen.record.id): seen.leaf for seen in list_numbered(EVERYTHING, list(numbers.values()))}
    return tuple(f"{each.lower()}.{found[each.lower()]}" if each.lower() in found else each for each in given)
