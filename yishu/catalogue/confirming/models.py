"""What is kept of the yearly upkeep (10.2).

Publishing a version confirms the entry as well; that is read from the version itself, so what was published before there was any upkeep counts from its publication.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Confirmation(models.Model):
    """Somebody of the providing agency has looked at a published version and says that it still holds."""

    resource = models.ForeignKey("catalogue.Resource", on_delete=models.PROTECT, related_name="confirmations")
    version = models.PositiveIntegerField()
    note = models.CharField(max_length=500, blank=True)
    confirmed_by = models.CharField(max_length=60)
    confirmed_by_name = models.CharField(max_length=120)
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["-confirmed_at", "-id"]
        indexes = [models.Index(fields=["resource", "-confirmed_at"], name="confirming_latest")]


class Merger(models.Model):
    """A withdrawn resource whose data another one of the same agency has now; its address leads there."""

    resource = models.OneToOneField("catalogue.Resource", on_delete=models.PROTECT, related_name="merger")
    into = models.ForeignKey("catalogue.Resource", on_delete=models.PROTECT, related_name="mergers")
    reason = models.TextField()
    informed = ArrayField(models.CharField(max_length=120), default=list)  # names of the agencies that held grants
    merged_by = models.CharField(max_length=60)
    merged_by_name = models.CharField(max_length=120)
    merged_at = models.DateTimeField()

    class Meta:
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(resource=models.F("into")), name="confirming_merger_into_another"
            )
        ]
