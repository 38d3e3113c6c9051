"""Verdicts and values of many records at once. What is plain is told by columns; the rest by `verdicts.compare` and `masking.masked`, value by value, which alone say what is right."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yishu.access.lists.streams import VERDICTS, plain_values
from yishu.access.verdicts import compare
from yishu.core.rows import RowRule
from yishu.core.sameness.texts import Comparisons
from yishu.hosting.masking import Masks, masked
from yishu.hosting.octets import Flags
from yishu.hosting.replicas.present import Found
from yishu.hosting.tables import Column, Table

_PLACES: Final[Mapping[str, int]] = {verdict: place for place, verdict in enumerate(VERDICTS)}
_SMALL: Final = r"^-?0\.0{6}"  # as Python writes it, 0.0000001 is 1E-7


def standing(found: Found, table: Table, rows: RowRule | None) -> Flags:
    """Which of the subjects have a record, as far as the grant's rows reach."""
    stand = found.stand
    if rows is None:
        return stand
    if table.by_code[rows.item].type == "decimal":
        return np.zeros(len(stand), np.bool_)
    values = found.take(rows.item).dictionary_encode()
    if not len(values.dictionary):
        return np.zeros(len(stand), np.bool_)
    held = np.array([rows.holds(value) for value in values.dictionary.to_pylist()])
    at = values.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return stand & (at >= 0) & held[at]


def verdicts(
    table: Table, column: Column, stored: pa.Array, claimed: pa.Array, stand: Flags, declared: Comparisons
) -> pa.Array:
    """Places among VERDICTS; null where nothing was claimed or there is no record. Raises MalformedArrow."""
    asked = pc.and_(pa.array(stand), pc.is_valid(claimed))
    empty = pc.and_(asked, pc.is_null(stored))
    same = pc.fill_null(_plainly_same(column, stored, claimed), False)
    match = pc.and_(pc.and_(asked, pc.is_valid(stored)), same)
    told = np.full(len(stored), -1, np.int8)
    told[empty.to_numpy(zero_copy_only=False)] = _PLACES["empty"]
    told[match.to_numpy(zero_copy_only=False)] = _PLACES["match"]
    rest = np.flatnonzero(pc.and_(asked, pc.invert(pc.or_(empty, match))).to_numpy(zero_copy_only=False))
    if len(rest):
        some = pa.array(rest)
        values = (_value(column, value) for value in stored.take(some).to_pylist())
        claims, notion = plain_values(claimed.take(some)), declared.get(column.code, "")
        pairs = zip(values, claims, strict=True)
        told[rest] = [_PLACES[compare(table, column, value, claim, notion)] for value, claim in pairs]
    return pa.array(told, mask=told < 0)


def delivered(column: Column, stored: pa.Array, stand: Flags, masks: Masks) -> pa.Array:
    """An item as it goes out: masked values and decimals as texts."""
    if not stand.all():
        stored = pc.if_else(pa.array(stand), stored, pa.scalar(None, stored.type))
    if column.type == "decimal":
        stored = _in_words(stored)
    if column.code not in masks:
        return stored
    values = stored.dictionary_encode()
    shown = [masked(masks[column.code], column, value) for value in values.dictionary.to_pylist()]
    return pa.array(shown, pa.string()).take(values.indices)


def _plainly_same(column: Column, stored: pa.Array, claimed: pa.Array) -> pa.Array:
    """Where the claim's text is the stored value's own, whatever the notion of sameness; null or false where that is not to be told so."""
    kind = claimed.type
    is_text, is_number = pa.types.is_string(kind), pa.types.is_integer(kind)
    if column.type == "datetime" or not (
        is_text
        or (is_number and column.type in ("string", "integer"))
        or (pa.types.is_date32(kind) and column.type in ("string", "date"))
        or (pa.types.is_boolean(kind) and column.type == "boolean")
    ):
        return pa.array(np.zeros(len(stored), np.bool_))
    if stored.type == kind:
        return pc.equal(stored, claimed)
    return pc.equal(stored.cast(pa.string()), claimed.cast(pa.string()))


def _value(column: Column, value: Any) -> Any:
    """As PostgreSQL's driver reads it."""
    return Decimal(value) if column.type == "decimal" and value is not None else value


def _in_words(numbers: pa.Array) -> pa.Array:
    """As a query answers them one by one."""
    small = pc.fill_null(pc.match_substring_regex(numbers, _SMALL), False)
    if not pc.any(small).as_py():
        return numbers
    return pc.replace_with_mask(
        numbers, small, pa.array([str(Decimal(each)) for each in numbers.filter(small).to_pylist()])
    )
