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
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from numpy.typing import NDArray

from yishu.hosting.tables import Column, NotOfType, parse

AFTER: Final = "\x1f"
"""What stands after each value in a plain text."""
LENGTH: Final = 16
"""Bytes of a name."""
NAMING_KEY: Final = b"names of rows\0\0\0"
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
    array = joined.combine_chunks()
    _valid, places, content = array.buffers()
    ends = np.frombuffer(places, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    return _names(content or b"", ends[:-1], ends[1:])


def names_of(plain: Sequence[bytes]) -> NDArray[np.uint8]:
    """The names of rows by their plain texts: LENGTH bytes a row."""
    ends = np.cumsum([0, *map(len, plain)])
    return _names(b"".join(plain), ends[:-1], ends[1:])


def _plain_column(values: pa.ChunkedArray, kind: str) -> Any:
    if kind == "datetime":
        values = pc.strftime(pc.floor_temporal(values, unit="second").cast(pa.timestamp("s")), "%Y-%m-%dT%H:%M:%S")
    else:
        values = values.cast(pa.string())
    if kind == "decimal":
        values = pc.replace_substring_regex(values, r"\.0*$|(\.\d*[1-9])0+$", r"\1")
    return pc.fill_null(values, "")


def _names(texts: Any, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint8]:
    """CMAC of many texts at once: a call of AES for all first blocks, one for all second ones, and so on."""
    content = np.concatenate((np.frombuffer(texts, np.uint8), np.zeros(LENGTH, np.uint8)))
    lengths = ends - begins
    if len(lengths) and lengths[0] and (lengths == lengths[0]).all():
        return _names_of_one_length(content[begins[0] : ends[-1]].reshape(len(lengths), -1))
    at, left = begins.copy(), lengths
    state = np.zeros((len(at), LENGTH), np.uint8)
    while (more := np.flatnonzero(left > LENGTH)).size:
        state[more] = _enciphered(state[more] ^ _blocks(content, at[more]))
        at[more] += LENGTH
        left[more] -= LENGTH
    last, whole = _blocks(content, at), left == LENGTH
    last[np.arange(LENGTH) >= left[:, None]] = 0
    (short,) = np.nonzero(~whole)
    last[short, left[short]] = 0x80
    return _enciphered(state ^ last ^ np.where(whole[:, None], _WHOLE, _SHORT))


def _names_of_one_length(texts: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same, as most keys are: a text a row."""
    count, length = texts.shape
    blocks = -(-length // LENGTH)
    padded = np.zeros((count, blocks * LENGTH), np.uint8)
    padded[:, :length] = texts
    padded[:, length : length + 1] = 0x80
    padded[:, -LENGTH:] ^= _SHORT if length % LENGTH else _WHOLE
    state = np.zeros((count, LENGTH), np.uint8)
    for block in range(blocks):
        state = _enciphered(state ^ padded[:, block * LENGTH : (block + 1) * LENGTH])
    return state


def _blocks(content: NDArray[np.uint8], at: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The LENGTH bytes from each place on."""
    every: NDArray[Any] = np.ndarray((len(content) - LENGTH + 1,), f"V{LENGTH}", content, strides=(1,))
    return every[at].view(np.uint8).reshape(len(at), LENGTH)


def _enciphered(blocks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    cipher = Cipher(AES(NAMING_KEY), ECB()).encryptor()  # noqa: S305 the blocks of CMAC, not a message
    return np.frombuffer(cipher.update(blocks.tobytes()), np.uint8).reshape(blocks.shape)


def _doubled(block: bytes) -> bytes:
    """In the field of 2¹²⁸ elements (RFC 4493, 2.3)."""
    number = int.from_bytes(block) << 1
    return (number & (1 << 128) - 1 ^ (0x87 if number >> 128 else 0)).to_bytes(LENGTH)


_SUBKEY: Final = _doubled(_enciphered(np.zeros((1, LENGTH), np.uint8)).tobytes())
_WHOLE: Final = np.frombuffer(_SUBKEY, np.uint8)
_SHORT: Final = np.frombuffer(_doubled(_SUBKEY), np.uint8)
