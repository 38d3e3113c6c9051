"""Responsible persons of an agency, one for each kind of duty, with a deputy; and the handing over of a duty (34.1)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.identity.models import Handover
from yishu.agencies.models import Agency, Person


class DutyKind(models.TextChoices):
    """What somebody answers for. `coordination` is the coordinating agency's only."""

    CATALOGUE = "catalogue", _("目录编制与更新")
    REVIEW = "review", _("共享审核")
    PUBLISHING = "publishing", _("数据发布与归档")
    RISK = "risk", _("信息安全与风险")
    ANSWERING = "answering", _("需求和疑义答复")
    COORDINATION = "coordination", _("平台主管事项")


class Responsibility(models.Model):
    """Who answers for a kind of duty in an agency; the deputy does where that person is no longer there."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="responsibilities")
    kind = models.CharField(max_length=16, choices=DutyKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="responsibilities")
    deputy = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="deputised")
    since = models.DateTimeField()
    named_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["agency__code", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind"], name="accountability_one_of_a_kind"),
            models.CheckConstraint(condition=~Q(person=models.F("deputy")), name="accountability_deputy_is_another"),
        ]

    @property
    def answers(self) -> Person | None:
        """The person while active, else the deputy; None where neither is."""
        return next((one for one in (self.person, self.deputy) if one and one.is_active), None)


class HandedDuty(models.Model):
    """The kind of duty that a handover was about; one of a leaver's whole work has none."""

    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="duty")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=DutyKind)
