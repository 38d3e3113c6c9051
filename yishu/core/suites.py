"""The two suites of algorithms a node may be run with: `intl` (SHA-256, Ed25519) and `gm` (SM3, GB/T 32905; SM2, GB/T 32918). No Django here.

What is hashed is a Merkle tree's: leaf and node are told apart by a first byte (RFC 6962, 2.1). Hashes are 32 bytes in either.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

SIZE: Final = 32
"""Bytes of a hash."""

Digest = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Suite:
    """Which hash function records and their log are hashed by."""

    name: str
    digest: Digest

    def leaf(self, entry: bytes) -> bytes:
        return self.digest(b"\0" + entry)

    def node(self, left: bytes, right: bytes) -> bytes:
        return self.digest(b"\1" + left + right)

    def top(self, hashes: Sequence[bytes]) -> bytes:
        """The root over nodes of one height, of which the last may be of an incomplete subtree; of none, the hash of nothing."""
        if not hashes:
            return self.digest(b"")
        level = list(hashes)
        while len(level) > 1:
            # An odd last one moves up as it is: what the split at powers of two comes to.
            paired = [self.digest(b"\1" + level[at] + level[at + 1]) for at in range(0, len(level) - 1, 2)]
            level = paired + level[len(paired) * 2 :]
        return level[0]


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _sm3(content: bytes) -> bytes:
    return hashlib.new("sm3", content).digest()


INTL: Final = Suite("intl", _sha256)
GM: Final = Suite("gm", _sm3)
SUITES: Final = {INTL.name: INTL, GM.name: GM}


def suite_of(name: str) -> Suite:
    """Raises ValueError for a name that none has, and where this machine's OpenSSL has no SM3."""
    try:
        suite = SUITES[name]
    except KeyError:
        raise ValueError(f"{name!r} is no suite: one of {', '.join(SUITES)}") from None
    suite.digest(b"")
    return suite
