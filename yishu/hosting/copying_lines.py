"""Rows as JSON lines, made column by column (27.3): what is a number or a truth value is one; every other value is a text, decimals too, so that none of their digits is lost."""

from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.changes import Selection

Told = list[str | pa.ChunkedArray]

_BARE: Final = ("integer", "boolean")
_ESCAPED: Final = bytes((*range(0x20), *b'"\\'))
"""What a JSON text may not hold as it is (RFC 8259, 7)."""


def json_lines(table: pa.Table, selection: Selection) -> bytes:
    """The rows of a table of texts, each an object of all its columns on a line of its own; what is empty is null."""
    told: Told = []
    for n, (name, kind) in enumerate(selection.columns):
        told += [f'{"," if n else "{"}"{name}":', *values(table.column(n), kind)]
    lines = pc.binary_join_element_wise(*told, "}\n", "")
    return b"".join(content(chunk) for chunk in lines.chunks)


def values(texts: pa.ChunkedArray, kind: str) -> Told:
    """One column as it stands in JSON."""
    if kind not in _BARE:
        if _must_escape(texts):
            return [_escaped(texts)]
        if not texts.null_count:
            return ['"', texts, '"']
        texts = pc.binary_join_element_wise('"', texts, '"', "")
    return [pc.fill_null(texts, "null")]


def _must_escape(texts: pa.ChunkedArray) -> bool:
    return any(len(each) != len(each.translate(None, _ESCAPED)) for each in map(content, texts.chunks))


def _escaped(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(map(msgspec.json.encode, texts.to_pylist()), pa.binary()).cast(pa.string())])


def content(texts: pa.Array) -> bytes:
    """All its texts one after another, of an array that begins at its buffers' beginning."""
    _valid, _ends, data = texts.buffers()
    return b"" if data is None else data.slice(0, pc.sum(pc.binary_length(texts)).as_py() or 0).to_pybytes()
