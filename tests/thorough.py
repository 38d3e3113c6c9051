"""How much is tried: everything by `make faults`, the telling part of it by `make test`."""

import os
from typing import TypeVar

THOROUGH = os.environ.get("YISHU_THOROUGH") == "1"
Amount = TypeVar("Amount")


def full_or(whole: Amount, part: Amount) -> Amount:
    """Of examples, rounds or rows: the whole by `make faults`, the part otherwise."""
    return whole if THOROUGH else part
