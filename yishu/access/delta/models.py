"""Profiles of grants, and the files that were made for them."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from yishu.agencies.models import ApplicationSystem
from yishu.sharing.models import Grant


class Profile(models.Model):
    """By which a client reads what one grant opens to one application system. Its token is derived and kept nowhere; a new `generation` voids those of before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="delta_profiles")
    system = models.ForeignKey(ApplicationSystem, on_delete=models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField(default=1)
    issued_by = models.CharField(max_length=60)
    issued_by_name = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "system"], name="delta_profile_once")]


class SharedFile(models.Model):
    """A Parquet file of one version, or of what one version changed, projected to the items, rows and masks of a grant, in the order that names its holder.

    Made when it is first asked for, and swept when it has not been for a while: it can be made again from the change log.
    """

    class Kind(models.TextChoices):
        ROWS = "rows"
        CHANGES = "changes"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind)
    version = models.BigIntegerField()
    shows = models.CharField(max_length=64)  # SHA-256 of the items, rows and masks that it was projected to
    projection = models.CharField(max_length=64)  # SHA-256 of those, and of its columns' types
    records = models.BigIntegerField()
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    receipt = models.CharField(max_length=120)  # of the call that it was made for: its mark
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "kind", "version", "projection"], name="delta_file_once")
        ]
        indexes = [models.Index(fields=["used_at"], name="delta_file_used")]

    @property
    def path(self) -> Path:
        return folder() / f"{self.pk}.parquet"


def folder() -> Path:
    return settings.YISHU_DIR / "delta"
