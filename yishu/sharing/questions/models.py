"""A provider asks, the applicant answers; both stay as they were said."""

from django.db import models
from django.db.models import Q

from yishu.sharing.models import Line


class Question(models.Model):
    """`n` counts from 1 on each line. One question of a line may stop the review's clock, where a local rule allows it: until it is answered, or until `due` has passed."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="questions")
    n = models.PositiveSmallIntegerField()
    text = models.TextField()
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    stops_clock = models.BooleanField(default=False)
    due = models.DateField(null=True)  # of a question that stops the clock: the last day on which it stands still
    days_left = models.PositiveSmallIntegerField(null=True)  # working days that the review had left when it stopped
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["line", "n"]
        constraints = [
            models.UniqueConstraint(fields=["line", "n"], name="sharing_question_number"),
            models.UniqueConstraint(fields=["line"], condition=Q(stops_clock=True), name="sharing_question_one_stop"),
        ]
