"""One form of evidence for pages, API and gateway, and the columns it is written to (32.1). No Django here.

The record's body is canonical JSON (fields in the order below). Its leaf hash, `H(0x00 ‖ salt ‖ body)` as in RFC 6962, 2.1, H being SHA-256 or SM3 by
the node's suite, is computed when the row is written and is part of the receipt, so that a later edit shows. Subjects appear only as keyed hashes. What is
personal stands beside the body, which holds a commitment to it (`personal`).
"""

import hashlib
import os
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

import msgspec

from yishu.audit import personal
from yishu.audit.actions import Action as Action
from yishu.audit.actions import Outcome as Outcome
from yishu.audit.personal import SALT_BYTES
from yishu.core.decoding import decoder
from yishu.core.ids import new_id
from yishu.core.suites import Suite

SUBJECT_BYTES = 16


class Record(msgspec.Struct, kw_only=True):
    """One use or one act. `subjects` are keyed hashes of 16 bytes, side by side; `found` counts the subjects found, never says a verdict. `personal`: the commitment, where it was read from a body."""

    action: str
    outcome: str = Outcome.ALLOWED.value
    node: str = ""
    actor: str = ""  # system:12, person:7, platform
    actor_name: str = ""
    agency: str = ""
    resource: str = ""
    target: str = ""
    grant: str = ""
    grant_hash: str = ""
    duty: str = ""
    case: str = ""
    items: list[str] = []
    subjects: bytes = b""
    found: int | None = None
    version: int | None = None
    reason: str = ""
    detail: dict[str, str | int | bool | list[str] | None] = {}
    personal: str = ""
    id: UUID = msgspec.field(default_factory=new_id)
    at: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))


class Written(msgspec.Struct):
    """A record as its row: the values in the order of COLUMNS, and the receipt `id.hash` of whoever caused it."""

    values: tuple[UUID, datetime, str, str, str, str, str, str, str, str, bytes, str, bytes, bytes, bytes | None]
    receipt: str


TABLE = "audit_record"
COLUMNS = (
    "id", "at", "action", "outcome", "actor", "agency", "resource", "target", "grant_id", "case_number", "subjects", "body", "salt", "leaf", "personal",
)  # fmt: skip

EPOCH_SETTING = "yishu.epoch"
"""The PostgreSQL setting by which a session names the epoch that it decides by. While it is set, a statement that adds records is undone by the table's own trigger,
with SQLSTATE `EPOCH_MOVED`, where another epoch is in force."""
EPOCH_MOVED = "YS001"

INSERT = f"insert into {TABLE} ({', '.join(COLUMNS)}) values ({', '.join(['%s'] * len(COLUMNS))})"
"""For commands (psycopg), in the transaction of what they record."""


def write(record: Record, suite: Suite) -> Written:
    """The row of a record, with its salts and leaf by the node's suite."""
    random = os.urandom(SALT_BYTES * 2)
    salt, part = random[:SALT_BYTES], personal.part_of(record)
    told, commitment = personal.kept(suite, part, random[SALT_BYTES:])
    body = _encode(personal.without(record, part, commitment) if told else record)
    leaf = leaf_hash(suite, salt, body)
    values = (
        record.id,
        record.at,
        record.action,
        record.outcome,
        record.actor,
        record.agency,
        record.resource,
        record.target,
        record.grant,
        record.case,
        record.subjects,
        body.decode(),
        salt,
        leaf,
        told or None,
    )
    return Written(values, receipt_of(str(record.id), leaf))


def read(body: str | bytes, told: bytes | None) -> Record:
    """The record of a row: its body, and what is personal where that is still there. Raises msgspec.MsgspecError."""
    return personal.together(_decode(body), personal.read(told or b""))


_encode = msgspec.json.Encoder().encode
_decode = decoder(Record).decode


def receipt_of(number: str, leaf: bytes) -> str:
    return f"{number}.{leaf.hex()}"


def leaf_hash(suite: Suite, salt: bytes, body: bytes) -> bytes:
    """RFC 6962, 2.1: the hash of a leaf, which is the salt and the body."""
    return suite.leaf(salt + body)


def subject_hash(key: bytes, resource_kind: str, subject: str) -> bytes:
    """The keyed hash (BLAKE2b, 16 bytes) by which evidence names a subject; the kind of key sets a resident number apart from an equal code."""
    hash_ = hash_begun(key, resource_kind).copy()
    hash_.update(subject.encode())
    return hash_.digest()


@lru_cache(maxsize=64)
def hash_begun(key: bytes, resource_kind: str) -> hashlib.blake2b:
    """The same as far as all subjects of a kind share it: copied and completed with the subject, it is that hash. Never to be updated itself."""
    return hashlib.blake2b(f"{resource_kind}\0".encode(), key=key, digest_size=SUBJECT_BYTES)
