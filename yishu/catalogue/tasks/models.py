"""A task to collect or report, laid by an agency on lower ones (16.2).

A task is one version of what is asked under its number; what was laid is never edited, the next version takes its place when it is laid itself. An answer
is one lower agency's word on one item: an item is in effect for it once it agreed, or once the coordinator kept the item against its objection or silence.
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.catalogue.collection.lines import CollectedLine


class Cycle(models.TextChoices):
    """How often the task is done."""

    ONCE = "once", _("一次性")
    DAILY = "daily", _("每日")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")


class Task(models.Model):
    """One version of a task. `due` of the whole is each bearing's own."""

    class State(models.TextChoices):
        DRAFT = "draft", _("拟制中")
        LAID = "laid", _("已下达")
        SUPERSEDED = "superseded", _("已被新版替代")
        ENDED = "ended", _("已终止")

    number = models.CharField(max_length=24)  # CJ20261127-000001
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    imposer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tasks_imposed")
    title = models.CharField(_("任务名称"), max_length=120)
    basis = models.CharField(_("采集依据"), max_length=300)
    cycle = models.CharField(_("采集频度"), max_length=12, choices=Cycle)
    until = models.DateField(_("截止日期"))
    registered_by = models.CharField(max_length=60)
    registered_by_name = models.CharField(max_length=120)
    registered_at = models.DateTimeField()
    signed_by = models.CharField(max_length=60, blank=True)
    signed_by_name = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)  # of the laws that are cited for struck items
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="collection_task_version_once"),
            models.UniqueConstraint(fields=["number"], condition=Q(state="laid"), name="collection_task_one_laid"),
            models.UniqueConstraint(fields=["number"], condition=Q(state="draft"), name="collection_task_one_draft"),
        ]

    def __str__(self) -> str:
        return self.title

    def has_expired(self, today: date) -> bool:
        return self.state == Task.State.LAID and self.until < today


class TaskItem(CollectedLine):
    """An item of a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="items")

    class Meta(CollectedLine.Meta):
        constraints = [models.UniqueConstraint(fields=["task", "position"], name="collection_task_item_once")]


class Bearing(models.Model):
    """A lower agency that a task is laid on, and the day by which it answers; once it objected, by which the objection is decided."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待答复")
        OBJECTED = "objected", _("有异议，待核定")
        SETTLED = "settled", _("已确定")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="bearings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tasks_borne")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ["agency__code"]
        constraints = [models.UniqueConstraint(fields=["task", "agency"], name="collection_task_bearing_once")]
        indexes = [models.Index(fields=["due"], condition=~Q(state="settled"), name="collection_task_waiting")]


class Answer(models.Model):
    """What became of one item for one lower agency. No row: it has not answered, which is no consent."""

    class State(models.TextChoices):
        AGREED = "agreed", _("同意")
        OBJECTED = "objected", _("有异议")
        KEPT = "kept", _("核定保留")
        DROPPED = "dropped", _("核定取消")

    bearing = models.ForeignKey(Bearing, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(TaskItem, on_delete=models.CASCADE, related_name="answers")
    state = models.CharField(max_length=8, choices=State)
    objection = models.TextField(blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    opinion = models.TextField(blank=True)  # of whoever decided
    decided_by_name = models.CharField(max_length=120, blank=True)
    is_carried = models.BooleanField(default=False)  # settled in the version before, under the same cycle

    class Meta:
        ordering = ["item__position"]
        constraints = [models.UniqueConstraint(fields=["bearing", "item"], name="collection_task_answer_once")]

    @property
    def is_in_effect(self) -> bool:
        return self.state in IN_EFFECT


IN_EFFECT = (Answer.State.AGREED, Answer.State.KEPT)


class TaskStep(models.Model):
    """What happened to a task: who did what, when, in which words. Never changed."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=120)  # as it was called then
    words = models.TextField(blank=True)
    was_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
