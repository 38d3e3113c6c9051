"""What holds use back, whatever the terms of grants say. Gateways read the rows that stand (`access.statements.RESTRAINTS`)."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.sharing.models import Grant


class Restraint(models.Model):
    """On one grant, or on all use of one caller (`system:12`, `person:7`). Its limits never change: another takes its place.

    `second`, `day`: of a throttle, in subjects asked about; counted under `id`, apart from the grant's own limits. `finding`: why, by number; empty where somebody decided without one.
    """

    class Kind(models.TextChoices):
        THROTTLED = "throttled", _("限量")
        SUSPENDED = "suspended", _("暂停")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(_("措施"), max_length=10, choices=Kind)
    grant = models.ForeignKey(Grant, null=True, on_delete=models.PROTECT, related_name="restraints")
    caller = models.CharField(max_length=60, blank=True)
    caller_name = models.CharField(max_length=120, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("使用单位"))
    second = models.PositiveIntegerField(_("每秒人次"), null=True)
    day = models.PositiveIntegerField(_("每天人次"), null=True)
    until = models.DateTimeField(_("截至"), null=True)
    reason = models.CharField(_("原因"), max_length=500)
    finding = models.CharField(max_length=20, blank=True)
    whom = models.CharField(max_length=200)
    laid_at = models.DateTimeField()
    laid_by = models.CharField(max_length=60)
    laid_by_name = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_name = models.CharField(max_length=120, blank=True)
    lift_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-laid_at"]
        indexes = [models.Index(fields=["laid_at"], condition=Q(lifted_at=None), name="restraints_standing")]
        constraints = [
            models.CheckConstraint(
                condition=Q(grant=None) & ~Q(caller="") | Q(grant__isnull=False) & Q(caller=""),
                name="restraints_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind="suspended", second=None, day=None, until=None)
                | Q(kind="throttled", until__isnull=False) & (Q(second__isnull=False) | Q(day__isnull=False)),
                name="restraints_by_kind",
            ),
        ]

    def stands(self, now: datetime) -> bool:
        """Whether it holds use back now."""
        return self.lifted_at is None and (self.until is None or now < self.until)

    @property
    def on(self) -> str:
        """What it was laid on, as evidence names it."""
        return f"grant:{self.grant_id}" if self.grant_id else self.caller
