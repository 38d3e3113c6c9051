"""Kinds of documents and licences, the documents issued, their archive packages (Art. 23, 24)."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from yishu.agencies.models import Agency
from yishu.catalogue.models import Resource


class Sharing(models.TextChoices):
    """Who may fetch documents of a kind: every agency, or who holds a grant of the resource that the kind is tied to."""

    UNRESTRICTED = "unrestricted", _("非受限共享")
    RESTRICTED = "restricted", _("受限共享")


class LicenceKind(models.Model):
    """A kind of document or licence (证照种类) that an agency issues. Its items stay as they were defined; a change is a new kind."""

    code = models.CharField(max_length=12, unique=True)  # ZL000001
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="licence_kinds")
    name = models.CharField(_("名称"), max_length=60)
    items = models.JSONField()  # names of the record's items, in order; the first is the holder
    basis = models.TextField(_("签发依据"))
    valid_months = models.PositiveSmallIntegerField(null=True)  # None: without end
    retention_years = models.PositiveSmallIntegerField(null=True)  # None: permanent (24.2)
    paper_only_law = models.TextField(
        blank=True
    )  # 24.1: the law by which only the paper counts; empty: electronic counts
    sharing = models.CharField(max_length=12, choices=Sharing)
    resource = models.ForeignKey(Resource, null=True, on_delete=models.PROTECT, related_name="licence_kinds")
    defined_by = models.CharField(max_length=60)
    defined_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="seals_kind_name_once"),
            models.CheckConstraint(
                condition=Q(sharing=Sharing.UNRESTRICTED) | Q(resource__isnull=False), name="seals_restricted_is_tied"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_permanent(self) -> bool:
        """Whether its documents are kept for ever, on paper too (24.2)."""
        return self.retention_years is None


class Bag(models.Model):
    """An archive package (归档包): a BagIt folder of the documents that an agency issued in a period. `digest` is the SHA-256 of its tag manifest."""

    number = models.CharField(max_length=20, unique=True)  # GD20261127-0001
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="archive_packages")
    since = models.DateField()
    until = models.DateField()
    documents_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=60)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.number


class Document(models.Model):
    """One document or licence. Drafted by one officer, sealed by another; the sealed file never changes, its SHA-256 is kept."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        DISCARDED = "discarded", _("已作废的草稿")
        ISSUED = "issued", pgettext_lazy("document", "已签发")
        SUPERSEDED = "superseded", _("已换发")
        REVOKED = "revoked", pgettext_lazy("document", "已撤销")

    number = models.CharField(max_length=20, unique=True)  # ZZ20261127-0001
    check_code = models.CharField(max_length=12)
    kind = models.ForeignKey(LicenceKind, on_delete=models.PROTECT, related_name="documents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="documents")
    record = models.JSONField()  # [[item, value], …]
    source = models.CharField(max_length=120, blank=True)  # the resource and version that the record was taken from
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    drafted_by = models.CharField(max_length=60)
    drafted_by_name = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60, blank=True)
    issued_by_name = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    ended_by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)  # revoked, superseded or discarded
    end_reason = models.TextField(blank=True)
    archive_due = models.DateField(null=True)
    archive_due_provisional = models.BooleanField(default=False)
    bag = models.ForeignKey(Bag, null=True, on_delete=models.PROTECT, related_name="documents")
    paper_location = models.CharField(max_length=200, blank=True)
    paper_recorded_by_name = models.CharField(max_length=120, blank=True)
    paper_recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supersedes"], condition=~Q(state__in=["draft", "discarded"]), name="seals_one_successor"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | ~Q(sha256=""), name="seals_issued_has_a_file"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state"], name="seals_document_of_agency"),
            models.Index(
                fields=["archive_due"],
                condition=Q(bag__isnull=True, archive_due__isnull=False),
                name="seals_document_unarchived",
            ),
            GinIndex(fields=["record"], opclasses=["jsonb_path_ops"], name="seals_document_record"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def holder(self) -> str:
        """Whom it was made out to: the first item of its record."""
        return str(self.record[0][1]) if self.record else ""

    @property
    def needs_paper(self) -> bool:
        """Of permanent value, and nobody has said yet where its paper is (24.2)."""
        return self.kind.is_permanent and self.issued_at is not None and not self.paper_location

    def state_words(self) -> tuple[str, str]:
        """Its state in Chinese and English, for an error's text."""
        state = Document.State(self.state).label
        with override("en"):
            state_en = str(state)
        with override("zh-hans"):
            return str(state), state_en

    def has_expired(self, today: date) -> bool:
        return self.valid_until is not None and today > self.valid_until


class NumberCounter(models.Model):
    """The next number of a day: documents (ZZ) and archive packages (GD); of a year: result sheets (HY); of kinds (ZL) over all days."""

    prefix = models.CharField(max_length=10, primary_key=True)
    next = models.PositiveIntegerField(default=1)
