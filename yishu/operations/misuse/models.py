"""What is measured of use, what is usual, the rules, canaries, and findings. Of subjects there are keyed hashes alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.catalogue.models import Resource
from yishu.operations.models import Incident


class Progress(models.Model):
    """One row: up to which record use is measured, and before which moment hours are closed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    measured = models.UUIDField()
    closed = models.DateTimeField()
    learnt = models.DateField(null=True)  # the day whose baselines were made last

    class Meta:
        db_table = "misuse_progress"


class Hour(models.Model):
    """The use of one resource by one caller for one duty in one hour. Written by SQL only: `measuring`.

    `subjects` counts those of calls that were answered; `absent` of these had no record, `wrong` a wrong claim. What is null is known once the hour is closed: `different`
    subjects, `looks` at the one asked about most that day, subjects under the busiest case.
    """

    hour = models.DateTimeField()
    caller = models.CharField(max_length=60)
    agency = models.CharField(max_length=40)
    duty = models.CharField(max_length=200)
    resource = models.CharField(max_length=60)
    calls = models.BigIntegerField()
    refused = models.BigIntegerField()
    subjects = models.BigIntegerField()
    absent = models.BigIntegerField()
    wrong = models.BigIntegerField(default=0)
    caseless = models.BigIntegerField()
    run = models.IntegerField(default=0)
    different = models.BigIntegerField(null=True)
    looks = models.BigIntegerField(null=True)
    in_case = models.BigIntegerField(null=True)
    case_number = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "misuse_hour"
        constraints = [models.UniqueConstraint(fields=["hour", "caller", "duty", "resource"], name="misuse_hour_once")]
        indexes = [models.Index(fields=["caller", "duty", "resource", "hour"], name="misuse_hour_of_caller")]


class Look(models.Model):
    """How often a subject was asked about on a day; kept only of those asked about twice in an hour, and of what people ask. Written by SQL only: `closing`."""

    day = models.DateField()
    caller = models.CharField(max_length=60)
    duty = models.CharField(max_length=200)
    resource = models.CharField(max_length=60)
    subject = models.BinaryField()
    looks = models.BigIntegerField()

    class Meta:
        db_table = "misuse_look"
        constraints = [
            models.UniqueConstraint(fields=["day", "caller", "duty", "resource", "subject"], name="misuse_look_once")
        ]


class Baseline(models.Model):
    """What is usual, by the days before `made_on`. Written by SQL only: `learning`. `working`, `resting`: mean subjects an hour, by hour of day in Asia/Shanghai."""

    caller = models.CharField(max_length=60)
    duty = models.CharField(max_length=200)
    resource = models.CharField(max_length=60)
    made_on = models.DateField()
    first_used = models.DateTimeField()
    last_used = models.DateTimeField()
    used_days = models.IntegerField()
    working = ArrayField(models.FloatField())
    resting = ArrayField(models.FloatField())
    highest = models.BigIntegerField()
    missed_percent = models.FloatField()
    caseless_percent = models.FloatField()
    looks = models.BigIntegerField()
    in_case = models.BigIntegerField()
    run = models.IntegerField()

    class Meta:
        db_table = "misuse_baseline"
        constraints = [models.UniqueConstraint(fields=["caller", "duty", "resource"], name="misuse_baseline_once")]


class FindingKind(models.TextChoices):
    """What is found; the words say what happened."""

    VOLUME = "volume", _("用量突增")
    HOURS = "hours", _("不寻常的时间")
    ABSENT = "absent", _("大量查无或不符")
    CONSECUTIVE = "consecutive", _("对象连续编号")
    REPEATED = "repeated", _("反复查看同一对象")
    CASE = "case", _("一个办件下对象过多")
    CASELESS = "caseless", _("多数未写办件")
    SILENCE = "silence", _("久未使用后突然使用")
    CANARY = "canary", _("触及监测对象")


class Follows(models.TextChoices):
    """What a finding brings about by itself."""

    NOTHING = "nothing", _("只提醒")
    THROTTLE = "throttle", _("自动限量")
    SUSPEND = "suspend", _("自动暂停")


class Rule(models.Model):
    """What this node says in place of a platform rule, by its basis (38.1); without a row the platform rule holds. What the numbers count: `thresholds.COMMON`."""

    code = models.CharField(primary_key=True, max_length=20)
    amount = models.PositiveIntegerField()
    ratio = models.PositiveIntegerField()
    follows = models.CharField(max_length=10, choices=Follows, default=Follows.NOTHING)
    basis = models.CharField(max_length=200)
    changed_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "misuse_rule"


class Canary(models.Model):
    """A subject that nobody has a reason to ask about (监测对象). `hash` is how evidence would name it; `sealed` is its key, enciphered, for who may see it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    hash = models.BinaryField(max_length=16)
    sealed = models.TextField()
    is_planted = models.BooleanField(default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=60)
    declared_by_name = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "misuse_canary"
        ordering = ["-declared_at"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "hash"], condition=Q(ended_at=None), name="misuse_canary_once")
        ]


class Watch(models.Model):
    """One row, while there are canaries: until when calls were held against them."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()

    class Meta:
        db_table = "misuse_watch"


class Finding(models.Model):
    """Use that departs from what is usual, and what became of it. `measured` against `usual`; `receipts`: records that show it."""

    class State(models.TextChoices):
        OPEN = "open", _("待说明")
        EXPLAINED = "explained", _("已说明")
        ACCEPTED = "accepted", _("说明已认可")
        MISUSE = "misuse", _("认定超范围使用")

    number = models.CharField(max_length=20, unique=True)  # YC20261130-0001
    once = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=FindingKind)
    caller = models.CharField(max_length=60)
    caller_name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("使用单位"))
    duty = models.CharField(max_length=200)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    measured = models.BigIntegerField()
    usual = models.FloatField()
    subjects = models.BigIntegerField()
    since = models.DateTimeField(null=True)  # the use that it is compared with
    grants = ArrayField(models.UUIDField(), default=list)
    receipts = ArrayField(models.CharField(max_length=120), default=list)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reminded_by_name = models.CharField(max_length=120, blank=True)
    reminded_at = models.DateTimeField(null=True)
    explanation = models.TextField(blank=True)
    explained_by_name = models.CharField(max_length=120, blank=True)
    explained_at = models.DateTimeField(null=True)
    judgement = models.TextField(blank=True)
    judged_by_name = models.CharField(max_length=120, blank=True)
    judged_at = models.DateTimeField(null=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "misuse_finding"
        ordering = ["-found_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "found_at"], name="misuse_finding_state"),
            models.Index(fields=["agency", "found_at"], name="misuse_finding_agency"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_settled(self) -> bool:
        return self.state in (Finding.State.ACCEPTED, Finding.State.MISUSE)


class FindingCounter(models.Model):
    """The next finding number of a day."""

    day = models.DateField(primary_key=True)
    next = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "misuse_findingcounter"
