"""Changes of the calendar, and the deadlines that each has moved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency


class Change(models.Model):
    """What was changed, by whose decision, and how it stood before: `before` and `after` are `yishu.operations.workdays.state.State`. Never changed itself; undoing is another change."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("录入年度安排")
        LOCAL = "local", _("增加临时安排")
        REMOVAL = "removal", _("取消临时安排")
        UNDONE = "undone", _("撤销变更")

    kind = models.CharField(max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=200)  # of a notice its number; else the basis or the reason
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120)
    before = models.JSONField()
    after = models.JSONField()
    moved = models.PositiveIntegerField()  # deadlines that fall on another day
    settled = models.PositiveIntegerField()  # deadlines whose day stays, but is final now, or provisional
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    receipt = models.CharField(max_length=120)

    class Meta:
        ordering = ["-pk"]


class MovedDeadline(models.Model):
    """One deadline that a change has moved. `agency`: who has to act; None is whoever coordinates."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="deadlines")
    clock = models.CharField(max_length=40)
    thing = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    before = models.DateField()
    after = models.DateField()
    provisional = models.BooleanField()  # counted over days that no notice has settled

    class Meta:
        ordering = ["after", "pk"]
        indexes = [models.Index(fields=["change", "agency"], name="workdays_moved_of_agency")]
