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

from yishu.hosting.octets import Flags, Octets

LENGTH: Final = 16
"""Bytes of a block, and of a code."""
LONGEST: Final = 2048  # bytes of a text that is worth a row among others
AT_ONCE: Final = 8192  # texts: what is computed with stays near the processor

Codes = NDArray[np.uint8]
Words = NDArray[np.uint64]
"""Blocks as what one instruction handles; the order of their octets does not matter, where they are only combined bit by bit."""
_WORD: Final = np.uint64
_BLOCK: Final = np.dtype("V16")  # whatever has 16 bytes and is moved as one


class Cmac:
    """Under one key of 16, 24 or 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        subkey = _doubled(self._enciphered(np.zeros(LENGTH, np.uint8).view(_WORD)).tobytes())
        self._whole = np.frombuffer(subkey, _WORD)
        self._short = np.frombuffer(_doubled(subkey), _WORD)

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
        numbers = np.maximum(-(-lengths // LENGTH), 1)
        least, most = int(numbers.min()), int(numbers.max())
        padded = Octets.of(pc.ascii_rpad(texts, most * LENGTH, padding="\0")).all.copy()
        ends_within = lengths < numbers * LENGTH
        begins = np.arange(0, count * most * LENGTH, most * LENGTH)
        padded[(begins + lengths)[ends_within]] = 0x80
        self._mark_last(padded.view(_WORD), (begins + (numbers - 1) * LENGTH) // _WORD().nbytes, ends_within)
        blocks = np.ascontiguousarray(padded.view(_BLOCK).reshape(count, most).T).view(_WORD).reshape(most, count, 2)
        state = self._enciphered(blocks[0])
        for number, block in enumerate(blocks[1:], 1):
            later = self._enciphered(state ^ block)
            state = later if number < least else np.where((numbers > number)[:, None], later, state)
        return state.view(np.uint8)

    def _mark_last(self, words: Words, at: NDArray[np.int64], ends_within: Flags) -> None:
        """The last blocks, whose first words stand at these places, with the subkey that is theirs."""
        for word in range(2):
            words[at + word] ^= np.where(ends_within, self._short[word], self._whole[word])

    def _enciphered(self, blocks: Words) -> Words:
        cipher = Cipher(AES(self._key), ECB()).encryptor()  # noqa: S305 the blocks of CMAC, not a message
        return np.frombuffer(cipher.update(blocks.view(np.uint8).reshape(-1).data), _WORD).reshape(blocks.shape)


def _doubled(block: bytes) -> bytes:
    """In the field of 2¹²⁸ elements (RFC 4493, 2.3)."""
    number = int.from_bytes(block) << 1
    return (number & (1 << 128) - 1 ^ (0x87 if number >> 128 else 0)).to_bytes(LENGTH)
