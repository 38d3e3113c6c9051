"""Erasures that were asked for. Nothing of what is erased stands here."""

from django.db import models
from django.db.models import Q


class Erasure(models.Model):
    """Of one record's personal part. `basis`: the document or provision by which it is lawful."""

    class State(models.TextChoices):
        ASKED = "asked"
        DONE = "done"
        REFUSED = "refused"

    record = models.UUIDField()
    basis = models.CharField(max_length=120)
    why = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(state="asked"), name="erasing_waiting_once")
        ]
