"""Rows on their way out of PostgreSQL: what COPY sends, in blocks, each in the order that names the copy's holder where it leaves as text."""

import select
from binascii import unhexlify
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

from yishu.hosting.changes import AS_PARSED, Selection
from yishu.hosting.controls.drawing import among_blocks, lines
from yishu.hosting.fingerprint import BLOCK_BYTES, BLOCK_ROWS, Label, order
from yishu.hosting.row_names import names_of


def parts(
    connection: psycopg.Connection[Any],
    selection: Selection,
    texts: Mapping[str, str],
    label: Label | None,
    most: int,
    *,
    ordered: bool = True,
) -> Iterator[bytes]:
    """The selection as CSV without a header, its values as `texts` say: whole rows, `most` bytes and a block more at a time.

    Of a labelled copy whose order is free, with its control records, and in its order unless `ordered` is false.
    """
    is_labelled = label is not None and bool(selection.named_by)
    key = label.key if label and is_labelled and ordered else None
    text = selection.text(texts, named=key is not None)
    gathered: list[bytes] = []
    held = 0
    with connection.cursor() as cursor, cursor.copy(f"copy ({text}) to stdout (format csv)".encode()):
        blocks = _blocks(connection)
        if label and is_labelled and selection.controls is not None:
            records = selection.controls.records(label.controls)
            blocks = among_blocks(blocks, lines(records, parsed=texts is AS_PARSED, named=key is not None))
        for block in blocks:
            gathered.append(b"".join(block if key is None else _ordered(block, key)))
            held += len(gathered[-1])
            if held >= most:
                yield b"".join(gathered)
                gathered, held = [], 0
    if gathered:
        yield b"".join(gathered)


def _ordered(block: list[bytes], key: bytes) -> list[bytes]:
    """Each row comes with its plain text before it, in hexadecimal digits."""
    begins = [row.index(b",") for row in block]
    plain = [unhexlify(row[:begin]) for row, begin in zip(block, begins, strict=True)]
    return [block[n][begins[n] + 1 :] for n in order(names_of(plain), key).tolist()]


def _blocks(connection: psycopg.Connection[Any]) -> Iterator[list[bytes]]:
    """What a COPY that has begun sends, a row a message.

    By libpq's own calls: psycopg's `Copy` runs its machinery of waiting for each row, which costs more than all that is done to the row here.
    """
    server, readable = connection.pgconn, select.poll()
    readable.register(server.socket, select.POLLIN)
    block: list[bytes] = []
    held = 0
    while True:
        size, row = server.get_copy_data(1)
        if size <= 0:
            if size < 0:
                break
            readable.poll()
            server.consume_input()
            continue
        block.append(bytes(row))  # libpq's own memory, kept, would make each next row dearer
        held += size
        if len(block) >= BLOCK_ROWS or held >= BLOCK_BYTES:
            yield block
            block, held = [], 0
    _require_whole(server)
    if block:
        yield block


def _require_whole(server: PGconn) -> None:
    """What was sent is all of it, and the connection is ready for the next statement. Raises the server's error."""
    result = server.get_result()
    if result is None:
        raise psycopg.OperationalError("the server broke off a copy")
    if result.status != ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(result)
    while server.get_result() is not None:
        pass
