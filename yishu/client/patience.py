"""Whether a call that failed is made again, and after how long. Pure but for the jitter."""

import random
from typing import Final

from yishu.client.errors import Refused

_LOST: Final = "client_not_reached"
_AFTER_OTHERS: Final = frozenset({"upload_busy", "offset_mismatch", "entry_changed"})
"""Refusals with 409 that end by themselves, at once or nearly."""
_ENDS_BY_DAY_OR_HAND: Final = frozenset(
    {"day_used_up", "too_many_misses", "too_many_wrong_claims", "too_many_downloads", "use_throttled"}
)
_FIRST: Final = 0.1  # seconds
_LONGEST: Final = 5.0


def pause_before_next(refused: Refused, attempts: int, *, repeatable: bool) -> float | None:
    """Seconds to wait after that many attempts; nothing where another would not help.

    `repeatable`: a call whose answer was lost may be made once more. What the node said that it did not do may be, in any case.
    """
    if refused.code in _ENDS_BY_DAY_OR_HAND:
        return None
    if refused.status in (429, 503) and refused.again_after is not None:
        return refused.again_after + min(1.0, _growing(attempts))  # a little later, so that not all come back at once
    if refused.code in _AFTER_OTHERS or (refused.code == _LOST and repeatable):
        return _growing(attempts)
    return None


def _growing(attempts: int) -> float:
    return min(_LONGEST, _FIRST * 2 ** (attempts - 1)) * random.uniform(0.5, 1)  # noqa: S311
