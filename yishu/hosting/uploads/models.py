"""Uploads: files on their way in, and what became of them; batches held for a person; the share of bad records from which a batch is held."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Resource
from yishu.hosting.declaring import Declared
from yishu.hosting.models import Batch


class Upload(models.Model):
    """One file. Its bytes lie in the node's folder under its id; `offset` never says more than what is durable there."""

    class State(models.TextChoices):
        """RECEIVED: whole, and published as soon as it is its turn. The last four are the end: the file is gone."""

        RECEIVING = "receiving", _("正在上传")
        RECEIVED = "received", _("等待入库")
        HELD = "held", _("暂存待处理")
        PUBLISHED = "published", _("已入库")
        REFUSED = "refused", _("未接收")
        DISCARDED = "discarded", _("已弃用")
        EXPIRED = "expired", _("已过期")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="uploads")
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200, blank=True)
    metadata = models.TextField(blank=True)  # as the client gave it (tus), and is told it again
    media_type = models.CharField(max_length=120)
    charset = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=8, choices=Batch.How)
    idempotency_key = models.CharField(max_length=200, null=True)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    expected_digest = models.CharField(max_length=64, blank=True)  # SHA-256 that the sender told
    body_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of what came, once somebody has read it
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVING)
    attempts = models.PositiveSmallIntegerField(default=0)  # to publish it
    again_at = models.DateTimeField(null=True)  # not before, where the platform could not carry the last one through
    records_read = models.BigIntegerField(default=0)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.JSONField(null=True)  # the Problem by language
    began_at = models.DateTimeField()
    written_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offset__gte=0, offset__lte=F("length")), name="uploads_offset_within_length"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["receiving", "expired", "discarded", "refused"]) | Q(offset=F("length")),
                name="uploads_whole_before_read",
            ),
            models.CheckConstraint(
                condition=Q(state="published", batch__isnull=False) | ~Q(state="published"),
                name="uploads_published_by_batch",
            ),
            models.UniqueConstraint(
                fields=["resource", "actor", "idempotency_key"],
                condition=Q(state__in=["receiving", "received", "held"]),
                name="uploads_idempotency_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "written_at"],
                condition=Q(state__in=["receiving", "received", "held"]),
                name="uploads_under_way",
            )
        ]

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How much of it is here."""
        return self.offset * 100 // self.length if self.length else 100


UNDER_WAY = (Upload.State.RECEIVING, Upload.State.RECEIVED, Upload.State.HELD)


class HeldBatch(models.Model):
    """A batch that is not published until a named person says so, because too many of its records are bad (21.2)."""

    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="held")
    records = models.BigIntegerField()
    quarantined = models.BigIntegerField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)  # the share that it was over
    faults = models.JSONField()  # [{"field", "rule", "zh", "en", "count", "rows"}]
    sample = models.JSONField()  # [{"row", "values", "errors"}]: the first bad ones, as they came; shown masked
    held_at = models.DateTimeField()
    until = models.DateField()
    released = models.BooleanField(null=True)  # None: nobody has decided
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["held_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released=None, decided_at=None, decided_by="")
                | Q(released__isnull=False, decided_at__isnull=False) & ~Q(decided_by="") & ~Q(reason=""),
                name="uploads_held_decided_by_whom",
            )
        ]


class HoldRule(Declared):
    """A batch of the resource of which more than `percent` of the records are bad is held. Never changed, only ended; another takes its place."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="hold_rules")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta(Declared.Meta):
        constraints = [
            models.UniqueConstraint(fields=["resource"], condition=Q(ended_at=None), name="uploads_hold_rule_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lt=100), name="uploads_hold_rule_percent_in_range"
            ),
        ]
