"""A form by which an agency collects, and its items (15.2).

An item is flagged while the catalogue has it, or while the form goes beyond what the agency may collect: an open flag is settled by a law that the coordinator
passes, or by ending the item. Whether it is flagged is read from what was found, so that a new resource flags old forms at the next look.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.catalogue.collection.lines import CollectedLine, Found


class CollectedForm(models.Model):
    """A form in use. `looked_at`: when its items were looked up last."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("向公众采集")
        AGENCIES = "agencies", _("向单位采集")
        INTERNAL = "internal", _("内部填报")

    number = models.CharField(max_length=24, unique=True)  # BD20261127-000001
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="collected_forms")
    name = models.CharField(_("表单名称"), max_length=120)
    audience = models.CharField(_("向谁采集"), max_length=8, choices=Audience)
    duty = models.CharField(_("履职事项"), max_length=200)
    basis = models.CharField(_("采集依据"), max_length=300, blank=True)
    registered_by = models.CharField(max_length=60)
    registered_by_name = models.CharField(max_length=120)
    registered_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-registered_at", "-pk"]
        indexes = [models.Index(fields=["looked_at"], condition=Q(ended_at=None), name="collected_form_looked_at")]

    def __str__(self) -> str:
        return self.name


class FormItem(CollectedLine):
    """An item of a form. `beyond_scope`: the form serves no duty that the agency has on the register, so that it collects beyond its scope."""

    form = models.ForeignKey(CollectedForm, on_delete=models.CASCADE, related_name="items")
    beyond_scope = models.BooleanField(default=False)
    flagged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=120, blank=True)

    class Meta(CollectedLine.Meta):
        constraints = [models.UniqueConstraint(fields=["form", "position"], name="collected_form_item_once")]

    @property
    def flag(self) -> str:
        """ "" where nothing is wrong; open, waiting (the cited law is to be reviewed), excused (by law), ended."""
        if self.ended_at is not None:
            return "ended" if self.flagged_at else ""
        if self.is_key or not (self.found == Found.OBTAINABLE or self.beyond_scope):
            return ""
        return {"passed": "excused", "waiting": "waiting"}.get(self.citation, "open")

    @property
    def is_struck(self) -> bool:
        return self.flag in ("open", "waiting")

    def mark(self, now: datetime) -> bool:
        """Note since when it is flagged; whether it is flagged only now."""
        if self.flag and self.flagged_at is None:
            self.flagged_at = now
            return True
        return False
