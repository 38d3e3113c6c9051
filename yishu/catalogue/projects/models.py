"""An IT project, the items that it means to collect or keep, the entries that it plans, and its check at acceptance (12.1)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.agencies.models import Agency
from yishu.catalogue.collection.lines import CollectedLine


class Project(models.Model):
    """A project of an agency. Its opinion is the coordinator's; `accepted` once everything that was planned is there."""

    class State(models.TextChoices):
        DRAFT = "draft", _("核对中")
        SUBMITTED = "submitted", _("待平台主管部门意见")
        PASSED = "passed", _("通过")
        CONDITIONAL = "conditional", _("有条件通过")
        RETURNED = "returned", pgettext_lazy("state", "退回")
        ACCEPTED = "accepted", _("验收核对通过")

    number = models.CharField(max_length=24, unique=True)  # XM20261127-000001
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(_("项目名称"), max_length=120)
    approval = models.CharField(_("立项批文号"), max_length=60, blank=True)
    budget = models.CharField(_("经费来源"), max_length=120, blank=True)
    systems = ArrayField(models.CharField(max_length=120), verbose_name=_("建设的系统"), default=list)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    registered_by = models.CharField(max_length=60)
    registered_by_name = models.CharField(max_length=120)
    registered_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=60, blank=True)
    submitted_by_name = models.CharField(max_length=120, blank=True)
    submitted_at = models.DateTimeField(null=True)
    due = models.DateField(null=True)  # of the opinion
    due_provisional = models.BooleanField(default=False)
    opinion = models.TextField(blank=True)
    opined_by_name = models.CharField(max_length=120, blank=True)
    opined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-registered_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Its lists may be written anew."""
        return self.state in (Project.State.DRAFT, Project.State.RETURNED)


class PlannedEntry(models.Model):
    """An entry that the project will register for what it adds."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="planned")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="projects_planned_once")]

    def __str__(self) -> str:
        return self.name


class ProjectItem(CollectedLine):
    """An item that the project means to collect or keep. What is not struck out belongs to a planned entry."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="items")
    planned = models.ForeignKey(PlannedEntry, null=True, on_delete=models.SET_NULL, related_name="items")

    class Meta(CollectedLine.Meta):
        constraints = [models.UniqueConstraint(fields=["project", "position"], name="projects_item_once")]


class AcceptanceCheck(models.Model):
    """The second look, at acceptance: what of the plan is there. Never changed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="acceptance_checks")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=120)
    is_met = models.BooleanField()
    results = models.JSONField()  # [{"what": "planned" | "reuse", "name", "is_done", "found"}]

    class Meta:
        ordering = ["-at", "-pk"]
