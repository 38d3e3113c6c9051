"""Schemes, assessments with their frozen figures, objections, inspections (Art. 35, 5.2), and the proposals drawn from results (36.1)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Person


class Measure(models.TextChoices):
    """The five things that are assessed (35.1)."""

    AMOUNT = "amount", _("提供数量")
    MOUNTED = "mounted", _("挂接率")
    TIMELINESS = "timeliness", _("更新及时")
    USE = "use", _("使用成效")
    RESPONSE = "response", _("响应情况")


class Formula(models.TextChoices):
    """How a figure becomes points: its share of a whole, or what it reaches of a target."""

    SHARE = "share", _("占比")
    TARGET = "target", _("达到目标的比例")


class Audience(models.TextChoices):
    AGENCIES = "agencies", _("各单位")
    PUBLIC = "public", _("社会公众")


class Scheme(models.Model):
    """One version of how agencies are assessed; an assessment keeps the one it was computed by. Never edited: the next version supersedes it."""

    version = models.PositiveIntegerField(unique=True)
    audience = models.CharField(_("公布范围"), max_length=10, choices=Audience, default=Audience.AGENCIES)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    made_by_name = models.CharField(max_length=120)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-version"]


class Indicator(models.Model):
    """One line of a scheme: a figure, its weight, its formula, its basis. `code` says where the figure comes from (measuring.SOURCES)."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24)
    measure = models.CharField(max_length=12, choices=Measure)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    formula = models.CharField(max_length=8, choices=Formula)
    weight = models.PositiveSmallIntegerField()
    target = models.PositiveBigIntegerField(null=True)
    basis_zh = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="assessment_indicator_once")]


class Consequence(models.Model):
    """A rule of a scheme: a measure below so many points gives a proposal, which a person decides (36.1)."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="consequences")
    position = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=12, choices=Measure)
    below = models.PositiveSmallIntegerField()
    proposal_zh = models.CharField(max_length=200)
    proposal_en = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]


class Assessment(models.Model):
    """The assessment of one period. Figures count what had happened before `cutoff`."""

    class State(models.TextChoices):
        COMPUTED = "computed", _("已计算，未公布")
        PROVISIONAL = "provisional", _("初步结果，可提异议")
        SIGNED = "signed", _("已定稿，待会签")
        FINAL = "final", _("已会签，待公布")
        PUBLISHED = "published", _("已公布")

    period = models.CharField(max_length=6, unique=True)
    first = models.DateField()
    last = models.DateField()
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.COMPUTED)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.AGENCIES)
    computed_at = models.DateTimeField()
    cutoff = models.DateTimeField()
    objections_until = models.DateField(null=True)
    signed_by = models.CharField(max_length=60, blank=True)
    cosigned_by = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-last", "-first"]

    def __str__(self) -> str:
        return self.period


class Step(models.Model):
    """What happened to an assessment: who did what, when."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=24)
    actor_name = models.CharField(max_length=120)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]


class Score(models.Model):
    """An agency's result: the total of 100 over what could be measured (None: nothing could), its rank, and the suggestions."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    rank = models.PositiveIntegerField(null=True)
    suggestion_zh = models.TextField(blank=True)
    suggestion_en = models.TextField(blank=True)
    suggestion_edited_by = models.CharField(max_length=120, blank=True)
    confirmed_by_name = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rank", "agency__code"]
        constraints = [models.UniqueConstraint(fields=["assessment", "agency"], name="assessment_score_once")]


class Figure(models.Model):
    """One frozen figure. `points` of 100; None: not measured, and its weight goes to the others. `corrected`: by an objection that was upheld."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    part = models.BigIntegerField(null=True)
    whole = models.BigIntegerField(null=True)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    corrected = models.BooleanField(default=False)

    class Meta:
        ordering = ["indicator__position"]
        constraints = [models.UniqueConstraint(fields=["score", "indicator"], name="assessment_figure_once")]


class FigureRow(models.Model):
    """One fact behind a figure, as it was when counted. `counted`: in the part; else only in the whole."""

    figure = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="rows")
    ref = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    other = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True)
    day = models.DateField(null=True)
    number = models.BigIntegerField(null=True)
    counted = models.BooleanField()

    class Meta:
        ordering = ["id"]


class Objection(models.Model):
    """An agency's objection to one of its figures, and the coordinator's answer; the figure before and after stay side by side."""

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        UPHELD = "upheld", _("成立，已更正")
        DISMISSED = "dismissed", _("不成立")

    number = models.CharField(max_length=20, unique=True)  # YY2026Q4-001
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="objections")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField()
    raised_by = models.CharField(max_length=60)
    raised_by_name = models.CharField(max_length=120)
    raised_at = models.DateTimeField()
    due = models.DateField()
    due_provisional = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    part_before = models.BigIntegerField(null=True)
    whole_before = models.BigIntegerField(null=True)
    part_after = models.BigIntegerField(null=True)
    whole_after = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(fields=["figure"], condition=Q(state="open"), name="assessment_objection_one_open")
        ]


class Proposal(models.Model):
    """A proposal for planning, budget or projects, drawn up by rule from a final result; a person decides (36.1)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待决定")
        ADOPTED = "adopted", _("采纳")
        ALTERED = "altered", _("变更后采纳")
        REJECTED = "rejected", _("不采纳")

    number = models.CharField(max_length=20, unique=True)  # JY2026Q3-001
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="proposals")
    rule = models.ForeignKey(Consequence, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    reason_zh = models.TextField()
    reason_en = models.TextField()
    drawn_by = models.CharField(max_length=60)
    drawn_by_name = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    altered_to = models.TextField(blank=True)
    decision_reason = models.TextField(blank=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-drawn_at", "number"]
        constraints = [models.UniqueConstraint(fields=["score", "rule"], name="assessment_proposal_once")]


class Inspection(models.Model):
    """Which agencies are looked at, when, on what: planned by the coordinator, agreed by the inspector."""

    class State(models.TextChoices):
        PLANNED = "planned", _("已计划，待监督检查机关确认")
        UNDER_WAY = "under_way", _("检查中")
        CLOSED = "closed", _("已办结")

    number = models.CharField(max_length=20, unique=True)  # JD2026-001
    title = models.CharField(_("检查名称"), max_length=120)
    topics = models.TextField(_("检查内容"))
    first = models.DateField(_("开始日期"))
    last = models.DateField(_("结束日期"))
    agencies = models.ManyToManyField(Agency, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    planned_by = models.CharField(max_length=60)
    planned_by_name = models.CharField(max_length=120)
    planned_at = models.DateTimeField()
    agreed_by_name = models.CharField(max_length=120, blank=True)
    agreed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-planned_at"]

    def __str__(self) -> str:
        return self.number


class InspectionRequest(models.Model):
    """An inspector wants an agency inspected; the coordinator makes a plan of it, or says why not. `about` and `path`: what gave rise to it, in words and as a page of this node."""

    class State(models.TextChoices):
        OPEN = "open", _("待平台主管立项")
        PLANNED = "planned", _("已立项")
        DECLINED = "declined", _("不立项")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    about = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, null=True, related_name="requests")
    answer = models.TextField(blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]


class Finding(models.Model):
    """What was found at one agency, and how far its rectification is. `responsible` is the person whom lists of late ones name."""

    class State(models.TextChoices):
        NOTED = "noted", _("已记录")
        RECTIFYING = "rectifying", _("整改中")
        REPLIED = "replied", _("已报告整改，待复查")
        PASSED = "passed", _("复查通过")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    basis = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.NOTED)
    responsible = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class FindingStep(models.Model):
    """One step of a finding's course."""

    class Act(models.TextChoices):
        NOTED = "noted", _("检查发现")
        NOTIFIED = "notified", _("整改通知")
        REPLIED = "replied", _("整改报告")
        PASSED = "passed", _("复查通过")
        AGAIN = "again", _("复查未通过，继续整改")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=10, choices=Act)
    actor_name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    due = models.DateField(null=True)

    class Meta:
        ordering = ["at", "id"]
