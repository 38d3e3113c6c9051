"""Declarations that a resource's copies have control records: never changed, only ended, since tracing needs each as it was."""

from django.db import models

from yishu.catalogue.models import Resource
from yishu.core.decoding import converted
from yishu.hosting.controls.rules import ControlRule
from yishu.hosting.declaring import Declared


class Declaration(Declared):
    """In force from `declared_at` until `ended_at`. A control record has `text` in `item` from place `start` on; `shapes`: of which values its items are, by code."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="controls")
    item = models.CharField(max_length=48)
    start = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=12)
    shapes = models.JSONField()

    class Meta(Declared.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["resource"], condition=models.Q(ended_at=None), name="controls_declared_once_in_force"
            )
        ]

    @property
    def rule(self) -> ControlRule:
        kept = {name: getattr(self, name) for name in ("item", "start", "text", "declared_at", "shapes")}
        return converted({"number": self.pk, **kept}, ControlRule)
