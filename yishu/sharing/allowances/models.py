"""What was taken of each counted limit, and how many calls are under way. Written by SQL only: `sharing_take`, `sharing_give_back` and `sharing_hold` of the migrations."""

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


class Share(models.Model):
    """How many calls of a grant one process, or one act of a page, may have under way at once. Past `until` it counts no more: whoever held it has died, or renews it first."""

    grant_id = models.UUIDField()
    holder = models.UUIDField()
    calls = models.IntegerField()
    until = models.DateTimeField()

    class Meta:
        db_table = "sharing_share"
        constraints = [
            models.UniqueConstraint(fields=["grant_id", "holder"], name="sharing_share_once"),
            models.CheckConstraint(condition=models.Q(calls__gt=0), name="sharing_share_of_some"),
        ]
