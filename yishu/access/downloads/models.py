"""What was asked for as a file, and the file that was kept of it."""

from pathlib import Path

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.core.ids import new_id
from yishu.sharing.models import Grant


class Download(models.Model):
    """A granted copy, or the changes since a version, for one person or application system: one copy, one mark, one receipt, however often its file is fetched.

    `shows`: SHA-256 of the items, rows and masks that it was projected to, compared with the grant at each fetch. `size` in bytes; while it is being
    written, how much there is already.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        PREPARING = "preparing", _("准备中")
        READY = "ready", _("可以下载")
        FAILED = "failed", _("未能准备")
        REMOVED = "removed", _("已清除")

    id = models.UUIDField(primary_key=True, default=new_id)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="downloads")
    asked_by = models.CharField(max_length=60)  # person:7, system:12
    asked_by_name = models.CharField(max_length=120)
    source = models.CharField(
        max_length=64, blank=True
    )  # the address from which it was asked for, which a grant may bound
    format = models.CharField(max_length=10)
    since = models.BigIntegerField(null=True)
    past = models.BigIntegerField(null=True)  # the version that was asked for by its number; without, what stands
    acknowledged = ArrayField(models.CharField(max_length=20))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    refusal = models.JSONField(default=dict)  # {"code", "zh", "en"}
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(null=True)
    records = models.BigIntegerField(null=True)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    shows = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    controls = models.CharField(max_length=200, blank=True)  # as its header tells them
    media_type = models.CharField(max_length=120, blank=True)
    filename = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="downloads_asked_by"),
            models.Index(
                fields=["state", "asked_at"],
                name="downloads_to_do",
                condition=models.Q(state__in=["waiting", "preparing", "ready"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="downloads_ready_is_whole",
                condition=~models.Q(state="ready")
                | models.Q(ready_at__isnull=False, ends_at__isnull=False, version__isnull=False)
                & ~models.Q(digest="")
                & ~models.Q(receipt=""),
            )
        ]

    @property
    def path(self) -> Path:
        return folder() / self.pk.hex

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


UNDER_WAY = (Download.State.WAITING, Download.State.PREPARING)


def folder() -> Path:
    return settings.YISHU_DIR / "downloads"
