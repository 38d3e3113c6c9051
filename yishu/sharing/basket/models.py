"""What a handler gathers and has not sent yet: their own, seen by nobody else, and gone once it is sent."""

from django.db import models

from yishu.agencies.models import Person
from yishu.catalogue.models import Resource


class Chosen(models.Model):
    """A resource in a person's list."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "resource"], name="sharing_basket_once")]


class Draft(models.Model):
    """An application as far as it was filled in: the fields of its page, as they were sent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    fields = models.JSONField()  # {"name": ["value", …]}
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-id"]
