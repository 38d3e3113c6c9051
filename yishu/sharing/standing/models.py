"""An agreement from before the platform, as it is brought in, reviewed and kept; and the spreadsheets by which many come at once."""

from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.vocabulary import Mode
from yishu.core.calendar import shanghai_day
from yishu.core.canonical import digest
from yishu.core.decoding import converted
from yishu.core.rows import RowRule
from yishu.sharing.models import Grant, Line
from yishu.sharing.rules import Limits


class State(models.TextChoices):
    TO_CONFIRM = "to_confirm", _("待提供单位复核")
    RETURNED = "returned", _("复核退回")
    TO_ACKNOWLEDGE = "to_acknowledge", _("待使用单位确认")
    OBJECTED = "objected", _("使用单位有异议")
    ACTIVE = "active", _("已生效")
    CONVERTED = "converted", _("已转为普通授权")
    LAPSED = "lapsed", _("到期失效")
    ENDED = "ended", _("已终止")
    DROPPED = "dropped", _("已撤销登记")


OPEN = (State.TO_CONFIRM, State.RETURNED, State.TO_ACKNOWLEDGE, State.OBJECTED)
"""Nothing is granted yet."""


class StandingAuthorisation(models.Model):
    """`due`: the last day of whoever has to act next; `review_by`: the last day on which it holds unless it became an ordinary grant, set when it is confirmed.

    `line` comes with the acknowledgement: what the two sides settled, as the grant has it.
    """

    number = models.CharField(max_length=20, unique=True)  # CL20261127-0001
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    consumer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    items = ArrayField(models.CharField(max_length=48))
    modes = ArrayField(models.CharField(max_length=10, choices=Mode))
    duty = models.CharField(_("履职事项"), max_length=200)
    purpose = models.TextField(_("使用目的"), blank=True)
    obligations = models.TextField(_("使用义务"), blank=True)
    rows = models.JSONField(null=True)
    limits = models.JSONField(default=dict)
    networks = ArrayField(models.CharField(max_length=60), default=list)
    masks = models.JSONField(default=dict)
    since = models.DateField()
    until = models.DateField(null=True)  # None: the agreement names no end
    review_by = models.DateField(null=True)
    basis_number = models.CharField(_("依据文号"), max_length=120)
    basis_issuer = models.CharField(_("发文单位"), max_length=120)
    basis_date = models.DateField()
    file_name = models.CharField(max_length=120, blank=True)
    file_type = models.CharField(max_length=80, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_by = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.TO_CONFIRM)
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    brought_by = models.CharField(max_length=60)  # who brought it in, or amended it last
    brought_by_name = models.CharField(max_length=120)
    brought_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=60, blank=True)
    confirmed_by_name = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    line = models.OneToOneField(Line, null=True, on_delete=models.PROTECT, related_name="standing")

    class Meta:
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "consumer", "basis_number"],
                condition=Q(state__in=[*OPEN, State.ACTIVE]),
                name="standing_once",
            ),
            models.CheckConstraint(condition=~Q(provider=models.F("consumer")), name="standing_of_two"),
        ]
        indexes = [
            models.Index(fields=["provider", "state"], name="standing_given"),
            models.Index(fields=["consumer", "state"], name="standing_held"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def row_rule(self) -> RowRule | None:
        return None if self.rows is None else converted(self.rows, RowRule)

    @property
    def limit_rule(self) -> Limits:
        return converted(self.limits, Limits)

    @property
    def grant(self) -> Grant | None:
        return getattr(self.line, "grant", None)

    @property
    def fingerprint(self) -> str:
        """Of all that the consumer acknowledges: what it saw is what it gets."""
        return digest(
            {
                "number": self.number,
                "entry": self.entry_id,
                "items": sorted(self.items),
                "modes": sorted(self.modes),
                "texts": [self.duty, self.purpose, self.obligations, self.entry.condition],
                "bounds": [self.rows, self.limits, sorted(self.networks), self.masks],
                "days": [str(self.since), str(self.until), str(self.review_by)],
                "basis": [self.basis_number, self.basis_issuer, str(self.basis_date), self.file_sha256],
            }
        )

    @property
    def last_day(self) -> date | None:
        """On which it holds; None before it was confirmed."""
        return min((day for day in (self.until, self.review_by) if day), default=None) if self.review_by else None

    def is_late(self, now: datetime) -> bool:
        """Somebody should have acted before today."""
        waits = self.state in (State.TO_CONFIRM, State.TO_ACKNOWLEDGE)
        return waits and self.due is not None and self.due < shanghai_day(now)


class StandingStep(models.Model):
    """What happened to it: who did what, when, in which words. Never changed."""

    standing = models.ForeignKey(StandingAuthorisation, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=120)  # as it was called then
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]


class Sheet(models.Model):
    """A spreadsheet of agreements, for one provider. Its rows stay as they were read."""

    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    read_by = models.CharField(max_length=60)
    read_by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


class SheetRow(models.Model):
    """`cells`: column → text as read, `notes`: column → formula, error and so on; `errors`: [{"field", "rule", "zh", "en"}], none where it may be brought in."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()  # in the file, from 1
    cells = models.JSONField()
    notes = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    standing = models.OneToOneField(StandingAuthorisation, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sheet", "line"]
        constraints = [models.UniqueConstraint(fields=["sheet", "line"], name="standing_sheet_row")]
