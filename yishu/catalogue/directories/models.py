"""The published directories: what changed in them, in an order without gaps, and their numbered versions (8.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Resource


class Part(models.TextChoices):
    """What is published, each with its readers: the first two for agencies that have logged in, the last for everybody."""

    RESOURCE = "resource", _("资源目录")
    SHARING = "sharing", _("共享与开放目录")
    OPEN = "open", _("向社会开放的目录")


class Kind(models.TextChoices):
    """What happened to an entry of the resource directory."""

    PUBLISHED = "published", _("发布")
    IMPORTED = "imported", _("导入")
    NEW_VERSION = "new_version", _("新版")
    SUSPENDED = "suspended", _("暂停共享")
    RESUMED = "resumed", _("恢复共享")
    WITHDRAWN = "withdrawn", _("撤销")


class Change(models.Model):
    """One change of what the directories hold. Written by a trigger of the resources' table as its transaction commits, one transaction after the other:
    whoever has read up to a number has missed nothing below it."""

    at = models.DateTimeField()
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    version = models.PositiveIntegerField()  # of the entry
    name = models.CharField(max_length=200)
    was_open = models.BooleanField()
    is_open = models.BooleanField()  # to the public, by this change

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["resource", "id"], name="directories_change_resource")]


class Version(models.Model):
    """A numbered version of the directories: what they held at one moment, never changed afterwards."""

    class State(models.TextChoices):
        ORDERED = "ordered", _("待生成")
        PUBLISHED = "published", _("已发布")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.ORDERED)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=60)
    ordered_by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField(null=True)
    change = models.BigIntegerField(null=True)  # the last change that is in it

    class Meta:
        ordering = ["-number"]


class Edition(models.Model):
    """One part of a version: its counts against the version before, and its signed list of files."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="editions")
    part = models.CharField(max_length=10, choices=Part)
    entries = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    withdrawn = models.PositiveIntegerField()
    manifest = models.TextField()
    """Canonical JSON, as it was signed; the file beside the others holds the same."""
    signature = models.BinaryField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "part"], name="directories_edition_once")]


class Source(models.Model):
    """A foreign DCAT catalogue whose entries are taken into this one."""

    name = models.CharField(max_length=120, unique=True)
    url = models.CharField(max_length=500)
    every_hours = models.PositiveIntegerField(default=0)  # 0: only when somebody asks
    last_run = models.DateTimeField(null=True)
    last_good = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)  # of the last run, in Chinese

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Harvested(models.Model):
    """An entry that came from a source, known again by the address that the source gives it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="entries")
    uri = models.CharField(max_length=1000)
    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    is_gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "uri"], name="directories_harvested_once")]
