"""One form of evidence for pages, API and gateway, and the columns it is written to (32.1). No Django here.

The record's body is canonical JSON (fields in the order below). Its leaf hash, `sha256(0x00 ‖ salt ‖ body)` as in RFC 6962, 2.1, is computed when the
row is written and is part of the receipt, so that a later edit shows. Subjects appear only as keyed hashes.
"""

import hashlib
import os
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from yishu.core.ids import new_id

SUBJECT_BYTES = 16


class Action(StrEnum):
    """What was done, `subject:action`. Words are added, never renamed."""

    DATA_VERIFIED = "data:verified"
    DATA_QUERIED = "data:queried"
    DATA_COPIED = "data:copied"
    BATCH_PUBLISHED = "batch:published"
    QUARANTINE_READ = "quarantine:read"
    ENTRY_DRAFTED = "entry:drafted"
    ENTRY_SUBMITTED = "entry:submitted"
    ENTRY_SIGNED_OFF = "entry:signed-off"
    ENTRY_PUBLISHED = "entry:published"
    ENTRY_RETURNED = "entry:returned"
    ENTRY_SUSPENDED = "entry:suspended"
    ENTRY_RESUMED = "entry:resumed"
    ENTRY_WITHDRAWN = "entry:withdrawn"
    CATALOGUE_IMPORTED = "catalogue:imported"
    APPLICATION_SUBMITTED = "application:submitted"
    APPLICATION_DECIDED = "application:decided"
    GRANT_OPENED = "grant:opened"
    GRANT_WITHDRAWN = "grant:withdrawn"
    SESSION_OPENED = "session:opened"
    SESSION_CLOSED = "session:closed"
    AGENCY_REGISTERED = "agency:registered"
    PERSON_REGISTERED = "person:registered"
    PERSON_CHANGED = "person:changed"
    SYSTEM_REGISTERED = "system:registered"
    KEY_ISSUED = "key:issued"
    KEY_REVOKED = "key:revoked"
    REQUEST_REFUSED = "request:refused"
    LINK_INVITED = "link:invited"
    LINK_JOINED = "link:joined"
    LINK_CONFIRMED = "link:confirmed"
    LINK_CLOSED = "link:closed"
    APPLICATION_CARRIED = "application:carried"
    APPLICATION_RECEIVED = "application:received"
    DECISION_RECEIVED = "decision:received"
    CALL_CARRIED = "call:carried"
    REPLICA_DELIVERED = "replica:delivered"
    REPLICA_DROPPED = "replica:dropped"


class Outcome(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"


class Record(msgspec.Struct, kw_only=True):
    """One use or one act. `subjects` are keyed hashes of 16 bytes, side by side; `found` counts the subjects found, never says a verdict."""

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
    id: UUID = msgspec.field(default_factory=new_id)
    at: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))


class Written(msgspec.Struct):
    """A record as its row: the values in the order of COLUMNS, and the receipt `id.hash` of whoever caused it."""

    values: tuple[UUID, datetime, str, str, str, str, str, str, str, str, bytes, str, bytes, bytes]
    receipt: str


TABLE = "audit_record"
COLUMNS = (
    "id", "at", "action", "outcome", "actor", "agency", "resource", "target", "grant_id", "case_number", "subjects", "body", "salt", "leaf",
)  # fmt: skip

EPOCH_SETTING = "yishu.epoch"
"""The PostgreSQL setting by which a session names the epoch that it decides by. While it is set, a statement that adds records is undone by the table's own trigger,
with SQLSTATE `EPOCH_MOVED`, where another epoch is in force."""
EPOCH_MOVED = "YS001"

INSERT = f"insert into {TABLE} ({', '.join(COLUMNS)}) values ({', '.join(['%s'] * len(COLUMNS))})"
"""For commands (psycopg), in the transaction of what they record."""


def write(record: Record) -> Written:
    """The row of a record, with its salt and leaf."""
    body = _encode(record)
    salt = os.urandom(16)
    leaf = leaf_hash(salt, body)
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
    )
    # A UUID's own text costs twice what its JSON does.
    return Written(values, f"{_encode(record.id)[1:-1].decode()}.{leaf.hex()}")


_encode = msgspec.json.Encoder().encode


def leaf_hash(salt: bytes, body: bytes) -> bytes:
    """RFC 6962, 2.1: `sha256(0x00 ‖ leaf)`, the leaf being the salt and the body."""
    return hashlib.sha256(b"\0" + salt + body).digest()


def subject_hash(key: bytes, resource_kind: str, subject: str) -> bytes:
    """The keyed hash (BLAKE2b, 16 bytes) by which evidence names a subject; the kind of key sets a resident number apart from an equal code."""
    return hashlib.blake2b(f"{resource_kind}\0{subject}".encode(), key=key, digest_size=SUBJECT_BYTES).digest()
