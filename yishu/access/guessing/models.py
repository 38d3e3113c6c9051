"""What was guessed today. Written by SQL only: `statements`. Of a subject and of a claim there are keyed hashes alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Guess(models.Model):
    """What a caller has claimed wrongly of one item of one subject since the day began. `full_at`: from then on nothing new is compared of it that day."""

    who = models.BinaryField(primary_key=True)
    """Caller, resource, item and subject, in one keyed hash."""
    caller = models.CharField(max_length=60)
    resource = models.CharField(max_length=60)
    item = models.CharField(max_length=48)
    day = models.DateField()
    wrong = ArrayField(models.BinaryField())
    full_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_guess"
        indexes = [
            models.Index(fields=["full_at"], condition=models.Q(full_at__isnull=False), name="access_guess_full"),
            models.Index(fields=["day"], name="access_guess_day"),
        ]


class Miss(models.Model):
    """How many subjects a caller has asked a resource about that day that have no record, or of which something was claimed wrongly."""

    caller = models.CharField(max_length=60)
    resource = models.CharField(max_length=60)
    day = models.DateField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "access_miss"
        constraints = [models.UniqueConstraint(fields=["caller", "resource"], name="access_miss_once")]
