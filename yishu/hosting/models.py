"""Hosted data: one typed table a resource version in schema `hosted`, filled by batches (Art. 7, 13, 20, 21); and what is mounted on its provider's own interface."""

import uuid
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Entry, Resource


class Holding(models.Model):
    """What the platform hosts of a resource. `version` is the counter row: it moves inside the publishing transaction, so versions follow commit order."""

    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, related_name="holding")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=63, unique=True)
    version = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    kept = models.BigIntegerField(default=0, db_default=0)  # the oldest version that can be read; see `keeping`


class Batch(models.Model):
    """One publication, and its receipt. What was refused leaves evidence only."""

    class How(models.TextChoices):
        UPSERT = "upsert", _("新增或更新")
        REPLACE = "replace", _("整体替换")
        DELETE = "delete", _("删除")
        RESHAPE = "reshape", _("结构转换")  # not of a file: standing records in the shape of a new version of the entry

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="batches")
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    idempotency_key = models.CharField(max_length=200, null=True)
    how = models.CharField(max_length=8, choices=How)
    media_type = models.CharField(max_length=120)
    body_digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(null=True)
    records = models.BigIntegerField(default=0)  # in the file, each of them accepted or quarantined
    accepted = models.BigIntegerField(default=0)
    inserted = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    deleted = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    signature = models.TextField(blank=True)  # all of this by the node's key; empty for batches of before

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["holding", "actor", "idempotency_key"], name="hosting_batch_once"),
            models.CheckConstraint(
                condition=Q(records=F("accepted") + F("quarantined"), unchanged__gte=0, quarantined__gte=0),
                name="hosting_batch_counts_every_record",
            ),
            models.CheckConstraint(  # what `replace` deletes is not in its file
                condition=Q(how="delete", accepted=F("deleted") + F("unchanged"))
                | Q(how__in=["upsert", "replace", "reshape"], accepted=F("inserted") + F("updated") + F("unchanged")),
                name="hosting_batch_accounts_for_accepted",
            ),
        ]


HOW_FILES_COME: Final = frozenset({Batch.How.UPSERT, Batch.How.REPLACE, Batch.How.DELETE})


class KeyIndex(models.Model):
    """An index that stands: by these items together, records of a holding's table are found besides by its key; see `key_indexes`."""

    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="key_indexes")
    table = models.CharField(max_length=63)
    items = ArrayField(models.CharField(max_length=48))  # codes, in order
    name = models.CharField(max_length=63)  # of the index, in schema `hosted`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holding", "table", "items"], name="hosting_keyindex_once"),
        ]


class Standing(models.Model):
    """Digests of the records that the last whole file brought, at the version that it made; see `standing`. A help: it may be lost without harm."""

    holding = models.OneToOneField(Holding, on_delete=models.PROTECT, related_name="standing")
    series = models.UUIDField()
    version = models.BigIntegerField()
    shape = models.CharField(max_length=64)


class StandingPart(models.Model):
    """Some of them, sorted: of the keys and of the records, 64 bits each. Unlogged: a crash of PostgreSQL empties it, and then everything is staged."""

    series = models.UUIDField(db_index=True)
    # Named so once; a gateway that is not yet replaced goes on with these columns.
    keys = models.BinaryField(db_column="high")
    records = models.BinaryField(db_column="low")


class QuarantinedRecord(models.Model):
    """A record sent back (问题数据): as it came, with the reasons; never lost, never published (21.2)."""

    class State(models.TextChoices):
        """How it stands. `resent`: sent in again and sent back again, by which another record took its place; `closed`: put aside by a named person."""

        OPEN = "open", _("待整改")
        MENDED = "mended", _("已整改")
        RESENT = "resent", _("已重新报送")
        CLOSED = "closed", _("不再处理")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="quarantine")
    row = models.BigIntegerField()  # 1 is the first record of the file
    values = models.JSONField()
    errors = models.JSONField()  # [{"field", "rule", "zh", "en"}]
    key = models.TextField(blank=True)  # the normal form of its key where it has one: a later good record mends it
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    mended_at = models.DateTimeField(null=True)
    batch_mended = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="mends")  # says who, too
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True, db_default="")
    closed_by_name = models.CharField(max_length=120, blank=True, db_default="")
    closed_reason = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ["batch", "row"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "row"], name="hosting_quarantined_row_once"),
            models.CheckConstraint(
                name="hosting_quarantined_closed_by_whom",
                condition=models.Q(state="closed", closed_at__isnull=False) & ~models.Q(closed_reason="")
                | ~models.Q(state="closed") & models.Q(closed_at=None, closed_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "row"], name="hosting_quarantine_open")]


class Override(models.Model):
    """A key that is officially wrong: once a second person has agreed, that very value passes that very rule of that resource, until it is revoked (21.2)."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="overrides")
    item = models.CharField(max_length=60)
    rule = models.CharField(max_length=40)
    value_hash = models.CharField(max_length=64)  # keyed: the value itself is not kept here
    shown = models.CharField(max_length=200)  # masked
    basis = models.TextField()
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=60, blank=True)
    agreed_by_name = models.CharField(max_length=120, blank=True)
    agreed_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "rule", "value_hash"],
                condition=models.Q(ended_at=None),
                name="hosting_override_once",
            ),
        ]

    @property
    def is_in_force(self) -> bool:
        return self.agreed_at is not None and self.ended_at is None

    @property
    def is_waiting(self) -> bool:
        return self.agreed_at is None and self.ended_at is None


class Mount(models.Model):
    """A resource bound to its provider's own interface, because it cannot be hosted yet (挂接, 7.2). Never changed: another mount takes its place."""

    class Method(models.TextChoices):
        POST = "POST", _("POST：对象写在正文中")
        GET = "GET", _("GET：对象写在请求头中")

    class Form(models.TextChoices):
        JSON = "json", "JSON"
        XML = "xml", "XML"
        SOAP11 = "soap11", "SOAP 1.1"
        SOAP12 = "soap12", "SOAP 1.2"
        FRONT = "front", _("本单位前置交换")

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="mounts")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=200)  # https://host[:port], one that the operator lists
    path = models.CharField(max_length=300)
    method = models.CharField(max_length=4, choices=Method, default=Method.POST)
    form = models.CharField(max_length=6, choices=Form, default=Form.JSON, db_default=Form.JSON)
    operation = models.CharField(max_length=60, blank=True, db_default="")  # the element that is asked, of XML
    namespace = models.CharField(max_length=200, blank=True, db_default="")
    action = models.CharField(max_length=200, blank=True, db_default="")  # SOAPAction
    key_fields = models.JSONField()  # key item → field of the JSON body, or header
    record_at = models.CharField(max_length=120, blank=True)  # where in the answer the record stands: data.person
    item_fields = models.JSONField()  # item → where in the record its value stands
    blind_key = models.CharField(max_length=60, blank=True, db_default="")  # of a front agent: X25519, in base64
    secret_header = models.CharField(max_length=60, blank=True)
    secret = models.TextField(blank=True)  # enciphered by the node's secrets
    timeout_ms = models.PositiveIntegerField(default=5000)
    at_once = models.PositiveSmallIntegerField(default=8)
    reason = models.TextField()  # why it cannot be hosted yet
    until = models.DateField()
    mounted_by = models.CharField(max_length=60)
    mounted_by_name = models.CharField(max_length=120)
    mounted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-mounted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource"], condition=models.Q(ended_at=None), name="hosting_mount_one_in_force"
            ),
        ]


class MountMeasure(models.Model):
    """How a mount answered on a day: calls by outcome and by how long they took at most (7.2). Counted by every process, added up here."""

    mount = models.ForeignKey(Mount, on_delete=models.CASCADE, related_name="measures")
    day = models.DateField()
    outcome = models.CharField(max_length=24)  # answered, or the code of the failure
    at_most_ms = models.IntegerField()  # upper bound of the bucket; 0: longer than all of them
    calls = models.BigIntegerField(default=0)
    total_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mount", "day", "outcome", "at_most_ms"], name="hosting_measure_once"),
        ]
