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
    SHEET_ISSUED = "sheet:issued"
    COPY_ASKED = "copy:asked"
    COPY_KEPT = "copy:kept"
    COPY_FETCHED = "copy:fetched"
    COPY_REMOVED = "copy:removed"
    BATCH_PUBLISHED = "batch:published"
    QUARANTINE_READ = "quarantine:read"
    QUARANTINE_CORRECTED = "quarantine:corrected"
    QUARANTINE_CLOSED = "quarantine:closed"
    QUARANTINE_REOPENED = "quarantine:reopened"
    OVERRIDE_ASKED = "override:asked"
    OVERRIDE_AGREED = "override:agreed"
    OVERRIDE_REFUSED = "override:refused"
    OVERRIDE_REVOKED = "override:revoked"
    FILE_UPLOADED = "file:uploaded"
    FILE_SIGNED_OFF = "file:signed-off"
    FILE_RETURNED = "file:returned"
    FILE_WITHDRAWN = "file:withdrawn"
    FILE_OPENED = "file:opened"
    ENTRY_DRAFTED = "entry:drafted"
    ENTRY_SUBMITTED = "entry:submitted"
    ENTRY_TAKEN_BACK = "entry:taken_back"
    ENTRY_SIGNED_OFF = "entry:signed-off"
    ENTRY_PUBLISHED = "entry:published"
    ENTRY_RETURNED = "entry:returned"
    ENTRY_SUSPENDED = "entry:suspended"
    ENTRY_RESUMED = "entry:resumed"
    ENTRY_WITHDRAWN = "entry:withdrawn"
    CATALOGUE_IMPORTED = "catalogue:imported"
    SPREADSHEET_UPLOADED = "spreadsheet:uploaded"
    SPREADSHEET_IMPORTED = "spreadsheet:imported"
    PROVIDER_MATCHED = "provider:matched"
    APPLICATION_SUBMITTED = "application:submitted"
    APPLICATION_WITHDRAWN = "application:withdrawn"
    ATTACHMENT_ADDED = "attachment:added"
    APPLICATION_QUESTIONED = "application:questioned"
    APPLICATION_ANSWERED = "application:answered"
    APPLICATION_ESCALATED = "application:escalated"
    APPLICATION_PREPARED = "application:prepared"
    APPLICATION_SIGNED = "application:signed"
    APPLICATION_SENT_BACK = "application:sent-back"
    APPLICATION_OUTDATED = "application:outdated"
    APPLICATION_COMPLETED = "application:completed"
    APPLICATION_CHECKED = "application:checked"
    APPLICATION_RETURNED = "application:returned"
    APPLICATION_CHECK_LATE = "application:check-late"
    DECISION_PREPARED = "decision:prepared"
    DECISION_SIGNED = "decision:signed"
    DECISION_SENT_BACK = "decision:sent-back"
    APPLICATION_DECIDED = "application:decided"
    GRANT_OPENED = "grant:opened"
    GRANT_WITHDRAWN = "grant:withdrawn"
    GRANT_REPLACED = "grant:replaced"
    GRANT_CHANGED = "grant:changed"
    GRANT_ACCEPTED = "grant:accepted"
    GRANTS_STATED = "grants:stated"
    STANDING_BROUGHT_IN = "standing:brought-in"
    STANDING_SHEET_READ = "standing:sheet-read"
    STANDING_AMENDED = "standing:amended"
    STANDING_DOCUMENTED = "standing:documented"
    STANDING_CONFIRMED = "standing:confirmed"
    STANDING_RETURNED = "standing:returned"
    STANDING_ACKNOWLEDGED = "standing:acknowledged"
    STANDING_OBJECTED = "standing:objected"
    STANDING_DROPPED = "standing:dropped"
    STANDING_LAPSED = "standing:lapsed"
    SESSION_OPENED = "session:opened"
    SESSION_CLOSED = "session:closed"
    AGENCY_REGISTERED = "agency:registered"
    PERSON_REGISTERED = "person:registered"
    PERSON_CHANGED = "person:changed"
    DELEGATION_MADE = "delegation:made"
    DELEGATION_ENDED = "delegation:ended"
    SYSTEM_REGISTERED = "system:registered"
    KEY_ISSUED = "key:issued"
    KEY_REVOKED = "key:revoked"
    KEY_ROTATED = "key:rotated"
    SYSTEM_CHANGED = "system:changed"
    INVITATION_ISSUED = "invitation:issued"
    INVITATION_REVOKED = "invitation:revoked"
    PASSWORD_SET = "password:set"  # noqa: S105 - a word, not a secret
    IDENTITY_BOUND = "identity:bound"
    FACTOR_ADDED = "factor:added"
    FACTOR_REMOVED = "factor:removed"
    RECOVERY_CODE_USED = "recovery-code:used"
    WORK_HANDED_OVER = "work:handed-over"
    SESSIONS_REVOKED = "sessions:revoked"
    REQUEST_REFUSED = "request:refused"
    ENTRY_REVIEWED = "entry:reviewed"
    RULE_CHANGED = "rule:changed"
    RESOURCE_MOUNTED = "resource:mounted"
    RESOURCE_UNMOUNTED = "resource:unmounted"
    CHECK_DECLARED = "check:declared"
    CHECK_ENDED = "check:ended"
    KEEP_RULE_SET = "keep-rule:set"
    VERSIONS_EXPIRED = "versions:expired"
    ARCHIVE_RULE_SET = "archive-rule:set"
    VERSION_FILE_KEPT = "version-file:kept"
    VERSION_FILE_REMOVED = "version-file:removed"
    UPLOAD_BEGUN = "upload:begun"
    UPLOAD_ABANDONED = "upload:abandoned"
    UPLOAD_EXPIRED = "upload:expired"
    BATCH_HELD = "batch:held"
    BATCH_RELEASED = "batch:released"
    BATCH_DISCARDED = "batch:discarded"
    HOLD_DECLARED = "hold:declared"
    HOLD_ENDED = "hold:ended"
    CONTROLS_DECLARED = "controls:declared"
    CONTROLS_ENDED = "controls:ended"
    ASSEMBLY_DECLARED = "assembly:declared"
    ASSEMBLY_ENDED = "assembly:ended"
    ASSEMBLY_ASKED = "assembly:asked"
    ASSEMBLY_ASSEMBLED = "assembly:assembled"
    ASSEMBLY_STOPPED = "assembly:stopped"
    ASSEMBLY_RESUMED = "assembly:resumed"
    ASSEMBLY_DIFFERENCES_READ = "assembly:differences-read"
    MATTER_REGISTERED = "matter:registered"
    CASE_OPENED = "case:opened"
    CASE_ITEMS_DRAWN = "case:items-drawn"
    CASE_DOCUMENT_USED = "case:document-used"
    CASE_STEP_DONE = "case:step-done"
    CASE_STEP_RETURNED = "case:step-returned"
    BACKUP_MADE = "backup:made"
    DRILL_PLANNED = "drill:planned"
    DRILL_HELD = "drill:held"
    RISK_ASSESSED = "risk:assessed"
    INCIDENT_REPORTED = "incident:reported"
    INCIDENT_CLASSIFIED = "incident:classified"
    INCIDENT_SENT = "incident:sent"
    INCIDENT_ACKNOWLEDGED = "incident:acknowledged"
    INCIDENT_TASKED = "incident:tasked"
    INCIDENT_TASK_DONE = "incident:task-done"
    INCIDENT_ACCOUNTED = "incident:accounted"
    INCIDENT_CLOSED = "incident:closed"
    PROCEDURE_RECORDED = "procedure:recorded"
    DEMAND_FILED = "demand:filed"
    DEMAND_ACCEPTED = "demand:accepted"
    DEMAND_LINKED = "demand:linked"
    DEMAND_PASSED_ON = "demand:passed-on"
    DEMAND_REFUSED = "demand:refused"
    HOLDING_LINKED = "holding:linked"
    HOLDING_UNLINKED = "holding:unlinked"
    HOLDING_EXEMPTED = "holding:exempted"
    SYNONYM_ADDED = "synonym:added"
    SYNONYM_REMOVED = "synonym:removed"
    COORDINATION_RAISED = "coordination:raised"
    COORDINATION_STATED = "coordination:stated"
    COORDINATION_OPINED = "coordination:opined"
    COORDINATION_EXECUTED = "coordination:executed"
    COORDINATION_ESCALATED = "coordination:escalated"
    COORDINATION_DECIDED = "coordination:decided"
    ONWARD_REQUESTED = "onward:requested"
    ONWARD_DISCLOSED = "onward:disclosed"
    ONWARD_ANSWERED = "onward:answered"
    ONWARD_ACKNOWLEDGED = "onward:acknowledged"
    COMPARISON_PREPARED = "comparison:prepared"
    COMPARISON_MADE = "comparison:made"
    COMPARISON_READ = "comparison:read"
    COMPARISON_REMOVED = "comparison:removed"
    DISCREPANCY_FOUND = "discrepancy:found"
    DISCREPANCY_OWN_CORRECTED = "discrepancy:own-corrected"
    DISCREPANCY_FED_BACK = "discrepancy:fed-back"
    DISCREPANCY_ANSWERED = "discrepancy:answered"
    DISCREPANCY_CORRECTED = "discrepancy:corrected"
    DISCREPANCY_ESCALATED = "discrepancy:escalated"
    DISCREPANCY_SETTLED = "discrepancy:settled"
    DISCREPANCY_READ = "discrepancy:read"
    NIL_REPORTED = "update:nil-reported"
    FILING_MADE = "filing:made"
    FILING_OBJECTED = "filing:objected"
    FILING_ENDED = "filing:ended"
    LICENCE_KIND_DEFINED = "licence-kind:defined"
    DOCUMENT_DRAFTED = "document:drafted"
    DOCUMENT_DISCARDED = "document:discarded"
    DOCUMENT_ISSUED = "document:issued"
    DOCUMENT_SUPERSEDED = "document:superseded"
    DOCUMENT_REVOKED = "document:revoked"
    DOCUMENT_OPENED = "document:opened"
    DOCUMENT_FETCHED = "document:fetched"
    DOCUMENTS_ARCHIVED = "documents:archived"
    PAPER_COPY_RECORDED = "paper-copy:recorded"
    ASSESSMENT_COMPUTED = "assessment:computed"
    ASSESSMENT_SHOWN = "assessment:shown"
    ASSESSMENT_CONFIRMED = "assessment:confirmed"
    ASSESSMENT_SIGNED = "assessment:signed"
    ASSESSMENT_COSIGNED = "assessment:cosigned"
    ASSESSMENT_SENT_BACK = "assessment:sent-back"
    ASSESSMENT_PUBLISHED = "assessment:published"
    SUGGESTION_EDITED = "suggestion:edited"
    OBJECTION_RAISED = "objection:raised"
    OBJECTION_ANSWERED = "objection:answered"
    SCHEME_REVISED = "scheme:revised"
    INSPECTION_PLANNED = "inspection:planned"
    INSPECTION_AGREED = "inspection:agreed"
    INSPECTION_CLOSED = "inspection:closed"
    FINDING_NOTED = "finding:noted"
    RECTIFICATION_NOTIFIED = "rectification:notified"
    RECTIFICATION_REPORTED = "rectification:reported"
    RECTIFICATION_CHECKED = "rectification:checked"
    PROPOSALS_DRAWN = "proposal:drawn"
    PROPOSAL_DECIDED = "proposal:decided"
    LINK_INVITED = "link:invited"
    LINK_JOINED = "link:joined"
    LINK_CONFIRMED = "link:confirmed"
    LINK_CLOSED = "link:closed"
    APPLICATION_CARRIED = "application:carried"
    APPLICATION_RECEIVED = "application:received"
    DECISION_RECEIVED = "decision:received"
    DECISION_UNPROVEN = "decision:unproven"
    CALL_CARRIED = "call:carried"
    REPLICA_DELIVERED = "replica:delivered"
    REPLICA_DROPPED = "replica:dropped"
    COPY_TRACED = "copy:traced"
    EVALUATION_RECORDED = "evaluation:recorded"
    STANDARD_PROPOSED = "standard:proposed"
    STANDARD_AMENDED = "standard:amended"
    STANDARD_ADOPTED = "standard:adopted"
    STANDARD_REJECTED = "standard:rejected"
    STANDARD_ABOLISHED = "standard:abolished"
    STANDARDS_IMPORTED = "standard:imported"
    TASK_REGISTERED = "collection-task:registered"
    TASK_LAW_CITED = "collection-task:law-cited"
    TASK_LAW_REVIEWED = "collection-task:law-reviewed"
    TASK_LAID = "collection-task:laid"
    TASK_ANSWERED = "collection-task:answered"
    TASK_OBJECTION_DECIDED = "collection-task:objection-decided"
    TASK_ENDED = "collection-task:ended"
    PROJECT_REGISTERED = "project:registered"
    PROJECT_LAW_CITED = "project:law-cited"
    PROJECT_LAW_REVIEWED = "project:law-reviewed"
    PROJECT_SUBMITTED = "project:submitted"
    PROJECT_OPINED = "project:opined"
    PROJECT_ACCEPTANCE_CHECKED = "project:acceptance-checked"
    FORM_REGISTERED = "collected-form:registered"
    FORM_FLAGGED = "collected-form:flagged"
    FORM_LAW_CITED = "collected-form:law-cited"
    FORM_LAW_REVIEWED = "collected-form:law-reviewed"
    FORM_LINES_ENDED = "collected-form:lines-ended"
    ENTRY_CONFIRMED = "entry:confirmed"
    ENTRY_MERGED = "entry:merged"
    DIRECTORY_ORDERED = "directory:ordered"
    DIRECTORY_PUBLISHED = "directory:published"
    DIRECTORY_EXPORTED = "directory:exported"
    DIRECTORY_SOURCE_REGISTERED = "directory-source:registered"
    DIRECTORY_HARVEST_ASKED = "directory:harvest_asked"
    DIRECTORY_HARVESTED = "directory:harvested"
    WEBHOOK_REGISTERED = "webhook:registered"
    WEBHOOK_ROTATED = "webhook:rotated"
    WEBHOOK_TESTED = "webhook:tested"
    WEBHOOK_REMOVED = "webhook:removed"
    NOTICE_SETTINGS_CHANGED = "notice-settings:changed"
    NOTICE_RESENT = "notice:resent"
    WORK_DAYS_CHANGED = "work-days:changed"
    DEADLINE_MOVED = "deadline:moved"
    RESPONSIBLE_NAMED = "responsible:named"


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
    return Written(values, receipt_of(str(record.id), leaf))


_encode = msgspec.json.Encoder().encode


def receipt_of(number: str, leaf: bytes) -> str:
    return f"{number}.{leaf.hex()}"


def leaf_hash(salt: bytes, body: bytes) -> bytes:
    """RFC 6962, 2.1: `sha256(0x00 ‖ leaf)`, the leaf being the salt and the body."""
    return hashlib.sha256(b"\0" + salt + body).digest()


def subject_hash(key: bytes, resource_kind: str, subject: str) -> bytes:
    """The keyed hash (BLAKE2b, 16 bytes) by which evidence names a subject; the kind of key sets a resident number apart from an equal code."""
    return hashlib.blake2b(f"{resource_kind}\0{subject}".encode(), key=key, digest_size=SUBJECT_BYTES).digest()


def hash_begun(key: bytes, resource_kind: str) -> hashlib.blake2b:
    """The same as far as all subjects of a kind share it: copied and completed with the subject, it is that hash at half the cost."""
    return hashlib.blake2b(f"{resource_kind}\0".encode(), key=key, digest_size=SUBJECT_BYTES)
