"""Applications and grants (Art. 26), demands (4.2), coordination (26.4), onward use (20.2)."""

import uuid
from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.agencies.models import Agency, ApplicationSystem, Person
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.vocabulary import Mode, ResourceKind, ResourceState
from yishu.core.calendar import shanghai_day
from yishu.core.decoding import converted, decoded
from yishu.core.rows import RowRule
from yishu.sharing.rules import Terms

NEAR_DAYS: Final = 30
"""So long before its end a grant is said to run out."""


class Application(models.Model):
    """A consumer's request to use resources for one duty (26.1)."""

    number = models.CharField(max_length=20, unique=True)  # SQ20261122-0001
    consumer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="applications")
    duty = models.CharField(_("履职事项"), max_length=200)
    basis = models.TextField(_("履职依据"), blank=True)
    case_kind = models.CharField(_("办件类型"), max_length=120, blank=True)
    purpose = models.TextField(_("使用目的"), blank=True)
    extra = models.JSONField(default=list)  # [{"label", "value"}]: what this node's own rules asked for as well (38.1)
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
        SIGNING = "signing", _("本单位审批中")
        CHECKING = "checking", _("形式审查中")
        RETURNED = "returned", _("待补正")
        IN_REVIEW = "in_review", _("待审核")
        GRANTED = "granted", _("已授权")
        REFUSED = "refused", pgettext_lazy("state", "不予授权")
        WITHDRAWN = "withdrawn", _("申请单位已撤回")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="lines")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="application_lines")
    # The resource's, which never changes: the inbox finds its rows by it.
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    items = ArrayField(models.CharField(max_length=48))
    modes = ArrayField(models.CharField(max_length=10, choices=Mode))
    systems = models.ManyToManyField(ApplicationSystem, related_name="+")
    users = models.ManyToManyField(Person, related_name="+")
    rows = models.JSONField(null=True)  # the rule by which only some records are asked for
    until = models.DateField()
    reason = models.TextField(blank=True)
    volume = models.PositiveIntegerField(null=True)  # subjects a day that the applicant expects to ask about
    condition = models.TextField(blank=True)  # the provider's condition, in the words that the applicant confirmed
    replaces = models.ForeignKey("Grant", null=True, on_delete=models.PROTECT, related_name="renewals")
    state = models.CharField(max_length=10, choices=State, default=State.IN_REVIEW)
    reached_at = models.DateTimeField(
        null=True
    )  # its provider has it from here on, and its clock runs; before, only the applicant's side sees it
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    escalated_at = models.DateTimeField(null=True)  # when the coordinator was told that it is late
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "resource"], name="sharing_line_resource_once"),
        ]
        # The inbox finds its page in these alone, whatever the length of the list.
        indexes = [
            models.Index(fields=["provider", "due", "id"], condition=Q(state="in_review"), name="sharing_line_inbox"),
            models.Index(fields=["due"], condition=Q(state="in_review"), name="sharing_line_waiting"),
            models.Index(
                fields=["provider", "-decided_at"], condition=Q(decided_at__isnull=False), name="sharing_line_decided"
            ),
        ]

    @property
    def row_rule(self) -> RowRule | None:
        """What was asked; None for all records."""
        return None if self.rows is None else converted(self.rows, RowRule)


OPEN: Final = (Line.State.SIGNING, Line.State.CHECKING, Line.State.RETURNED, Line.State.IN_REVIEW)
"""Nothing is decided yet, wherever it waits."""


class Grant(models.Model):
    """What an approved application opens. `terms` is the canonical JSON that every call is held against, `hash` its SHA-256; each version of them stays as it is (`sharing.changes` keeps those of before)."""

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
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="successor")

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
        return decoded(self.terms, Terms)


class ApplicationCounter(models.Model):
    """The next application number of a day."""

    day = models.DateField(primary_key=True)
    next = models.PositiveIntegerField(default=1)


class NumberCounter(models.Model):
    """The next number of a day under a prefix: XQ demands, XT coordinations, XTYJ opinions, DW onward uses."""

    prefix = models.CharField(max_length=4)
    day = models.DateField()
    next = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="sharing_number_counter_once")]


class Demand(models.Model):
    """A need for something no catalogue offers yet (4.2). That it is fulfilled is read from the resource that answers it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待答复")
        ACCEPTED = "accepted", _("已受理，编目中")
        REFUSED = "refused", _("不予提供")

    number = models.CharField(max_length=24, unique=True)
    consumer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="demands_filed")
    holder = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="demands_received")
    name = models.CharField(_("需要什么信息"), max_length=200)
    kind = models.CharField(_("资源种类"), max_length=20, choices=ResourceKind, default=ResourceKind.DATA)
    items = ArrayField(models.CharField(max_length=120))
    duty = models.CharField(_("履职事项"), max_length=200)
    basis = models.TextField(_("履职依据"))
    why = models.TextField(_("为什么需要"))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due = models.DateField()  # of the answer
    due_provisional = models.BooleanField(default=False)
    fulfil_due = models.DateField(null=True)  # of the resource, once it was accepted
    fulfil_due_provisional = models.BooleanField(default=False)
    resource = models.ForeignKey(Resource, null=True, on_delete=models.PROTECT, related_name="demands")
    answer = models.TextField(blank=True)  # the last opinion; of a refusal the reason
    legal_basis = models.TextField(blank=True)  # of a refusal
    filed_by = models.CharField(max_length=60)
    filed_by_name = models.CharField(max_length=120)
    filed_at = models.DateTimeField()

    class Meta:
        ordering = ["-filed_at", "-pk"]
        indexes = [models.Index(fields=["due"], condition=Q(state="waiting"), name="sharing_demand_waiting")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """It waits for its holder, to answer it or to publish what answers it: by `next_due`."""
        return self.state != Demand.State.REFUSED and not self.is_fulfilled

    @property
    def next_due(self) -> date:
        """The last day of what its holder has to do next."""
        return self.fulfil_due or self.due

    @property
    def next_is_provisional(self) -> bool:
        return self.fulfil_due_provisional if self.fulfil_due else self.due_provisional

    @property
    def is_fulfilled(self) -> bool:
        """What answers it has been published."""
        return self.state == Demand.State.ACCEPTED and bool(
            self.resource and self.resource.state == ResourceState.PUBLISHED
        )


class Coordination(models.Model):
    """Two sides do not agree on a line: the coordinator hears both and issues an opinion (26.4). The software itself opens nothing.

    `of_rest`: what was granted is in force, and they do not agree on what was not.
    """

    class State(models.TextChoices):
        HEARING = "hearing", _("听取双方意见")
        TO_EXECUTE = "to_execute", _("待提供单位执行")
        EXECUTED = "executed", _("提供单位已执行")
        UPHELD = "upheld", _("维持提供单位决定")
        ESCALATED = "escalated", _("已报本级政府")
        DECIDED = "decided", _("政府已决定")

    number = models.CharField(max_length=24, unique=True)
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="coordination")
    state = models.CharField(max_length=12, choices=State, default=State.HEARING)
    of_rest = models.BooleanField(default=False)
    raised_by_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    raised_by = models.CharField(max_length=60)
    raised_at = models.DateTimeField()
    opinion_number = models.CharField(max_length=24, blank=True)
    opinion = models.TextField(blank=True)
    items = ArrayField(models.CharField(max_length=48), default=list)  # what the provider should grant
    modes = ArrayField(models.CharField(max_length=10, choices=Mode), default=list)
    all_rows = models.BooleanField(default=False)  # of the rest: the rows that were asked for
    full_volume = models.BooleanField(default=False)  # of the rest: as many subjects a day as were asked for
    until = models.DateField(null=True)  # of the rest: the last day
    opined_by = models.CharField(max_length=60, blank=True)
    opined_at = models.DateTimeField(null=True)
    due = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    escalated_to = models.CharField(max_length=120, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)  # the government's own
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["due"], condition=Q(state="to_execute"), name="sharing_coordination_due")]

    def __str__(self) -> str:
        return self.number


class OnwardUse(models.Model):
    """To publish something obtained by sharing: the provider's consent, or a notice where disclosure law applies (20.2)."""

    class Route(models.TextChoices):
        CONSENT = "consent", _("征求提供单位同意")
        DISCLOSURE = "disclosure", _("属于政府信息公开，告知提供单位")

    class State(models.TextChoices):
        WAITING = "waiting", _("待答复")
        CONSENTED = "consented", _("同意对外使用")
        REFUSED = "refused", _("不同意对外使用")
        TOLD = "told", _("已告知，待确认")
        ACKNOWLEDGED = "acknowledged", _("提供单位已确认知悉")

    number = models.CharField(max_length=24, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="onward_uses")
    route = models.CharField(max_length=12, choices=Route)
    items = ArrayField(models.CharField(max_length=48))
    form = models.CharField(_("以何种形式"), max_length=200)
    place = models.CharField(_("在哪里公布"), max_length=200)
    purpose = models.TextField(_("用途"))
    basis = models.TextField(_("公开依据"), blank=True)
    state = models.CharField(max_length=12, choices=State)
    due = models.DateField()
    due_provisional = models.BooleanField(default=False)
    conditions = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    requested_by = models.CharField(max_length=60)
    requested_by_name = models.CharField(max_length=120)
    requested_at = models.DateTimeField()
    answered_by = models.CharField(max_length=60, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["due"], condition=Q(state__in=["waiting", "told"]), name="sharing_onward_waiting")
        ]

    def __str__(self) -> str:
        return self.number


class CourseStep(models.Model):
    """What happened to a demand or a coordination: who did what, when, in which words. Never changed."""

    demand = models.ForeignKey(Demand, null=True, on_delete=models.PROTECT, related_name="steps")
    coordination = models.ForeignKey(Coordination, null=True, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=120)  # as it was called then
    words = models.TextField(blank=True)
    was_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(demand__isnull=False, coordination__isnull=True)
                | Q(demand__isnull=True, coordination__isnull=False),
                name="sharing_course_step_of_one",
            )
        ]


class Look(models.Model):
    """Somebody who inspects looked at a thing of other agencies on that day, and it is on record; see `overseeing`."""

    by = models.CharField(max_length=60)
    action = models.CharField(max_length=40)
    target = models.CharField(max_length=80)
    day = models.DateField()
    record = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "action", "target", "day"], name="sharing_look_once_a_day")
        ]
