"""What is counted of the evidence, and excerpts of it as files."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.core.calendar import shanghai_day
from yishu.core.ids import new_id


class Count(models.Model):
    """How many records there are of a day, or of a month, counted in several ways (`kind`): by agency and action, by resource and action, by all of these; and in sum, by action alone and by
    resource alone, whose rows are few however many agencies there are. Written by SQL only: `counting`.

    What a kind does not tell apart is empty. `begins`: the day, or the first of the month.
    """

    BY_AGENCY, BY_RESOURCE, BY_ALL = "agency", "resource", "all"
    ACTION_ALONE, RESOURCE_ALONE = "action", "whole"
    DAY, MONTH = "day", "month"

    pk = models.CompositePrimaryKey("kind", "span", "begins", "agency", "resource", "action", "outcome")
    kind = models.CharField(max_length=8)
    span = models.CharField(max_length=5)
    begins = models.DateField()
    agency = models.CharField(max_length=40)
    resource = models.CharField(max_length=60)
    action = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    records = models.BigIntegerField()

    class Meta:
        db_table = "inspecting_count"
        indexes = [
            models.Index(
                fields=["agency", "span", "begins"], condition=models.Q(kind="all"), name="inspecting_count_agency"
            ),
            models.Index(
                fields=["resource", "span", "begins"], condition=models.Q(kind="all"), name="inspecting_count_resource"
            ),
        ]


class Counted(models.Model):
    """The one row that says how far counting has come: places of the log below `upto` are in it; `summed`: in the sums as well, which came later."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    upto = models.BigIntegerField(default=0)
    summed = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "inspecting_counted"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="inspecting_counted_one")]


class Excerpt(models.Model):
    """Records that were chosen by a search, written into a file with their proofs. `asked`: the search, as the address of the evidence page has it; `records` and `size` (bytes) grow while it is written."""

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        MAKING = "making", _("生成中")
        READY = "ready", _("可以下载")
        FAILED = "failed", _("未能生成")
        REMOVED = "removed", _("已清除")

    id = models.UUIDField(primary_key=True, default=new_id)
    asked = models.TextField()
    authority = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    refusal = models.CharField(max_length=60, blank=True)  # the code of the problem
    records = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    log_size = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    ends_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inspecting_excerpt"
        ordering = ["-asked_at"]
        indexes = [
            models.Index(
                fields=["state", "asked_at"],
                name="inspecting_excerpt_to_do",
                condition=models.Q(state__in=["waiting", "making", "ready"]),
            )
        ]

    @property
    def path(self) -> Path:
        return folder() / f"{self.pk.hex}.jsonl.gz"

    @property
    def filename(self) -> str:
        return f"evidence-{shanghai_day(self.asked_at):%Y%m%d}-{self.pk.hex[-8:]}.jsonl.gz"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


UNDER_WAY: Final = (Excerpt.State.WAITING, Excerpt.State.MAKING)


def folder() -> Path:
    return settings.YISHU_DIR / "excerpts"
