"""AES-CMAC (RFC 4493; NIST SP 800-38B) of many texts at once: a call of AES for all first blocks, one for all second ones, and so on."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.cmac import CMAC
from numpy.typing import NDArray

from yishu.hosting.octets import Octets

LENGTH: Final = 16
"""Bytes of a block, and of a code."""
LONGEST: Final = 2048  # bytes of a text that is worth a row among others
AT_ONCE: Final = 4096  # texts: what is computed with stays near the processor

Codes = NDArray[np.uint8]


class Cmac:
    """Under one key of 16, 24 or 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        subkey = _doubled(self._enciphered(np.zeros((1, LENGTH), np.uint8)).tobytes())
        self._whole = np.frombuffer(subkey, np.uint8)
        self._short = np.frombuffer(_doubled(subkey), np.uint8)

    def of(self, texts: pa.Array) -> Codes:
        """A row of LENGTH bytes for each text."""
        parts = [self._of_some(texts.slice(first, AT_ONCE)) for first in range(0, len(texts), AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty((0, LENGTH), np.uint8)

    def _of_some(self, texts: pa.Array) -> Codes:
        octets = Octets.of(texts)
        long = octets.lengths > LONGEST
        if not long.any():
            return self._of_short(texts, octets.lengths)
        codes = np.empty((len(texts), LENGTH), np.uint8)
        for index in np.flatnonzero(long):
            stock = CMAC(AES(self._key))
            stock.update(octets.all[octets.begins[index] : octets.ends[index]].tobytes())
            codes[index] = np.frombuffer(stock.finalize(), np.uint8)
        if not long.all():
            codes[~long] = self._of_short(texts.filter(pa.array(~long)), octets.lengths[~long])
        return codes

    def _of_short(self, texts: pa.Array, lengths: NDArray[np.int32]) -> Codes:
        """All padded to the longest; a text's code is known with its own last block."""
        count = len(texts)
        blocks = np.maximum(-(-lengths // LENGTH), 1)
        least, most = int(blocks.min()), int(blocks.max())
        padded = Octets.of(pc.ascii_rpad(texts, most * LENGTH, padding="\0")).all.copy()
        ends_within = lengths < blocks * LENGTH
        padded[(np.arange(count) * (most * LENGTH) + lengths)[ends_within]] = 0x80
        every = padded.reshape(count, most, LENGTH)
        last = np.where(ends_within[:, None], self._short, self._whole)
        state = np.zeros((count, LENGTH), np.uint8)
        for block in range(least - 1):
            state = self._enciphered(state ^ every[:, block])
        if least == most:
            return self._enciphered(state ^ every[:, -1] ^ last)
        for block in range(least - 1, most):
            given = state ^ every[:, block]
            given = np.where((blocks == block + 1)[:, None], given ^ last, given)
            state = np.where((blocks > block)[:, None], self._enciphered(given), state)
        return state

    def _enciphered(self, blocks: Codes) -> Codes:
        cipher = Cipher(AES(self._key), ECB()).encryptor()  # noqa: S305 the blocks of CMAC, not a message
        return np.frombuffer(cipher.update(blocks.tobytes()), np.uint8).reshape(blocks.shape)


def _doubled(block: bytes) -> bytes:
    """In the field of 2¹²⁸ elements (RFC 4493, 2.3)."""
    number = int.from_bytes(block) << 1
    return (number & (1 << 128) - 1 ^ (0x87 if number >> 128 else 0)).to_bytes(LENGTH)
