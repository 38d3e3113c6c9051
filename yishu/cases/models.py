"""Joint matters, and the cases that several agencies handle in turn (29.1, 24.1). What a case drew is kept by its receipt, never by its values."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.agencies.models import Agency
from yishu.catalogue.models import Resource


class Matter(models.Model):
    """A joint matter (联办事项): its steps in order, each of one agency for one of its duties."""

    name = models.CharField(_("事项名称"), max_length=200, unique=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    key_kind = models.CharField(max_length=24)  # core.identifiers.KeyKind: what a case is about
    registered_by = models.CharField(max_length=60)
    registered_by_name = models.CharField(max_length=120)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One step of a matter."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["matter", "position"], name="cases_step_position_once")]


class Need(models.Model):
    """What a step needs of a resource, and no more (4.4)."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="needs")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    items = ArrayField(models.CharField(max_length=48))

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["step", "resource"], name="cases_need_resource_once")]

    @property
    def item_names(self) -> list[str]:
        """The items by name, as the entry in force calls them."""
        entry = self.resource.current
        names = {item.code: item.name for item in entry.items.all()} if entry else {}
        return [names.get(code, code) for code in self.items]


class Case(models.Model):
    """A joint case (联办件). Its number is the case that every draw names as its purpose."""

    class State(models.TextChoices):
        OPEN = "open", _("办理中")
        DONE = "done", _("已办结")
        RETURNED = "returned", _("已退回申请人")

    number = models.CharField(max_length=20, unique=True)  # LB20261127-0001
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="cases")
    subject = models.TextField()  # enciphered: whom to draw for, needed until the case is closed, then emptied
    subject_shown = models.CharField(max_length=200)  # masked
    opened_by = models.CharField(max_length=60)
    opened_by_name = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.number


class CaseStep(models.Model):
    """A step of a case: one at a time is current, and its agency is the one that is waited for."""

    class State(models.TextChoices):
        WAITING = "waiting", _("未开始")
        CURRENT = "current", _("办理中")
        DONE = "done", _("已办")
        RETURNED = "returned", _("已退回")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    began_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["step__position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "step"], name="cases_case_step_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="current"), name="cases_one_current_step"),
        ]


class Draw(models.Model):
    """What a step drew through the platform: which items, and the receipt of the governed call. The values are drawn again when they are to be seen again."""

    case_step = models.ForeignKey(CaseStep, on_delete=models.CASCADE, related_name="draws")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    items = ArrayField(models.CharField(max_length=48))
    found = models.BooleanField(default=False)
    receipt = models.CharField(max_length=120, blank=True)
    refusal = models.CharField(max_length=60, blank=True)  # the code of the problem, where nothing was given
    drawn_by_name = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-drawn_at", "-id"]


class Event(models.Model):
    """What happened to a case, for all agencies that handle it (29.1)."""

    class Act(models.TextChoices):
        OPENED = "opened", pgettext_lazy("state", "受理")
        DRAWN = "drawn", _("调取信息")
        REFUSED = "refused", _("调取被拒")
        DOCUMENT = "document", _("以电子文书代替纸质材料")
        DONE = "done", _("办结本步骤")
        RETURNED = "returned", pgettext_lazy("state", "退回")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    act = models.CharField(max_length=10, choices=Act)
    step_name = models.CharField(max_length=120)
    actor_name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    receipt = models.CharField(max_length=120, blank=True, default="", db_default="")  # of its record in the evidence

    class Meta:
        ordering = ["at", "id"]


class CaseCounter(models.Model):
    """The next case number of a day."""

    day = models.DateField(primary_key=True)
    next = models.PositiveIntegerField(default=1)
