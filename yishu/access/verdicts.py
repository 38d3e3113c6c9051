"""Comparing a claim with what is on record (比对验证), and showing a record."""

from collections.abc import Sequence
from typing import Any

from yishu.core.identifiers import KeyKind, normalise
from yishu.hosting.tables import Column, NotOfType, Table, Value, parse

Verdict = str
"""match, mismatch or empty."""


def compare(table: Table, column: Column, stored: Value, claimed: Any) -> Verdict:
    """By the item's type: text half-width and without outer blanks, a key in its normal form, numbers and moments by value.

    Empty is about the record: nothing is stored. A claim that cannot be read as the item's type is a mismatch.
    """
    if stored is None:
        return "empty"
    if column.type == "string":
        return "match" if isinstance(stored, str) and _same_text(table, column, stored, claimed) else "mismatch"
    try:
        return "match" if parse(column, claimed) == stored else "mismatch"
    except NotOfType:
        return "mismatch"


def _same_text(table: Table, column: Column, stored: str, claimed: Any) -> bool:
    if not isinstance(claimed, str):
        if isinstance(claimed, bool) or not isinstance(claimed, int):
            return False
        claimed = str(claimed)
    if claimed == stored:
        return True
    if column.is_key:
        return table.key_text(column, claimed) == table.key_text(column, stored)
    return normalise(KeyKind.PLAIN, claimed) == normalise(KeyKind.PLAIN, stored)


def compare_all(table: Table, row: Sequence[Value], at: dict[str, int], claims: dict[str, Any]) -> dict[str, Verdict]:
    """The verdict on each claim; `at` says where in the row an item stands."""
    columns = table.by_code
    return {code: compare(table, columns[code], row[at[code]], claimed) for code, claimed in claims.items()}
