"""The evidence, as rows. Nothing here points at other tables: actors, agencies and grants are values, so that the record outlives them."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Func

from yishu.audit import record as evidence


class Record(models.Model):
    """One record; `body` is what was hashed, the other columns are copies to search by. Written by `audit.record` only."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    actor = models.CharField(max_length=60)
    agency = models.CharField(max_length=40)
    resource = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    grant_id = models.CharField(max_length=40)
    case_number = models.CharField(max_length=200)
    subjects = models.BinaryField()
    body = models.TextField()
    salt = models.BinaryField()
    leaf = models.BinaryField()
    personal = models.BinaryField(null=True)
    """What of it is personal, `salt ‖ part`; null where nothing is, or it was erased. See `personal`."""
    moment = models.BigIntegerField(null=True, db_default=Func(function="txid_current"))
    """The transaction that wrote it, counted on across restored databases (`audit.log.sequencing`); null in rows that are older than the column."""

    class Meta:
        db_table = "audit_record"
        ordering = ["-id"]
        indexes = [
            BrinIndex(fields=["at"], name="audit_record_at"),
            models.Index(fields=["moment"], condition=models.Q(moment__isnull=False), name="audit_record_moment"),
            models.Index(fields=["agency", "id"], name="audit_record_agency"),
            models.Index(fields=["resource", "id"], name="audit_record_resource"),
        ]

    @property
    def whole(self) -> evidence.Record:
        """What was recorded, with what is personal unless that was erased."""
        return evidence.read(self.body, bytes(self.personal) if self.personal else None)


class SubjectList(models.Model):
    """The subjects of a record that names too many to be hashed before the answer; see `subject_lists`. `hashes`: 16 bytes each, in the list's order."""

    record = models.UUIDField(primary_key=True)
    sealed = models.BinaryField()
    hashes = models.BinaryField(null=True)

    class Meta:
        db_table = "audit_subject_list"
        indexes = [models.Index(fields=["record"], condition=models.Q(hashes=None), name="audit_subject_list_to_hash")]


class SubjectUse(models.Model):
    """Which record names whom; see `ledger`. `subject`: the keyed hash, 16 bytes."""

    pk = models.CompositePrimaryKey("subject", "record")
    subject = models.BinaryField()
    record = models.UUIDField()

    class Meta:
        db_table = "audit_subject_use"


class CaseUse(models.Model):
    """Which record was made for which case; see `ledger`."""

    pk = models.CompositePrimaryKey("case_number", "record")
    case_number = models.CharField(max_length=200)
    record = models.UUIDField()

    class Meta:
        db_table = "audit_case_use"


class Ledger(models.Model):
    """The one row that says how far the ledger has come: of places of the log below `upto` the subjects are in it, of those below `cases` the cases."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    upto = models.BigIntegerField(default=0)
    cases = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "audit_ledger"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_ledger_one")]


PLACES: Final = 16_384
"""Places of the log in a block."""


class Places(models.Field):
    """A bit for each place of a block, the first on the left; as text of zeros and ones."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 - every field is asked so
        return f"bit({PLACES})"


class Block(models.Model):
    """A part of the log that is indexed; see `postings`. The least and the greatest id in it. `version`: by which kinds of posting, see `postings.VERSION`."""

    number = models.BigIntegerField(primary_key=True)
    version = models.SmallIntegerField(default=0, db_default=0)
    lowest = models.UUIDField()
    highest = models.UUIDField()

    class Meta:
        db_table = "audit_block"
        indexes = [models.Index(fields=["highest"], name="audit_block_highest")]


class Posting(models.Model):
    """Where in a block a value occurs. Written once, when the block is full; see `postings`."""

    pk = models.CompositePrimaryKey("kind", "value", "block")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=60)
    block = models.BigIntegerField()
    places = Places()

    class Meta:
        db_table = "audit_posting"


class Log(models.Model):
    """The one row of the log: how far it has come. Whoever appends holds it; see `log.sequencing`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    suite = models.CharField(max_length=8)
    seen = models.BigIntegerField()
    """Below this moment every transaction had ended when the last records were taken …"""
    open = ArrayField(models.BigIntegerField())
    """… but for these."""
    base = models.BigIntegerField()
    """What is added to the number of a transaction of this cluster to make it a moment."""
    cluster = models.CharField(max_length=32)
    """The database cluster whose transactions are counted: another one after a restore."""
    older = models.UUIDField(null=True)
    """Up to this id the records without a moment have been taken; null when there are none."""

    class Meta:
        db_table = "audit_log"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_log_one")]


class ArchivedMonth(models.Model):
    """A part of the evidence that was written to a file; its rows leave the database in the transaction in which it becomes `kept`. See `archive`."""

    class State(models.TextChoices):
        WRITING = "writing"
        WRITTEN = "written"  # and verified
        KEPT = "kept"

    part = models.CharField(max_length=63)
    """The partition that it was."""
    lower = models.UUIDField(null=True)
    upper = models.UUIDField()
    name = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WRITING)
    first = models.BigIntegerField(default=0)
    """The places of its records in the log lie between these two, but others may lie there as well."""
    last = models.BigIntegerField(default=-1)
    records = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the whole file."""
    blocks = models.BinaryField(default=b"")
    """See `archive.blocks`."""
    seen = models.BigIntegerField(default=0)
    """All transactions of earlier moments had ended when it was read …"""
    recent = models.BigIntegerField(default=0)
    """… and of later ones there were so many records: more of them came after it was read."""
    spare = models.CharField(max_length=120, blank=True, db_default="")
    """Another file of it, to be removed: the one before, or one that was begun; see `archive.rewriting`."""
    kept_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "audit_archived_month"
        ordering = ["pk"]


class LogKey(models.Model):
    """A key by which checkpoints are signed, as text (C2SP signed-note); the newest signs, the others hold for what they signed."""

    verifier = models.CharField(max_length=200, primary_key=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "audit_log_key"
        ordering = ["since"]


class Leaf(models.Model):
    """Which record stands at which place of the log."""

    index = models.BigIntegerField(primary_key=True)
    record = models.UUIDField(unique=True)

    class Meta:
        db_table = "audit_leaf"


class Tile(models.Model):
    """Hashes of the tree, 32 bytes each, up to 256 side by side; see `log.tiles`."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "audit_tile"


class Checkpoint(models.Model):
    """What the log has said of itself, signed; never changed, for others may hold it."""

    size = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        db_table = "audit_checkpoint"


class Witness(models.Model):
    """Who cosigns checkpoints of this log, by the key it told (C2SP tlog-cosignature)."""

    name = models.CharField(max_length=120, primary_key=True)
    verifier = models.CharField(max_length=200)
    since = models.DateTimeField()

    class Meta:
        db_table = "audit_witness"


class Cosignature(models.Model):
    """A witness's line below a checkpoint."""

    size = models.BigIntegerField()
    witness = models.CharField(max_length=120)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "audit_cosignature"
        constraints = [models.UniqueConstraint(fields=["size", "witness"], name="audit_cosignature_once")]
        indexes = [models.Index(fields=["witness", "size"], name="audit_cosignature_witness")]


class Stamp(models.Model):
    """What a time stamping authority said of a checkpoint (RFC 3161); see `log.stamping`. `answer` is its whole answer, DER."""

    size = models.BigIntegerField()
    address = models.CharField(max_length=200)
    """Where it was asked for."""
    authority = models.CharField(max_length=200)
    """The common name of whoever signed it."""
    serial = models.CharField(max_length=40)
    not_later = models.DateTimeField()
    """By when the checkpoint existed: the stamp's time and its accuracy."""
    answer = models.BinaryField()

    class Meta:
        db_table = "audit_stamp"
        constraints = [models.UniqueConstraint(fields=["size", "address"], name="audit_stamp_once")]
        indexes = [
            models.Index(fields=["address", "size"], name="audit_stamp_address"),
            models.Index(fields=["not_later", "size"], name="audit_stamp_time"),
        ]


class RefusalCount(models.Model):
    """Refusals before anybody was recognised (wrong key, oversized body), counted by source and minute: a flood cannot fill the record."""

    source = models.CharField(max_length=64)
    minute = models.DateTimeField()
    code = models.CharField(max_length=40)
    count = models.BigIntegerField()

    class Meta:
        db_table = "audit_refusal_count"
        constraints = [models.UniqueConstraint(fields=["source", "minute", "code"], name="audit_refusal_count_once")]
