"""Documents of resources that are given as files, and their versions. The bytes are named by their digest, see `yishu.node.content`."""

from django.db import models
from django.utils.translation import pgettext_lazy

from yishu.catalogue.models import Resource


class Shelf(models.Model):
    """What is provided of one resource. `version` is the counter row: it moves in the transaction of every change that consumers see, so changes follow commit order."""

    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, related_name="shelf")
    version = models.BigIntegerField(default=0)
    documents = models.BigIntegerField(default=0)  # that consumers see now
    provided_at = models.DateTimeField(null=True)


class Document(models.Model):
    """One document, under the number that its agency gave it."""

    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, related_name="all_documents")
    number = models.CharField(max_length=120)
    changed_in = models.BigIntegerField(default=0)  # the shelf's version in which consumers last saw something change
    current = models.OneToOneField("DocumentVersion", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["shelf", "number"], name="files_document_number_once")]
        indexes = [models.Index(fields=["shelf", "changed_in"], name="files_document_changed")]


class DocumentVersion(models.Model):
    """What was handed in once: never changed, only reviewed and withdrawn. It is provided from `provided_in` until `withdrawn_in`, both versions of the shelf."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("file", "待保密审查")
        PROVIDED = "provided", pgettext_lazy("file", "已提供")
        RETURNED = "returned", pgettext_lazy("file", "已退回")
        WITHDRAWN = "withdrawn", pgettext_lazy("file", "已撤回")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    dated = models.DateField(null=True)
    note = models.TextField(blank=True)
    file_name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.CharField(max_length=60)
    uploaded_by_name = models.CharField(max_length=120)
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    scope = models.TextField(blank=True)  # what was examined for secrecy
    opinion = models.TextField(blank=True)  # why it was returned
    reviewer = models.CharField(max_length=60, blank=True)
    reviewer_name = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    provided_in = models.BigIntegerField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)
    withdrawn_by_name = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    withdrawn_in = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["document", "-n"]
        constraints = [
            models.UniqueConstraint(fields=["document", "n"], name="files_version_once"),
            models.CheckConstraint(  # nobody passes their own; nothing is provided that nobody has signed off (21.1)
                name="files_provided_signed_off",
                condition=models.Q(provided_in=None)
                | models.Q(reviewed_at__isnull=False)
                & ~models.Q(scope="")
                & ~models.Q(reviewer="")
                & ~models.Q(reviewer=models.F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="files_state_says_so",
                condition=models.Q(state__in=["waiting", "returned"], provided_in=None, withdrawn_in=None)
                | models.Q(state="provided", provided_in__isnull=False, withdrawn_in=None)
                | models.Q(state="withdrawn", withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="files_version_digest"),
            models.Index(fields=["document"], condition=models.Q(state="waiting"), name="files_version_waiting"),
        ]


class DocumentSubject(models.Model):
    """Whom a version is about: found by a keyed hash, shown masked; the number itself is not kept here."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="subjects")
    hash = models.CharField(max_length=32)
    shown = models.CharField(max_length=80)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "hash"], name="files_subject_once")]
        indexes = [models.Index(fields=["hash"], name="files_subject_hash")]
