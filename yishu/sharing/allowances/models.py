"""What was taken of each counted limit. Written by SQL only: `sharing_take` and `sharing_give_back` of the first migration."""

from django.db import models


class Allowance(models.Model):
    """One counted limit of a grant: how much was taken in its window. `window_start` never moves back, so a clock that is set back opens nothing anew."""

    class Kind(models.TextChoices):
        SECOND = "second"
        DAY = "day"
        TOTAL = "total"

    grant_id = models.UUIDField()
    kind = models.CharField(max_length=6, choices=Kind)
    window_start = models.DateTimeField()
    used = models.BigIntegerField()

    class Meta:
        db_table = "sharing_allowance"
        constraints = [
            models.UniqueConstraint(fields=["grant_id", "kind"], name="sharing_allowance_once"),
            models.CheckConstraint(condition=models.Q(used__gte=0), name="sharing_allowance_not_negative"),
        ]
