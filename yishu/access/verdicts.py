"""Comparing a claim with what is on record (比对验证), and showing a record."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from unicodedata import normalize

from yishu.access.sameness.texts import NO_COMPARISONS, Comparisons, same_text, sameness
from yishu.hosting.tables import Column, NotOfType, Table, Value, parse

Verdict = str
"""match, mismatch or empty."""


def compare(table: Table, column: Column, stored: Value, claimed: Any, declared: str = "") -> Verdict:
    """By the item's type: a text as its entry declares it, a key in its normal form, numbers and moments by value; and a code by what it means.

    Empty is about the record: nothing is stored. A claim that cannot be read as the item's type is a mismatch.
    """
    if stored is None:
        return "empty"
    # Most claims are as they stand, and need no reading.
    if claimed == (stored.isoformat() if type(stored) is date else stored) and type(claimed) is str:
        return "match"
    same = _is_same(table, column, stored, claimed, declared) or _is_meant(column, stored, claimed, declared)
    return "match" if same else "mismatch"


def _is_same(table: Table, column: Column, stored: Value, claimed: Any, declared: str) -> bool:
    if column.type != "string":
        try:
            return parse(column, normalize("NFKC", claimed) if isinstance(claimed, str) else claimed) == stored
        except NotOfType:
            return False
    text = str(claimed) if isinstance(claimed, int) and not isinstance(claimed, bool) else claimed
    if not isinstance(stored, str) or not isinstance(text, str):
        return False
    if column.is_key:
        return table.key_text(column, text) == table.key_text(column, stored)
    return sameness(declared)(stored, text)


def _is_meant(column: Column, stored: Value, claimed: Any, declared: str) -> bool:
    """男 for the code 1: of an item that declares no other notion, whoever knows what a code means knows the code."""
    meaning = column.meanings.get(str(stored), "")
    return not declared and isinstance(claimed, str) and bool(meaning) and same_text(meaning, claimed)


def compare_all(
    table: Table,
    row: Sequence[Value],
    at: dict[str, int],
    claims: dict[str, Any],
    declared: Comparisons = NO_COMPARISONS,
) -> dict[str, Verdict]:
    """The verdict on each claim; `at` says where in the row an item stands."""
    columns = table.by_code
    return {
        code: compare(table, columns[code], row[at[code]], claimed, declared.get(code, ""))
        for code, claimed in claims.items()
    }
