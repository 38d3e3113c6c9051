"""What an agency's own rules ask to be signed, and what was signed by whom."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Person, Role
from yishu.sharing.models import Application, Coordination, Line


class Stage(models.TextChoices):
    """What is signed off before it leaves an agency."""

    APPLICATION = "application", _("申请发出前")
    DECISION = "decision", _("答复作出前")


@dataclass(frozen=True, slots=True)
class Turn:
    """One step as it stood when the round began: signed by whoever holds the role, or by one of the people named."""

    name: str
    role: str = ""
    people: tuple[int, ...] = ()


class SignOffStep(models.Model):
    """A step of an agency's sign-off, the `n`-th of three at most; without a row there is none."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="sign_off_steps")
    stage = models.CharField(max_length=12, choices=Stage)
    n = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    role = models.CharField(max_length=24, choices=Role, blank=True)
    people = models.ManyToManyField(Person, related_name="+")
    changed_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "stage", "n"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "stage", "n"], name="sharing_signing_step_once"),
            models.CheckConstraint(condition=Q(n__gte=1, n__lte=3), name="sharing_signing_three_steps"),
        ]

    @property
    def turn(self) -> Turn:
        return Turn(self.name, self.role, tuple(self.people.values_list("pk", flat=True)))


class Round(models.Model):
    """One thing on its way through the steps that were in force when it began. `content` is the canonical JSON of what is signed, `hash` its SHA-256; both never change.

    `subject` is the kind of thing, as its slice registered it (`subjects`). This node's own are joined; what another slice has is found by its `ref`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("审批中")
        SIGNED = "signed", _("已审批")
        SENT_BACK = "sent_back", _("已退回")
        VOID = "void", _("已作废")  # what was prepared changed, or was withdrawn

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage)
    subject = models.CharField(max_length=20)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="rounds")
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="rounds")  # of a decision
    ref = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)  # an application's duty, a decision's resource
    number = models.CharField(
        max_length=330
    )  # the application's; to another node, which gives it later: node and resource
    submitted_by = models.CharField(max_length=60)  # whoever handed the application in
    content = models.TextField()
    hash = models.CharField(max_length=64)
    steps = models.JSONField()  # of Turn
    at_step = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    prepared_by = models.CharField(max_length=60)
    prepared_by_name = models.CharField(max_length=120)
    prepared_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # since when the step waits
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="open", stage="application"),
                name="sharing_signing_one_application_round",
            ),
            models.UniqueConstraint(
                fields=["subject", "ref"],
                condition=Q(state="open") & ~Q(ref=""),
                name="sharing_signing_one_round_elsewhere",
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="open", stage="decision"), name="sharing_signing_one_decision_round"
            ),
            models.CheckConstraint(
                condition=Q(stage="application", application__isnull=False, line__isnull=True, ref="")
                | Q(stage="decision", application__isnull=False, line__isnull=False, ref="")
                | (Q(application__isnull=True, line__isnull=True) & ~Q(ref="")),
                name="sharing_signing_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["agency"], condition=Q(state="open"), name="sharing_signing_waiting"),
            models.Index(fields=["ref"], condition=~Q(ref=""), name="sharing_signing_elsewhere"),
        ]

    @property
    def clock(self) -> tuple[date | None, bool]:
        """The last day of what it decides, and whether that day is provisional: of the review, or of carrying out an opinion. No day for an application."""
        if self.line is None:
            return None, False
        coordination: Coordination | None = getattr(self.line, "coordination", None)
        if self.line.state == Line.State.IN_REVIEW or coordination is None:
            return self.line.due, self.line.due_provisional
        return coordination.due, coordination.due_provisional

    @property
    def target(self) -> str:
        """How the record and programs name what is signed."""
        return self.ref or self.number

    @property
    def turns(self) -> list[Turn]:
        return [Turn(one["name"], one["role"], tuple(one["people"])) for one in self.steps]

    @property
    def turn(self) -> Turn:
        """The step that is to be signed now, or was the last one."""
        return self.turns[self.at_step - 1]


class Signature(models.Model):
    """What was done at a step: signed, or sent back to whoever prepared it. Never changed."""

    class Act(models.TextChoices):
        SIGNED = "signed", _("同意")
        SENT_BACK = "sent_back", _("退回")
        TAKEN_BACK = "taken_back", _("撤回修改")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="signatures")
    n = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10, choices=Act)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    opinion = models.TextField(blank=True)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["round", "n"], name="sharing_signing_step_signed_once")]
