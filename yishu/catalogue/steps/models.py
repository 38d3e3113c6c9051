"""Which agencies' submissions take a further step of review; what the whole node takes is `node.LocalStep`."""

from django.db import models

from yishu.node.models import LocalStep


class AgencyStep(models.Model):
    """A step that an agency's submissions take; without a row, and without one of the node, they do not."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.CASCADE, related_name="review_steps")
    code = models.CharField(max_length=40, choices=LocalStep.Code)
    basis = models.CharField(max_length=200)
    by_coordinator = models.BooleanField()  # then only the coordinator drops it
    changed_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "code"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="catalogue_steps_once")]
