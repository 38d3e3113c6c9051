"""How much the sandbox is used. Not evidence: nobody's data is read, so it stands neither in the record of uses nor in what is counted from that. Written by SQL only: `counting`."""

from django.db import models


class SandboxUse(models.Model):
    """One caller's trials of one resource on a day of Asia/Shanghai. Of the subjects there is the number alone."""

    caller = models.CharField(max_length=60)
    resource = models.CharField(max_length=60)
    day = models.DateField()
    calls = models.BigIntegerField()
    subjects = models.BigIntegerField()

    class Meta:
        db_table = "access_sandbox_use"
        constraints = [models.UniqueConstraint(fields=["caller", "resource", "day"], name="access_sandbox_use_once")]
        indexes = [models.Index(fields=["day"], name="access_sandbox_use_day")]
