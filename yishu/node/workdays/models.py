"""Years that a notice has settled, days that only this place has, and how long clocks ran before they were changed."""

from django.db import models

from yishu.node.models import WorkDay


class WorkYear(models.Model):
    """A year whose notice (国务院办公厅关于……部分节假日安排的通知) is in the table: its deadlines are final. A year without a row is provisional."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    number = models.CharField(max_length=60)  # 国办发明电〔2025〕7号; the `source` of its days
    issued_on = models.DateField(null=True)
    confirmed_by_name = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["year"]


class LocalDay(models.Model):
    """A day on which this place departs from the notice (临时放假、临时上班), by whose decision. It goes before the notice's."""

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=WorkDay.Kind)
    name = models.CharField(max_length=60)
    basis = models.CharField(max_length=200)
    added_by_name = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["date"]


class ClockChange(models.Model):
    """From when on a clock runs `after` in place of `before` units: what has begun before then keeps its length (38.1)."""

    clock = models.CharField(max_length=40)
    since = models.DateTimeField()
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["clock", "since"], name="workdays_clock_change")]
