"""Looks at the uses of a subject, and what is withheld at the counter. Whom a look was about stands in its evidence only, as a keyed hash."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency


class Way(models.TextChoices):
    AUTHORISED = "authorised", _("依职权查询")
    COUNTER = "counter", _("窗口代本人查询")


class Identified(models.TextChoices):
    """How the person at the counter was identified."""

    ORIGINAL = "original", _("出示证件原件")
    E_LICENCE = "e_licence", _("出示电子证照")
    POWER_OF_ATTORNEY = "power_of_attorney", _("他人持授权委托书")


class Look(models.Model):
    """One look. `record`: its evidence, which names the subject; pages of the same look are read by it."""

    record = models.UUIDField(primary_key=True)
    way = models.CharField(max_length=10, choices=Way)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-record"]
        indexes = [models.Index(fields=["by", "at"], name="subject_uses_look_by")]


class Withholding(models.Model):
    """Uses that the law lets nobody tell the person of (依法不予告知): an agency's, or those of one of its grants, or for one duty. While it is in force; never changed but ended."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    grant = models.CharField(max_length=40, blank=True)
    duty = models.CharField(max_length=200, blank=True)
    law = models.CharField(max_length=120)
    article = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=120)
    receipt = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="subject_uses_withholding_days")
        ]

    def state(self, today: date) -> str:
        """ended, over, ahead or in_force."""
        if self.ended_at is not None:
            return "ended"
        if today > self.last_day:
            return "over"
        return "ahead" if today < self.first_day else "in_force"
