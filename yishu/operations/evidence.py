"""Receipts that are given as proof: does the record stand as its receipt says?"""

from dataclasses import dataclass
from uuid import UUID

from yishu.audit.errors import RecordNotFound
from yishu.audit.queries import Scope, get_record

EVERYTHING = Scope("", (), everything=True)


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
