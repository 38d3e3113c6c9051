"""A record's key as one text, the same from Python and from SQL: by it a quarantined record names the row that it would have become."""

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.tables import Column, Table, parse

KEY_JOIN = "\x1f"
CREDIT_LENGTH = 18  # characters of a unified social credit code

# As `_text` writes them. Equal numbers and equal moments have one text, whatever their scale, their zone or the session's styles.
_SQL = {
    "decimal": "trim_scale({})::text",
    "date": "to_char({}, 'YYYY-MM-DD')",
    "datetime": "to_char({} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}


def key_text(table: Table, canonical: list[str]) -> str:
    """The text of a subject, from the canonical texts of its key items in the table's order."""
    return KEY_JOIN.join(_text(column, text) for column, text in zip(table.key, canonical, strict=True))


def key_sql(table: Table, alias: str) -> str:
    """The same for a row."""
    texts = (
        _SQL.get(column.type, "{}::text").format(each)
        for column, each in zip(table.key, table.identity(alias), strict=True)
    )
    return f"concat_ws(E'\\x1f', {', '.join(texts)})"


def key_column(table: Table, records: pa.Table) -> pa.Array:
    """The same for records in canonical texts by item code; of tables whose key items are texts, whole numbers and days, which have one text each."""
    texts = [records.column(column.code) for column in table.key]
    if table.has_two_forms:  # as `Table.identity`
        (key,) = texts
        texts = [pc.if_else(pc.equal(pc.utf8_length(key), CREDIT_LENGTH), pc.utf8_slice_codeunits(key, 8, 17), key)]
    return pc.binary_join_element_wise(*texts, KEY_JOIN).combine_chunks()


def _text(column: Column, canonical: str) -> str:
    if column.type in ("decimal", "datetime"):
        value = parse(column, canonical)
        if isinstance(value, Decimal):
            return _plain(value)
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return canonical


def _plain(value: Decimal) -> str:
    # Not normalize(), which rounds to the context's 28 digits.
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if value else "0"
