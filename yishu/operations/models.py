"""Backups, drills, risk assessments, incidents and procedures, as the node keeps them (Art. 31–34)."""

from datetime import date

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Person
from yishu.core.decoding import converted


class Backup(models.Model):
    """A finished and verified backup; `made_at` is the moment of its snapshot."""

    place = models.CharField(max_length=500, unique=True)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    bytes = models.BigIntegerField()
    records = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=8)

    class Meta:
        ordering = ["-made_at"]


class Drill(models.Model):
    """A rehearsal: planned, then held with its outcome. A recovery drill files its measured report by itself (33.1)."""

    class Kind(models.TextChoices):
        RECOVERY = "recovery", _("备份恢复")
        OUTAGE = "outage", _("网络或链路中断")
        INCIDENT = "incident", _("安全事件处置")
        POWER = "power", _("机房断电")
        OTHER = "other", _("其他")

    class Outcome(models.TextChoices):
        PLANNED = "planned", _("已计划")
        PASSED = "passed", _("通过")
        FAILED = "failed", _("未通过")

    kind = models.CharField(_("演练类型"), max_length=10, choices=Kind)
    title = models.CharField(_("演练名称"), max_length=120)
    plan = models.TextField(_("方案"), blank=True)
    planned_for = models.DateField(_("计划日期"))
    leader = models.CharField(_("负责人"), max_length=120, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.PLANNED)
    held_at = models.DateTimeField(null=True)
    findings = models.TextField(_("演练情况"), blank=True)
    report = models.JSONField(null=True)  # drill.Report
    recovery_seconds = models.FloatField(null=True)
    lost_records = models.BigIntegerField(null=True)
    lost_seconds = models.FloatField(null=True)

    class Meta:
        ordering = ["-planned_for", "-pk"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the platform found about itself, in both languages; `key` names it from one run to the next. `since`: the day from which it is so, where it has one, such as that it was due."""

    check: str
    key: str
    severity: str  # high, medium, low
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    owner: str
    since: date | None = None


class RiskAssessment(models.Model):
    """One run of the platform's checks of itself (32.2)."""

    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    findings = models.JSONField()  # [Finding]
    checks = ArrayField(models.CharField(max_length=40))

    class Meta:
        ordering = ["-at"]

    def read_findings(self) -> list[Finding]:
        return converted(self.findings, list[Finding])


class Evaluation(models.Model):
    """An evaluation from outside, as its report says: it stands until the next one is due (32.2). Of the report itself number and digest are kept."""

    class Kind(models.TextChoices):
        CLASSIFIED_PROTECTION = "classified-protection", _("等保测评")
        CRYPTOGRAPHY = "cryptography", _("密评")
        RISK = "risk", _("年度风险评估")

    class Level(models.TextChoices):
        NONE = "", _("不分级")
        FIRST = "1", _("第一级")
        SECOND = "2", _("第二级")
        THIRD = "3", _("第三级")
        FOURTH = "4", _("第四级")
        FIFTH = "5", _("第五级")

    kind = models.CharField(_("类别"), max_length=24, choices=Kind)
    level = models.CharField(_("级别"), max_length=1, choices=Level, blank=True)
    assessor = models.CharField(_("测评机构"), max_length=120)
    held_on = models.DateField(_("测评日期"))
    next_due = models.DateField(_("下次到期"))
    findings = models.TextField(_("结论和问题"))
    report_number = models.CharField(_("报告编号"), max_length=120)
    report_digest = models.CharField(_("报告文件摘要"), max_length=64, blank=True)  # SHA-256
    recorded_by = models.CharField(max_length=60)
    recorded_by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-pk"]


class Incident(models.Model):
    """A security incident, from its report to its lessons (31.1)."""

    class Kind(models.TextChoices):
        LEAK = "leak", _("信息泄露")
        MISUSE = "misuse", _("超范围使用")
        INTRUSION = "intrusion", _("网络入侵")
        LOSS = "loss", _("数据丢失或损坏")
        OUTAGE = "outage", _("服务中断")
        OTHER = "other", _("其他")

    class Severity(models.TextChoices):
        UNCLASSIFIED = "", _("待定级")
        CRITICAL = "critical", _("特别重大")
        MAJOR = "major", _("重大")
        SERIOUS = "serious", _("较大")
        ORDINARY = "ordinary", _("一般")

    class State(models.TextChoices):
        OPEN = "open", _("处置中")
        CLOSED = "closed", _("已办结")

    number = models.CharField(max_length=20, unique=True)  # SJ20261122-0001
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("报告单位"))
    kind = models.CharField(_("事件类型"), max_length=10, choices=Kind)
    severity = models.CharField(_("事件级别"), max_length=10, choices=Severity, blank=True)
    what = models.TextField(_("事件经过"))
    found_at = models.DateTimeField(_("发现时间"))
    resources = ArrayField(models.CharField(max_length=20), default=list)
    grants = ArrayField(models.UUIDField(), default=list)
    receipts = ArrayField(models.CharField(max_length=120), default=list)
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("责任人"))
    reported_by = models.CharField(max_length=60)
    reported_by_name = models.CharField(max_length=120)
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    authority = models.CharField(_("信息安全主管部门"), max_length=120, blank=True)
    report_clock = models.CharField(max_length=40, default="incident_report")  # the rule that gave report_due
    report_due = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    report = models.TextField(_("报告内容"), blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledgement = models.CharField(_("签收文号或签收人"), max_length=120, blank=True)
    close_due = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    lessons = models.TextField(_("原因和整改"), blank=True)

    class Meta:
        ordering = ["-reported_at"]

    def __str__(self) -> str:
        return self.number


class ConcernedAgency(models.Model):
    """An agency that an incident concerns, the one that reports it or another: whose data it is about, or who used them (30.1, 31.1)."""

    class Part(models.TextChoices):
        SOURCE = "source", _("数据提供单位")
        USER = "user", _("数据使用单位")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="concerned")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    part = models.CharField(max_length=8, choices=Part)

    class Meta:
        ordering = ["part", "pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "agency", "part"], name="operations_concerned_once")]


class IncidentTask(models.Model):
    """Something that somebody has to do about an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="tasks")
    what = models.CharField(_("任务"), max_length=200)
    assignee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("承办人"))
    clock = models.CharField(max_length=40, blank=True)  # the rule that bounds `due`; empty for tasks from before it
    due = models.DateField(_("期限"))
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("结果"), max_length=500, blank=True)

    class Meta:
        ordering = ["due", "pk"]


class Accountability(models.Model):
    """A person of the using (or providing) agency who is accountable for an incident, and what came of it (31.1)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="accountable")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    person = models.CharField(_("责任人员"), max_length=60)
    outcome = models.CharField(_("责任认定和处理"), max_length=500)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class IncidentStep(models.Model):
    """What happened in the course of an incident, as its timeline shows it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    who = models.CharField(max_length=120)
    act = models.CharField(max_length=40)  # an audit action
    note = models.TextField(blank=True)
    receipt = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "pk"]


class IncidentCounter(models.Model):
    """The next incident number of a day."""

    day = models.DateField(primary_key=True)
    next = models.PositiveIntegerField(default=1)


class Procedure(models.Model):
    """A procedure or an accountability document of an agency: what it is called, since when, where it stands (34.1)."""

    class Kind(models.TextChoices):
        SECRECY = "secrecy", _("保密审查制度")
        SECURITY = "security", _("信息安全制度")
        SHARING = "sharing", _("共享工作制度")
        EMERGENCY = "emergency", _("应急预案")
        ACCOUNTABILITY = "accountability", _("责任追究记录")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="procedures")
    kind = models.CharField(_("类别"), max_length=16, choices=Kind)
    title = models.CharField(_("名称"), max_length=200)
    issued_on = models.DateField(_("日期"))
    reference = models.CharField(_("文号或存放位置"), max_length=200, blank=True)
    text = models.TextField(_("内容"), blank=True)
    recorded_by = models.CharField(max_length=60)
    recorded_by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-issued_on"]
