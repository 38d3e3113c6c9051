"""The messages of publication: the receipt of a batch, and the records sent back. Plain data."""

from msgspec import Struct


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
    """What would come of a file. `version` is the one that stands; `digest` the one that the batch would have. Nothing was published."""

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
