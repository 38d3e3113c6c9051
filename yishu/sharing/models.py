"""Applications and grants (Art. 26)."""

import uuid
from datetime import date, datetime, timedelta

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, ApplicationSystem, Person
from yishu.catalogue.models import Entry, Mode, Resource
from yishu.core.calendar import shanghai_day
from yishu.sharing.rules import Terms


class Application(models.Model):
    """A consumer's request to use resources for one duty (26.1)."""

    number = models.CharField(max_length=20, unique=True)  # SQ20261122-0001
    consumer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="applications")
    duty = models.CharField(_("履职事项"), max_length=200)
    basis = models.TextField(_("履职依据"), blank=True)
    submitted_by = models.CharField(max_length=60)
    submitted_by_name = models.CharField(max_length=120)
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["-submitted_at"]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """One resource of an application; what was asked and what was allowed stay side by side."""

    class State(models.TextChoices):
        IN_REVIEW = "in_review", _("待审核")
        GRANTED = "granted", _("已授权")
        REFUSED = "refused", _("不予授权")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="lines")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="application_lines")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    items = ArrayField(models.CharField(max_length=48))
    modes = ArrayField(models.CharField(max_length=10, choices=Mode))
    systems = models.ManyToManyField(ApplicationSystem, related_name="+")
    users = models.ManyToManyField(Person, related_name="+")
    until = models.DateField()
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.IN_REVIEW)
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "resource"], name="sharing_line_resource_once"),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="in_review"), name="sharing_line_waiting")]


class Grant(models.Model):
    """What an approved application opens. `terms` is the canonical JSON that every call is held against, `hash` its SHA-256; both never change."""

    class State(models.TextChoices):
        ACTIVE = "active", _("有效")
        WITHDRAWN = "withdrawn", _("已收回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="grant")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="grants")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="grants_given")
    consumer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="grants_held")
    terms = models.TextField()
    hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    opened_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["resource", "consumer"], condition=Q(state="active"), name="sharing_grant_active")
        ]

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return shanghai_day(self.valid_until - timedelta(seconds=1))

    def has_expired(self, now: datetime) -> bool:
        """Whether an active grant has run out."""
        return self.state == Grant.State.ACTIVE and now >= self.valid_until

    def read_terms(self) -> Terms:
        """The terms as every call is held against them."""
        return msgspec.json.decode(self.terms, type=Terms)


class ApplicationCounter(models.Model):
    """The next application number of a day."""

    day = models.DateField(primary_key=True)
    next = models.PositiveIntegerField(default=1)
