"""Comparing claims with what is on record (比对验证)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from yishu.core.sameness.claims import Notion, Verdict, verdict
from yishu.core.sameness.texts import NO_COMPARISONS, Comparisons
from yishu.hosting.tables import Column, Table, Value


def compare(table: Table, column: Column, stored: Value, claimed: Any, declared: str = "") -> Verdict:
    """As `core.sameness.claims.verdict` has it."""
    if stored is None:
        return "empty"
    if claimed == (stored.isoformat() if type(stored) is date else stored) and type(claimed) is str:
        return "match"
    key_form = partial(table.key_text, column) if column.is_key else None
    return verdict(Notion(column.type, declared, key_form, column.meanings), stored, claimed)


def compare_all(
    table: Table,
    row: Sequence[Value],
    at: dict[str, int],
    claims: dict[str, Any],
    declared: Comparisons = NO_COMPARISONS,
) -> dict[str, Verdict]:
    """The verdict on each claim; `at` says where in the row an item stands."""
    columns = table.by_code
    verdicts: dict[str, Verdict] = {}
    for code, claimed in claims.items():
        stored = row[at[code]]
        # Most claims are as they stand, and need no reading.
        if type(claimed) is type(stored) is str and claimed == stored:
            verdicts[code] = "match"
        else:
            verdicts[code] = compare(table, columns[code], stored, claimed, declared.get(code, ""))
    return verdicts
