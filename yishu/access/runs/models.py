"""The longest runs of an hour. Written by SQL only: `statements`. Of the subjects there is nothing at all."""

from django.db import models


class Run(models.Model):
    """How many subjects one after another a caller has asked a resource about whose keys lie next to each other."""

    caller = models.CharField(max_length=60)
    resource = models.CharField(max_length=60)
    duty = models.CharField(max_length=200)
    hour = models.DateTimeField()
    longest = models.PositiveIntegerField()

    class Meta:
        db_table = "access_run"
        constraints = [models.UniqueConstraint(fields=["hour", "caller", "resource", "duty"], name="access_run_once")]
