"""The messages of publication: the receipt of a batch, and the records sent back. Plain data."""

from typing import Any, Final

from msgspec import Struct

MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
    ".arrows": "application/vnd.apache.arrow.stream",
    ".geojson": "application/geo+json",
}
"""What a file is sent as, by its ending."""


class BatchReceipt(Struct):
    """What a published batch did. `digest` covers the records that passed; `receipt` names its evidence.

    `records` came in, each of them accepted or quarantined. `signature`: all of it, signed by the node (compact JWS); empty for what was published before receipts were signed.
    """

    batch: str
    version: int
    accepted: int
    unchanged: int
    quarantined: int
    digest: str
    receipt: str
    records: int = 0
    signature: str = ""


class FaultCount(Struct):
    """A rule that records of a file break: how many do, and the first of them by their number in the file."""

    field: str
    rule: str
    message: str
    count: int
    rows: list[int]


class BatchForeseen(Struct):
    """What would come of a file. `version` is the one that stands; `digest` the one that the batch would have. Nothing was published.

    `held`: it would wait for a person first, because too many of its records are bad.
    """

    version: int
    records: int
    accepted: int
    inserted: int
    updated: int
    deleted: int
    unchanged: int
    quarantined: int
    digest: str
    faults: list[FaultCount]
    dry_run: bool = True
    held: bool = False


class Reason(Struct):
    """Why a record was sent back, in the caller's language; never a value."""

    field: str
    rule: str
    message: str


class SentBack(Struct):
    """One record sent back, by its number in the file. Its values are left out here."""

    row: int
    errors: list[Reason]


class SentBackPage(Struct):
    items: list[SentBack]
    next: str | None = None


class HeldCounts(Struct):
    """Why a batch is held: more than `percent` of its records are bad. `until`: the day after which its file is kept no longer."""

    records: int
    quarantined: int
    percent: str
    until: str
    faults: list[FaultCount]


class UploadStatus(Struct):
    """What became of a file that came in parts, that is published later, or that is held.

    `state`: receiving, received (it waits, or is being read: `records` so far; not before `again_at` where the platform could not carry it through), held, published (`batch` is its receipt), refused (`problem` says why), discarded or expired.
    """

    upload: str
    state: str
    length: int
    offset: int
    records: int
    expires: str | None = None
    batch: BatchReceipt | None = None
    held: HeldCounts | None = None
    problem: dict[str, Any] | None = None
    decided_by: str | None = None
    reason: str | None = None
    again_at: str | None = None
