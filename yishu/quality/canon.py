"""The form in which two sides' values are compared: as hosting and core read them (full-width, blanks, dates, keys). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from unicodedata import normalize

import pyarrow as pa

from yishu.core.text import MaskKind, fold
from yishu.hosting.keys import KEY_JOIN
from yishu.hosting.masking import masked
from yishu.hosting.tables import Column, NotOfType, Table, Value, parse

_MOST_REMEMBERED: Final = 200_000


@dataclass
class Canon:
    """Canonical texts of one item; remembers what it has read, since both sides hold mostly the same.

    Where the provider's values come masked (`mask`), both sides are held against each other in their masked forms: what the consumer learns is what a copy tells.
    """

    table: Table
    column: Column
    mask: MaskKind | None = None
    _known: dict[str, str | None] = field(default_factory=dict)

    def all(self, texts: pa.Array) -> pa.Array:
        """The canonical texts of an array of texts; what is empty is null."""
        known = self._known
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        coded = texts.dictionary_encode()
        read: list[str | None] = []
        for text in coded.dictionary.to_pylist():
            if text not in known:
                known[text] = canonical(self.table, self.column, self._delivered(text))
            read.append(known[text])
        return pa.array(read, pa.string()).take(coded.indices)

    def _delivered(self, text: str) -> str:
        """Masking what came masked changes nothing."""
        return masked(self.mask, self.column, text) or "" if self.mask and text.strip() else text


def canonical(table: Table, column: Column, text: str) -> str | None:
    """One value: a key in its normal form, texts folded, numbers, days and moments by value; what is not of its type as folded text."""
    plain = normalize("NFKC", text).strip()
    if not plain:
        return None
    if column.type == "string":
        return table.key_text(column, plain) if column.is_key else fold(plain) or None
    try:
        return _written(parse(column, plain))
    except NotOfType:
        return fold(plain)


def key_of(parts: Sequence[pa.Array]) -> list[str | None]:
    """The joined key of each record; None where a part is empty."""
    columns = [part.to_pylist() for part in parts]
    return [None if None in each else KEY_JOIN.join(each) for each in zip(*columns, strict=True)]


def _written(value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return (plain.rstrip("0").rstrip(".") if "." in plain else plain) if value else "0"
    return str(value)
