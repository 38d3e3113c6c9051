"""Whole files of versions, and the rule by which they are kept (20.1, 27.3)."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.catalogue.models import Entry, Resource
from yishu.hosting.models import Holding


class ArchiveRule(models.Model):
    """Of which versions of a resource a file is kept, by its provider's word. The newest rule holds; none: of no version.

    A file goes when both are passed: `days` since its version was made, and `newest` newer ones; without either, all stay.
    """

    class Each(models.TextChoices):
        NONE = "none", _("不再留存新的文件")
        VERSION = "version", _("每个版本")
        DAY = "day", _("每天最后一个版本")
        MONTH = "month", _("每月最后一个版本")
        QUARTER = "quarter", _("每季最后一个版本")

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="archive_rules")
    each = models.CharField(max_length=8, choices=Each)
    days = models.PositiveIntegerField(null=True)
    newest = models.PositiveIntegerField(null=True)
    reason = models.TextField()
    set_by = models.CharField(max_length=60)
    set_by_name = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)  # filled by the worker while it cannot write what is due

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(days=None) | Q(days__gte=1)) & (Q(newest=None) | Q(newest__gte=1)),
                name="archiving_rule_keeps_something",
            )
        ]


class VersionFile(models.Model):
    """The file of one version, in the shape that `entry` gives it; `name` within the store, by which the row is found before the first byte is there, so that nothing is left behind unnamed."""

    class State(models.TextChoices):
        WRITING = "writing", pgettext_lazy("version file", "正在写入")
        KEPT = "kept", pgettext_lazy("version file", "已留存")
        REMOVING = "removing", pgettext_lazy("version file", "正在清除")

    class Fault(models.TextChoices):
        MISSING = "missing", pgettext_lazy("version file", "文件缺失")
        ALTERED = "altered", pgettext_lazy("version file", "文件被改动")

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="version_files")
    version = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=63)
    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WRITING)
    made_at = models.DateTimeField()  # the version
    records = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the whole file
    written_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)
    fault = models.CharField(max_length=8, choices=Fault, blank=True, db_default="")  # found by whoever read it last
    fault_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["holding", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["holding", "version"], name="archiving_version_once"),
            models.CheckConstraint(
                condition=Q(state="writing") | ~Q(digest="") & Q(size__gt=0, written_at__isnull=False),
                name="archiving_kept_is_whole",
            ),
        ]


TEXT_TYPES: Final = frozenset({"decimal"})
"""Types that stand in a file as PostgreSQL writes them: 1.50 is to come back as 1.50."""
