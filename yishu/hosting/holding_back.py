"""Batches that are not published at once because too many of their records are bad: a named person looks at them first (21.2)."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Final

from yishu.hosting.fault_counts import count_faults, first_sent_back
from yishu.hosting.staging import Staging

SAMPLE: Final = 20


@dataclass(eq=False)
class BatchHeld(Exception):
    """Nothing of it is published: more than `percent` of the records are bad."""

    percent: Decimal
    records: int
    quarantined: int
    body_digest: str
    faults: list[dict[str, Any]] = field(repr=False)
    sample: list[dict[str, Any]] = field(repr=False)


def is_over(percent: Decimal | None, *, bad: int, records: int) -> bool:
    """Whether more than this share of the records is bad; no share, no bound."""
    return percent is not None and bad * 100 > percent * records


def require_share(percent: Decimal | None, staging: Staging, body_digest: str) -> None:
    """Raises BatchHeld, with what the person needs to see of the file."""
    if percent is None or not is_over(percent, bad=staging.bad, records=staging.records):
        return
    faults = [asdict(each) for each in count_faults()]
    raise BatchHeld(percent, staging.records, staging.bad, body_digest, faults, first_sent_back(SAMPLE))
