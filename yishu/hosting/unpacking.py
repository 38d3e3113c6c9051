"""How much room an Arrow stream or a Parquet file takes once it is unpacked, told without unpacking it: a few octets can stand for gigabytes.

Arrow: a compressed buffer begins with the length that it unpacks to (Arrow columnar format, "Compression"); where the buffers lie, the message's metadata says, a flatbuffer
(`Message.fbs`): Message.header is a RecordBatch, or a DictionaryBatch whose `data` is one; RecordBatch.buffers are pairs of offset and length, and `compression` is there or not.
"""

from collections.abc import Iterator
from struct import error as struct_error
from struct import unpack_from
from typing import Any, Final

import pyarrow as pa

_HEADER_TYPE, _HEADER = 1, 2
_DICTIONARY_BATCH, _RECORD_BATCH = 2, 3
_DATA: Final = 1  # of a DictionaryBatch
_BUFFERS, _COMPRESSION = 2, 3


def unpacked_bytes(stream: bytes) -> int:
    """The sum over all buffers that say it; 0 where none is compressed. Raises what pyarrow raises, or ValueError where the metadata does not hold together."""
    return sum(unpacked_messages(stream))


def unpacked_messages(stream: Any) -> Iterator[int]:
    """The same of each message that holds records or a dictionary: what is unpacked at once. `stream`: bytes or an open file."""
    reader = pa.ipc.MessageReader.open_stream(stream)
    while True:
        try:
            message = reader.read_next_message()
        except StopIteration:
            return
        if message.type in ("record batch", "dictionary"):
            try:
                yield _unpacked(message.metadata.to_pybytes(), message.body)
            except (struct_error, IndexError):
                raise ValueError from None


def _unpacked(metadata: bytes, body: pa.Buffer) -> int:
    message = _at(metadata, 0)
    header = _at(metadata, _field(metadata, message, _HEADER))
    kind = metadata[_field(metadata, message, _HEADER_TYPE)]
    if kind == _DICTIONARY_BATCH:
        header = _at(metadata, _field(metadata, header, _DATA))
    elif kind != _RECORD_BATCH:
        raise ValueError
    if not _field(metadata, header, _COMPRESSION):
        return 0
    begin = _at(metadata, _field(metadata, header, _BUFFERS))
    (count,) = unpack_from("<I", metadata, begin)
    total = 0
    for place in range(count):
        offset, length = unpack_from("<qq", metadata, begin + 4 + 16 * place)
        if length >= 8:
            (unpacked,) = unpack_from("<q", body, offset)
            total += max(unpacked, 0)  # -1: not compressed after all
    return total


def _at(metadata: bytes, place: int) -> int:
    """Where the offset that stands at a place leads."""
    if place < 0:
        raise ValueError
    (offset,) = unpack_from("<I", metadata, place)
    return place + offset


def _field(metadata: bytes, table: int, number: int) -> int:
    """Where a table's field stands; 0 where it is absent."""
    (back,) = unpack_from("<i", metadata, table)
    vtable = table - back
    if vtable < 0:
        raise ValueError
    (size,) = unpack_from("<H", metadata, vtable)
    entry = 4 + 2 * number
    if entry + 2 > size:
        return 0
    (offset,) = unpack_from("<H", metadata, vtable + entry)
    return table + offset if offset else 0
