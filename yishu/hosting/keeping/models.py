"""Versions of hosted data: in which shape each of them is read, and how long they are kept (20.1, 27.3)."""

from django.db import models
from django.db.models import Q

from yishu.catalogue.models import Entry, Resource
from yishu.hosting.models import Holding


class Shape(models.Model):
    """A shape that hosted data had before the present one: versions up to `last` (after those of the shape before) are read by this entry's items, from this table."""

    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="shapes")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=63)
    last = models.BigIntegerField()
    ended = models.JSONField(default=list)
    """Items that the next shape has no more, or in another type: their changes are not told across that."""

    class Meta:
        ordering = ["last", "pk"]


class KeepRule(models.Model):
    """How long the versions of a resource are kept, by its provider's word. The newest rule holds; none: all are kept.

    A version goes when both are passed: `days` since the next one was made, and `versions` newer than it.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="keep_rules")
    days = models.PositiveIntegerField(null=True)  # with `versions` null too: all are kept
    versions = models.PositiveIntegerField(null=True)
    reason = models.TextField()
    set_by = models.CharField(max_length=60)
    set_by_name = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(days=None) | Q(days__gte=1)) & (Q(versions=None) | Q(versions__gte=1)),
                name="keeping_rule_keeps_something",
            )
        ]
