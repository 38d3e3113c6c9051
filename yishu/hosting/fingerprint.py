"""The order of a copy's rows names its holder (20.2): a leaked file tells whose copy it is, and no value is altered for it.

Every row has a name: the hash of its key items' values (of all its items where the keys are not granted), in a form that does not depend on the file's format.
Within each block of a whole copy the rows stand in the order of their names as a cipher writes them, its key being made of the node's secret and the copy's receipt. Rows left out
of a leaked file do not disturb it. Changes since a version keep their order, which consumers rely on, and bear no mark.
"""

import hashlib
import hmac
import math
import re
from binascii import unhexlify
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, TypeVar

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from yishu.hosting.tables import Column, NotOfType, Table, parse

Row = TypeVar("Row", bytes, tuple)

BLOCK_ROWS: Final = 1024
BLOCK_BYTES: Final = 8 * 1024**2
ORDER: Final = 2
"""How the rows of a copy stand, as its evidence tells it: by AES; by BLAKE2b of their names where it tells nothing, as copies did before."""
NAME: Final = "_name"
NAME_LENGTH: Final = 64  # of SHA-256 in hexadecimal digits
_NAMED_BY: Final = 32  # hexadecimal digits of a name: a block of AES
_BETWEEN: Final = "\x1f"
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_TEXTS: Final = {
    "decimal": "trim_scale({})::text",
    "datetime": "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')",
}


@dataclass(frozen=True, slots=True)
class Label:
    """Whose copy it is: what the file says of it where its format has room, the key of its rows' order, and that of its control records."""

    key: bytes
    facts: dict[str, str]
    controls: bytes = b""


def label_of(secret: bytes, receipt: str, **facts: str) -> Label:
    return Label(key_of(secret, receipt), {"receipt": receipt, **facts}, control_key_of(secret, receipt))


def key_of(secret: bytes, receipt: str) -> bytes:
    return hmac.new(secret, b"order of a copy\0" + receipt.encode(), hashlib.sha256).digest()


def control_key_of(secret: bytes, receipt: str) -> bytes:
    return hmac.new(secret, b"control records of a copy\0" + receipt.encode(), hashlib.sha256).digest()


def told(marked_by: tuple[str, ...]) -> dict[str, Any]:
    """What the evidence of a copy says of its order, and tracing needs."""
    return {"marked_by": list(marked_by), "order": ORDER} if marked_by else {}


def marking_items(table: Table, items: tuple[str, ...]) -> tuple[str, ...]:
    """The items that name a row: the keys, where all are in the copy, since a leaked extract is likely to keep them; else all of the copy."""
    keys = tuple(column.code for column in table.key)
    return keys if keys and set(keys) <= set(items) else items


def name_sql(columns: Iterable[Column]) -> str:
    """The name of a row in SQL; the same as `name_of` gives for its texts."""
    texts = (f"coalesce({_TEXTS.get(column.type, '{}::text').format(column.sql)}, '')" for column in columns)
    joined = f" || E'\\x{ord(_BETWEEN):02x}' || ".join(texts)
    return f"encode(sha256(convert_to({joined}, 'UTF8')), 'hex')"


def name_of(columns: tuple[Column, ...], texts: Iterable[str | None]) -> bytes:
    """The name of a row by its texts as they stand in a file, however it was saved."""
    plain = (plain_text(column, text) for column, text in zip(columns, texts, strict=True))
    return hashlib.sha256(_BETWEEN.join(plain).encode("utf-8", "replace")).hexdigest().encode()


def in_order(rows: Iterable[tuple[bytes, Row]], key: bytes) -> Iterator[Row]:
    """The rows, given with their names: block by block in the order of the key."""
    block: list[tuple[bytes, Row]] = []
    held = 0
    for name, row in rows:
        block.append((name, row))
        held += len(row)
        if len(block) >= BLOCK_ROWS or held >= BLOCK_BYTES:
            yield from _sorted(block, key)
            block, held = [], 0
    yield from _sorted(block, key)


def order(names: Iterable[bytes], key: bytes) -> list[int]:
    """How the rows of one block stand in a copy: their numbers, by their names."""
    import numpy as np

    places = np.frombuffer(_enciphered(b"".join([name[:_NAMED_BY] for name in names]), key), ">u8")
    return places[::2].argsort(kind="stable").tolist()


def place(key: bytes, name: bytes, how: object = ORDER) -> bytes:
    """Where a row stands, so that places compare as rows do; `how` as evidence tells it."""
    if how == ORDER:
        return _enciphered(name[:_NAMED_BY], key)[:8]
    return hashlib.blake2b(name, key=key, digest_size=12).digest()


def _enciphered(names: bytes, key: bytes) -> bytes:
    """Every 16 bytes that names begin with by themselves, as AES writes them: all at once that costs a tenth of a hash for each, and tells who does not know the key as little.

    What is enciphered are hashes, for their order alone; it never leaves the process.
    """
    cipher = Cipher(AES(key), ECB()).encryptor()  # noqa: S305
    return cipher.update(unhexlify(names))


@dataclass(frozen=True, slots=True)
class Sample:
    """Names of rows as they follow each other in a file: stretches of neighbours, no name twice; `rows` were read in all."""

    stretches: tuple[tuple[bytes, ...], ...]
    rows: int

    @property
    def distinct(self) -> int:
        return sum(map(len, self.stretches))


NO_ROWS: Final = Sample((), 0)
STRETCH: Final = 64
MOST_STRETCHES: Final = 64


def sample(names: Iterable[bytes]) -> Sample:
    """Of a file of any length at most MOST_STRETCHES stretches, evenly spread over it. A name that is held already is passed over: it would prove nothing twice."""
    kept: list[tuple[bytes, ...]] = []
    stretch: list[bytes] = []
    seen: set[bytes] = set()
    rows = finished = 0
    step = 1
    for name in names:
        rows += 1
        if name in seen:
            continue
        seen.add(name)
        stretch.append(name)
        if len(stretch) < STRETCH:
            continue
        if finished % step == 0:
            kept.append(tuple(stretch))
        finished, stretch = finished + 1, []
        if len(kept) > MOST_STRETCHES:
            kept, step = kept[::2], step * 2
        seen = {held for each in kept for held in each}
    if len(stretch) > 1 and len(kept) < MOST_STRETCHES:
        kept.append(tuple(stretch))
    return Sample(tuple(kept), rows)


def chance(seen: Sample, key: bytes, how: object = ORDER) -> float:
    """The decimal logarithm of an upper bound of the chance that a file which is not this copy stands in its order as well as this one does.

    Of n rows in an order of accident, the number of descents in the key's order is distributed as the whole part of the sum of n uniform variables (Stanley, 1977); the
    bound is Chernoff's for that sum, all stretches together.
    """
    descents = sum(_descents(stretch, key, how) for stretch in seen.stretches)
    count, most = seen.distinct, descents + len(seen.stretches)
    if not count or most >= count / 2:
        return 0.0
    least = _least(lambda t: t * most + count * math.log(-math.expm1(-t) / t), 1e-9, 2.0 * count / most)
    return min(0.0, least / math.log(10))


def _descents(stretch: tuple[bytes, ...], key: bytes, how: object) -> int:
    places = [place(key, name, how) for name in stretch]
    return sum(after < before for before, after in pairwise(places))


def _least(of: Callable[[float], float], low: float, high: float) -> float:
    """The least value of a convex function, by thirds."""
    for _ in range(100):
        third = (high - low) / 3
        if of(low + third) < of(high - third):
            high -= third
        else:
            low += third
    return of((low + high) / 2)


def _sorted(block: list[tuple[bytes, Row]], key: bytes) -> Iterator[Row]:
    return (block[n][1] for n in order((name for name, _ in block), key))


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
