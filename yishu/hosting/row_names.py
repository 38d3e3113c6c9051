"""What the rows of a copy are called, so that they can be put in an order and told from a leaked file (20.2): the same in every format and however a file was saved.

A row's plain text is the values of its key items (of all items where the keys are not in the copy), each in one form and each with a separator after it. Its name is the AES-CMAC (RFC 4493)
of that, under a key that is no secret: two rows shall have two names, and a million names shall cost little.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from yishu.hosting.cmac import Cmac
from yishu.hosting.tables import Column, NotOfType, parse

AFTER: Final = "\x1f"
"""What stands after each value in a plain text."""
NAMING_KEY: Final = b"names of rows\0\0\0"
_NAMES: Final = Cmac(NAMING_KEY)
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_TEXTS: Final = {
    "decimal": "trim_scale({})::text",
    "datetime": "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')",
}


def plain_sql(columns: Iterable[tuple[str, str]]) -> str:
    """The plain text of a row in SQL, in hexadecimal digits; of columns by name and type of item."""
    texts = (f"""coalesce({_TEXTS.get(kind, "{}::text").format(f'"{name}"')}, '')""" for name, kind in columns)
    joined = "".join(f"{text} || E'\\x{ord(AFTER):02x}' || " for text in texts).removesuffix(" || ")
    return f"encode(convert_to({joined}, 'UTF8'), 'hex')"


def plain_of(columns: Iterable[Column], texts: Iterable[str | None]) -> bytes:
    """The plain text of a row by its texts as they stand in a file."""
    plain = (plain_text(column, text) + AFTER for column, text in zip(columns, texts, strict=True))
    return "".join(plain).encode("utf-8", "replace")


def plain_text(column: Column, text: str | None) -> str:
    """A value in the one form that does not depend on the format of the file that it was read from."""
    if column.type == "date" and text:
        text = _MIDNIGHT.sub("", text.strip())
    try:
        value = parse(column, text)
    except NotOfType:
        return (text or "").strip()
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")  # a sheet knows no finer
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value).lower() if isinstance(value, bool) else str(value)


def names_of_columns(table: pa.Table, columns: Iterable[tuple[str, str]]) -> NDArray[np.uint8]:
    """The names of the rows of a table, by its columns of these names and types of items; decimals as texts, moments in UTC."""
    texts = [_plain_column(table.column(name), kind) for name, kind in columns]
    joined: Any = pc.binary_join_element_wise(*texts, "", AFTER)
    return _NAMES.of(joined.combine_chunks())


def names_of(plain: Sequence[bytes]) -> NDArray[np.uint8]:
    """The names of rows by their plain texts: LENGTH bytes a row."""
    return _NAMES.of(pa.array(plain, pa.binary()).view(pa.string()))


def _plain_column(values: pa.ChunkedArray, kind: str) -> Any:
    if kind == "datetime":
        values = pc.strftime(pc.floor_temporal(values, unit="second").cast(pa.timestamp("s")), "%Y-%m-%dT%H:%M:%S")
    else:
        values = values.cast(pa.string())
    if kind == "decimal":
        values = pc.replace_substring_regex(values, r"\.0*$|(\.\d*[1-9])0+$", r"\1")
    return pc.fill_null(values, "")
