"""What the node knows by itself: divisions, working days, clocks, and the epoch of access."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Division(models.Model):
    """An administrative division, GB/T 2260."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("省级")
        CITY = "city", _("市级")
        COUNTY = "county", _("县级")

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class WorkDay(models.Model):
    """A day on which the State Council's notice departs from the week: a holiday, or a make-up day (调休)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("放假")
        WORKDAY = "workday", _("调休上班")

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=True)

    class Meta:
        ordering = ["date"]


class Clock(models.Model):
    """How long somebody has for something: a rule with its basis, changed by settings, never in code (38.1).

    `working_days`, or `hours`, or `months`, is the rule that every node starts with; `local_days`, `local_hours` or `local_months`, where given, is what this node's own
    rules say instead, by `local_basis`. A clock of hours stays one of hours, one of months one of months.
    """

    code = models.CharField(primary_key=True, max_length=40)
    working_days = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField(null=True)  # in place of working days, counted through nights and holidays
    months = models.PositiveSmallIntegerField(null=True)  # in place of working days, from day to the same day
    name_zh = models.CharField(max_length=60, default="")
    name_en = models.CharField(max_length=80, default="")
    basis_zh = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=200)
    by_law = models.BooleanField()
    local_days = models.PositiveSmallIntegerField(null=True)
    local_hours = models.PositiveSmallIntegerField(null=True)
    local_months = models.PositiveSmallIntegerField(null=True)
    local_basis = models.CharField(max_length=200, blank=True)
    changed_by_name = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-by_law", "code"]

    @property
    def unit(self) -> str:
        """`days` (working days), `hours` or `months`: what its lengths count."""
        if self.months is not None:
            return "months"
        return "days" if self.hours is None else "hours"

    @property
    def common(self) -> int:
        """The length that every node starts with."""
        return next(length for length in (self.months, self.hours, self.working_days) if length is not None)

    @property
    def local(self) -> int | None:
        return getattr(self, f"local_{self.unit}")

    @property
    def in_force(self) -> int:
        return self.common if self.local is None else self.local

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh

    def basis(self, language: str) -> str:
        """Of the length in force."""
        return self.local_basis or (self.basis_en if language == "en" else self.basis_zh)


class LocalStep(models.Model):
    """A step that this node's own rules add to a course (38.1); without a row the step does not exist here."""

    class Code(models.TextChoices):
        ENTRY_AGENCY_REVIEW = "entry_agency_review", _("目录提交后先由本单位审核员审核")
        APPLICATION_SUPPLEMENT = "application_supplement", _("审核共享申请时可为补正停止计时一次")
        APPLICATION_FORMAL_CHECK = "application_formal_check", _("受限共享申请先由平台主管部门形式审查")

    code = models.CharField(primary_key=True, max_length=40, choices=Code)
    basis = models.CharField(max_length=200)
    changed_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()


class LocalField(models.Model):
    """A field that this node's own rules add to a form (38.1). What was answered is kept with its label: a field that is dropped leaves it as it is."""

    class Form(models.TextChoices):
        APPLICATION = "application", _("共享申请")

    form = models.CharField(max_length=20, choices=Form)
    label = models.CharField(max_length=60)
    help = models.CharField(max_length=200, blank=True)
    required = models.BooleanField(default=False)
    basis = models.CharField(max_length=200)
    changed_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["form", "id"]
        constraints = [models.UniqueConstraint(fields=["form", "label"], name="node_local_field_once")]


class AccessEpoch(models.Model):
    """One row, bumped in the transaction of every change of who may read what; see `yishu.node.epoch`."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.BigIntegerField(default=1)

    class Meta:
        db_table = "access_epoch"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="access_epoch_one_row")]
