"""Uploaded spreadsheets and what became of each of their rows; remembered mappings; spellings of providers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.agencies.models import Agency
from yishu.catalogue.models import Resource


class Upload(models.Model):
    """A file as it came, kept whole: a directory of a portal, or entries of an agency. `rows`: what it holds, entries and not lines."""

    class Kind(models.TextChoices):
        ENTRIES = "entries", _("本单位条目")
        DIRECTORY = "directory", _("门户开放目录")

    class State(models.TextChoices):
        MAPPING = "mapping", _("待对应表头")
        WAITING = "waiting", _("排队等候")
        READING = "reading", _("正在登记")
        DONE = "done", pgettext_lazy("upload", "已完成")
        REFUSED = "refused", _("未能读取")

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=120, blank=True)  # a directory's name
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256, hex
    columns = models.JSONField(default=dict)  # the mapping: table → {column number: field}
    rows = models.PositiveIntegerField(default=0)
    remarks = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # of a directory: created, changed, unchanged, repeated
    gone = models.PositiveIntegerField(default=0)  # entries of the directory that this file no longer has
    problem = models.JSONField(default=dict)  # why the whole file was refused: code, zh, en
    uploaded_by = models.CharField(max_length=60)
    uploaded_by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=["waiting", "reading"]), name="spreadsheets_upload_open"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in (Upload.State.WAITING, Upload.State.READING)


class Row(models.Model):
    """One entry of an uploaded file, and what became of it. Of a directory only those that something is said of."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等候")
        DRAFTED = "drafted", _("已存为草稿")
        CHANGED = "changed", _("已更新草稿")
        VERSIONED = "versioned", _("已存为新版本草稿")
        KNOWN = "known", _("已有，未变")
        REFUSED = "refused", _("未通过")
        IMPORTED = "imported", _("已导入")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()  # the line in the sheet where it begins; the heads are line 1
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    name = models.CharField(max_length=200, blank=True)
    resource = models.ForeignKey(Resource, null=True, on_delete=models.PROTECT, related_name="+")
    cells = models.JSONField(default=dict)  # as read: see `grouping.Group`
    remarks = models.JSONField(default=list)  # see `remarks.Remark`
    refused = models.PositiveSmallIntegerField(default=0)  # how many of the remarks are refusals

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="spreadsheets_row_once")]
        indexes = [models.Index(fields=["upload", "state", "number"], name="spreadsheets_row_state")]


class RememberedMapping(models.Model):
    """Which columns an agency's file with these heads means: asked once (`fingerprint` of the heads)."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "fingerprint"], name="spreadsheets_mapping_once")]


class Spelling(models.Model):
    """How a portal writes a provider, and the agency of the register that it means; none where nothing surely fits."""

    class How(models.TextChoices):
        EXACT = "exact", _("名称相同")
        PLAIN = "plain", _("去掉省名、空格、括号后相同")
        ALIAS = "alias", _("括号内名称或简称相同")
        CHOSEN = "chosen", _("人工指定")
        NONE = "none", _("未匹配")

    portal = models.CharField(max_length=20)
    county = models.CharField(max_length=30, blank=True)
    spelling = models.CharField(max_length=120)
    full_name = models.CharField(max_length=150, blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=6, choices=How, default=How.NONE)
    by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["portal", "full_name", "spelling"]
        constraints = [
            models.UniqueConstraint(fields=["portal", "county", "spelling"], name="spreadsheets_spelling_once")
        ]
