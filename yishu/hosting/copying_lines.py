"""Rows as JSON lines, made column by column (27.3): what is a number or a truth value is one; every other value is a text, decimals too, so that none of their digits is lost."""

from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.changes import Selection

_BARE: Final = ("integer", "boolean")
_PLAIN: Final = ("decimal", "date", "datetime")
_ESCAPED: Final = bytes((*range(0x20), *b'"\\'))
"""What a JSON text may not hold as it is (RFC 8259, 7)."""


def json_lines(table: pa.Table, selection: Selection) -> bytes:
    """The rows of a table of texts, each an object of all its columns on a line of its own; what is empty is null."""
    told: list[str | pa.ChunkedArray] = []
    for n, (name, kind) in enumerate(selection.columns):
        told += [f'{"," if n else "{"}"{name}":', pc.fill_null(_values(table.column(n), kind), "null")]
    lines = pc.binary_join_element_wise(*told, "}\n", "")
    return b"".join(lines.cast(pa.binary()).to_pylist())


def _values(texts: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    if kind in _BARE:
        return texts
    if kind in _PLAIN or not _must_escape(texts):
        return pc.binary_join_element_wise('"', texts, '"', "")
    told = (None if text is None else msgspec.json.encode(text) for text in texts.to_pylist())
    return pa.chunked_array([pa.array(told, pa.binary()).cast(pa.string())])


def _must_escape(texts: pa.ChunkedArray) -> bool:
    held = (chunk.buffers()[2] for chunk in texts.chunks)
    return any(data is not None and data.size != len(data.to_pybytes().translate(None, _ESCAPED)) for data in held)
