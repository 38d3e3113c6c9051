"""The commitment of a record's body to its personal part, `H(0x02 ‖ salt ‖ part)` in hexadecimal; see `audit.personal`. Pure: who examines a log needs no more.

The first byte sets it apart from leaves (0) and nodes (1) of the tree. Bodies of before have no field `personal` and no part; a body with nothing personal in it has the field empty.
"""

import re
from typing import Final

from yishu.core.suites import Suite

_COMMITTED: Final = re.compile(rb',"personal":"([0-9a-f]{64})","id":"[0-9a-f-]{36}","at":"[^"]{19,32}"\}\Z')
_TAIL: Final = 192
"""It is looked for so far from the end of a body."""


def commitment(suite: Suite, told: bytes) -> str:
    """To what a row keeps, `salt ‖ part`."""
    return suite.digest(b"\2" + told).hex()


def committed(body: bytes) -> str:
    """The commitment that stands in a body; empty where nothing personal was recorded, and in bodies of before."""
    found = _COMMITTED.search(body[-_TAIL:])
    return found[1].decode() if found else ""


def holds(suite: Suite, body: bytes, told: bytes) -> bool:
    """Whether the part is the one that was recorded, or is not there."""
    return not told or commitment(suite, told) == committed(body)
