"""The order of a copy's rows names its holder (20.2): a leaked file tells whose copy it is, and no value is altered for it.

Every row has a name (`row_names`). Within each block of a whole copy the rows stand in the order of their names as a cipher writes them, its key being made of the node's secret and the
copy's receipt. Rows left out of a leaked file do not disturb it. Changes since a version keep their order, which consumers rely on, and bear no mark.
"""

import hashlib
import hmac
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final, TypeVar

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from numpy.typing import NDArray

from yishu.hosting.cmac import LENGTH
from yishu.hosting.row_names import names_of
from yishu.hosting.tables import Table

Row = TypeVar("Row", bytes, tuple)
Names = NDArray[np.uint8]
Places = NDArray[np.uint64]

BLOCK_ROWS: Final = 1024
BLOCK_BYTES: Final = 8 * 1024**2
ORDER: Final = 3
"""How the rows of a copy stand, as its evidence tells it: by AES of their names. Of copies before: by AES of the SHA-256 of their plain texts (2), by BLAKE2b of that in hexadecimal
digits (where evidence tells nothing)."""
_BY_HASH: Final = 2


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


def in_order(rows: Iterable[tuple[bytes, Row]], key: bytes) -> Iterator[Row]:
    """The rows, given with their plain texts: block by block in the order of the key."""
    block: list[tuple[bytes, Row]] = []
    held = 0
    for plain, row in rows:
        block.append((plain, row))
        held += len(row)
        if len(block) >= BLOCK_ROWS or held >= BLOCK_BYTES:
            yield from _sorted(block, key)
            block, held = [], 0
    yield from _sorted(block, key)


def order(names: Names, key: bytes) -> NDArray[np.intp]:
    """How the rows of one block stand in a copy: their numbers."""
    return places(names, key).argsort(kind="stable")


def order_of_blocks(names: Names, key: bytes) -> NDArray[np.intp]:
    """The same for rows of many blocks, at most a million."""
    blocks = np.arange(len(names), dtype=np.uint64) // BLOCK_ROWS
    return (blocks << np.uint64(44) | places(names, key) >> np.uint64(20)).argsort()


def places(names: Names, key: bytes) -> Places:
    """Where rows stand within their block: their names as AES writes them, all at once. That tells who does not know the key nothing.

    What is enciphered is for the order alone, and never leaves the process.
    """
    cipher = Cipher(AES(key), ECB()).encryptor()  # noqa: S305
    return np.frombuffer(cipher.update(names.tobytes()), ">u8")[::2].astype(np.uint64)


@dataclass(frozen=True)
class Sample:
    """Plain texts of rows as they follow each other in a file: stretches of neighbours, no text twice; `rows` were read in all."""

    stretches: tuple[tuple[bytes, ...], ...]
    rows: int

    @property
    def distinct(self) -> int:
        return sum(map(len, self.stretches))

    def places(self, key: bytes, how: object = ORDER) -> list[Places]:
        """Where the rows of each stretch would stand in a copy with that key; `how` as evidence tells it."""
        if how in (ORDER, _BY_HASH):
            found = places(self._names if how == ORDER else self._hashes, key)
        else:
            written = [hashlib.blake2b(each.hex().encode(), key=key, digest_size=12).digest() for each in self._digests]
            found = np.frombuffer(b"".join(each[:8] for each in written), ">u8").astype(np.uint64)
        return np.split(found, np.cumsum([len(stretch) for stretch in self.stretches])[:-1])

    @cached_property
    def _names(self) -> Names:
        return names_of([*chain.from_iterable(self.stretches)])

    @cached_property
    def _digests(self) -> list[bytes]:
        """As they were taken of plain texts without the last separator."""
        return [hashlib.sha256(plain[:-1]).digest() for plain in chain.from_iterable(self.stretches)]

    @cached_property
    def _hashes(self) -> Names:
        return np.frombuffer(b"".join(each[:LENGTH] for each in self._digests), np.uint8).reshape(-1, LENGTH)


NO_ROWS: Final = Sample((), 0)
STRETCH: Final = 64
MOST_STRETCHES: Final = 64


def sample(texts: Iterable[bytes]) -> Sample:
    """Of a file of any length, by its rows' plain texts, at most MOST_STRETCHES stretches, evenly spread over it. What is held already is passed over: it would prove nothing twice."""
    kept: list[tuple[bytes, ...]] = []
    stretch: list[bytes] = []
    seen: set[bytes] = set()
    rows = finished = 0
    step = 1
    for plain in texts:
        rows += 1
        if plain in seen:
            continue
        seen.add(plain)
        stretch.append(plain)
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
    descents = sum(int(np.count_nonzero(each[1:] < each[:-1])) for each in seen.places(key, how))
    count, most = seen.distinct, descents + len(seen.stretches)
    if not count or most >= count / 2:
        return 0.0
    least = _least(lambda t: t * most + count * math.log(-math.expm1(-t) / t), 1e-9, 2.0 * count / most)
    return min(0.0, least / math.log(10))


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
    return (block[n][1] for n in order(names_of([plain for plain, _ in block]), key))
