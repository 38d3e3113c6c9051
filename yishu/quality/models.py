"""Comparisons, discrepancies, and what is said of updates: nil reports and filings (Art. 17, 18, 25, 28)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.agencies.models import Agency
from yishu.catalogue.models import Resource
from yishu.hosting.models import Batch


class Comparison(models.Model):
    """An agency's own table held against a resource (28.1). Its rows are files of the node's folder; here is what it was and what it found.

    `columns`: the names of the table's columns. `pairs`: [{"item", "column", "is_key"}], as it was computed. `counts`: by
    kind (`only_here`, `only_there`, `different`, `same`, `repeated`, `unkeyed`). `item_counts`: item code → records that differ in it.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("待比对")
        DONE = "done", _("已比对")
        REMOVED = "removed", _("已清除")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="comparisons")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="comparisons")
    name = models.CharField(_("名称"), max_length=120)
    media_type = models.CharField(max_length=120)
    charset = models.CharField(max_length=20, blank=True)
    columns = models.JSONField(default=list)
    pairs = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    counts = models.JSONField(default=dict)
    item_counts = models.JSONField(default=dict)
    version = models.BigIntegerField(null=True)
    grant = models.CharField(max_length=36, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    made_by = models.CharField(max_length=60)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    kept_until = models.DateField()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["agency", "-made_at"], name="quality_comparison_agency")]


class Discrepancy(models.Model):
    """A value of a provider that looks wrong to another agency (疑义数据): found, fed back, answered, settled (17.1, 28.1).

    `subject`: the key's items and their values. `items`: [{"code", "name", "ours", "theirs"}], the finder's value and the provider's at `version`.
    """

    class State(models.TextChoices):
        FOUND = "found", _("待核查")
        OWN_CORRECTED = "own_corrected", _("已更正本方数据")
        FED_BACK = "fed_back", _("待提供单位答复")
        ACCEPTED = "accepted", _("已认可，待更正")
        REFUSED = "refused", _("不予更正")
        CORRECTED = "corrected", _("已更正")
        ESCALATED = "escalated", _("待协调")
        UPHELD = "upheld", _("协调维持原值")

    number = models.CharField(max_length=20, unique=True)  # YY20261127-0001
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="discrepancies")
    finder = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="discrepancies_found")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="discrepancies_received")
    comparison = models.ForeignKey(Comparison, null=True, on_delete=models.SET_NULL, related_name="discrepancies")
    subject = models.JSONField()
    items = models.JSONField()
    version = models.BigIntegerField()  # of the provider's data when the difference was seen
    note = models.TextField(blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.FOUND)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=60)
    found_by_name = models.CharField(max_length=120)
    feedback_due = models.DateField()
    feedback_due_provisional = models.BooleanField(default=False)
    fed_back_at = models.DateTimeField(null=True)
    fed_back_by = models.CharField(max_length=60, blank=True)
    answer_due = models.DateField(null=True)
    answer_due_provisional = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    corrected_in = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-found_at"]
        indexes = [
            models.Index(fields=["finder", "state"], name="quality_discrepancy_finder"),
            models.Index(fields=["provider", "answer_due"], name="quality_discrepancy_provider"),
        ]

    def __str__(self) -> str:
        return self.number


class DiscrepancyStep(models.Model):
    """What happened to a discrepancy: who did what, when, with which words."""

    class Act(models.TextChoices):
        FOUND = "found", _("发现差异")
        OWN_CORRECTED = "own_corrected", _("更正本方数据")
        FED_BACK = "fed_back", _("反馈提供单位")
        ACCEPTED = "accepted", _("认可并更正")
        REFUSED = "refused", _("答复不予更正")
        CORRECTED = "corrected", _("在源头更正")
        ESCALATED = "escalated", pgettext_lazy("state", "提请协调")
        TO_CORRECT = "to_correct", _("协调意见：应予更正")
        UPHELD = "upheld", _("协调意见：维持原值")

    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=120)
    act = models.CharField(max_length=14, choices=Act)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]


class NilReport(models.Model):
    """A named person's word that a period brought nothing new (零更新确认); in time, it counts as an update (18.1)."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="nil_reports")
    first = models.DateField()
    last = models.DateField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=60)
    confirmed_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-confirmed_at"]
        constraints = [models.UniqueConstraint(fields=["resource", "first", "last"], name="quality_nil_report_once")]


class Filing(models.Model):
    """A special case put on record with the coordinator (备案): from then on due in the first ten days of a quarter's first month (25.1)."""

    number = models.CharField(max_length=20, unique=True)  # BA20261127-0001
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="filings")
    reason = models.TextField()
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=60)
    filed_by_name = models.CharField(max_length=120)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    objected_by = models.CharField(max_length=60, blank=True)
    objected_by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-filed_at"]
        constraints = [
            models.UniqueConstraint(fields=["resource"], condition=Q(ended_at=None), name="quality_filing_one_in_force")
        ]


class NumberCounter(models.Model):
    """The next number of a kind and day."""

    kind = models.CharField(max_length=2)
    day = models.DateField()
    next = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="quality_counter_once")]
