"""The evidence, as rows. Nothing here points at other tables: actors, agencies and grants are values, so that the record outlives them."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Record(models.Model):
    """One record; `body` is what was hashed, the other columns are copies to search by. Written by `audit.record` only."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    actor = models.CharField(max_length=60)
    agency = models.CharField(max_length=40)
    resource = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    grant_id = models.CharField(max_length=40)
    case_number = models.CharField(max_length=200)
    subjects = models.BinaryField()
    body = models.TextField()
    salt = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "audit_record"
        ordering = ["-id"]
        indexes = [
            BrinIndex(fields=["at"], name="audit_record_at"),
            models.Index(fields=["agency", "id"], name="audit_record_agency"),
            models.Index(fields=["resource", "id"], name="audit_record_resource"),
        ]


class SubjectList(models.Model):
    """The subjects of a record that names too many to be hashed before the answer; see `subject_lists`. `hashes`: 16 bytes each, in the list's order."""

    record = models.UUIDField(primary_key=True)
    sealed = models.BinaryField()
    hashes = models.BinaryField(null=True)

    class Meta:
        db_table = "audit_subject_list"
        indexes = [models.Index(fields=["record"], condition=models.Q(hashes=None), name="audit_subject_list_to_hash")]


class RefusalCount(models.Model):
    """Refusals before anybody was recognised (wrong key, oversized body), counted by source and minute: a flood cannot fill the record."""

    source = models.CharField(max_length=64)
    minute = models.DateTimeField()
    code = models.CharField(max_length=40)
    count = models.BigIntegerField()

    class Meta:
        db_table = "audit_refusal_count"
        constraints = [models.UniqueConstraint(fields=["source", "minute", "code"], name="audit_refusal_count_once")]
