"""What a provider's data officer declares of a resource: never changed, only ended; another takes its place."""

from django.db import models


class Declared(models.Model):
    """By whom and from when; until when, and by whom it was ended."""

    declared_by = models.CharField(max_length=60)
    declared_by_name = models.CharField(max_length=120)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]
