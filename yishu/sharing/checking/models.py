"""Formal checks: each time that an application came to the coordinator."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.sharing.models import Application


class Missing(models.TextChoices):
    """What an application may lack in form."""

    DUTY = "duty", _("履职事项不明确")
    BASIS = "basis", _("未写明履职依据的条款")
    PURPOSE = "purpose", _("未说明使用目的或用途")
    LETTER = "letter", _("未附公函")
    LEGAL_TEXT = "legal_text", _("未附依据文件")
    UNDERTAKING = "undertaking", _("未附使用承诺")
    OTHER = "other", _("其他")


class Check(models.Model):
    """The `n`-th check of an application: its restricted lines wait for it, by a clock of its own."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待审查")
        PASSED = "passed", _("已转送提供单位")
        RETURNED = "returned", _("已退回补正")
        DROPPED = "dropped", _("申请单位已撤回")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    n = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    begun_at = models.DateTimeField()
    due = models.DateField()
    due_provisional = models.BooleanField(default=False)
    late_at = models.DateTimeField(null=True)  # when its lateness was put on record
    missing = ArrayField(models.CharField(max_length=16, choices=Missing), default=list)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=60, blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    was_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["application", "n"]
        constraints = [
            models.UniqueConstraint(fields=["application", "n"], name="sharing_checking_number"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="waiting"), name="sharing_checking_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="waiting"), name="sharing_checking_waiting")]

    @property
    def missing_words(self) -> list[str]:
        """What was named, in words."""
        return [str(Missing(one).label) for one in self.missing]
