"""Rows on their way out of PostgreSQL: what COPY sends, in blocks, each in the order that names the copy's holder."""

import select
from collections.abc import Iterator, Mapping
from typing import Any, Final

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

from yishu.hosting.changes import AS_PARSED, Selection
from yishu.hosting.controls.drawing import among_blocks, lines
from yishu.hosting.fingerprint import BLOCK_BYTES, BLOCK_ROWS, NAME_LENGTH, Label, order

_BEFORE: Final = NAME_LENGTH + 1  # of a row: its name and a comma


def parts(
    connection: psycopg.Connection[Any],
    selection: Selection,
    texts: Mapping[str, str],
    label: Label | None,
    most: int,
) -> Iterator[bytes]:
    """The selection as CSV without a header, its values as `texts` say: whole rows, `most` bytes and a block more at a time."""
    key = label.key if label and selection.name else None
    text = selection.text(texts, named=key is not None)
    gathered: list[bytes] = []
    held = 0
    with connection.cursor() as cursor, cursor.copy(f"copy ({text}) to stdout (format csv)".encode()):
        blocks = _blocks(connection, 0 if key is None else _BEFORE)
        if label and key is not None and selection.controls is not None:
            told = lines(selection.controls.records(label.controls), parsed=texts is AS_PARSED)
            blocks = among_blocks(blocks, told)
        for block in blocks:
            gathered.append(b"".join(block if key is None else _ordered(block, key)))
            held += len(gathered[-1])
            if held >= most:
                yield b"".join(gathered)
                gathered, held = [], 0
    if gathered:
        yield b"".join(gathered)


def _ordered(block: list[bytes], key: bytes) -> list[bytes]:
    return [block[n][_BEFORE:] for n in order(block, key)]


def _blocks(connection: psycopg.Connection[Any], before: int) -> Iterator[list[bytes]]:
    """What a COPY that has begun sends, a row a message; `before` of its bytes are not the row's own.

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
        held += size - before
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
