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
