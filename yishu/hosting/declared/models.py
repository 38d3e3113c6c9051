"""Rules that providers declared for their records: never changed, only ended, so that it stays known by which rules a batch was checked."""

from django.db import models
from django.utils.translation import pgettext_lazy

from yishu.catalogue.models import Resource
from yishu.hosting.declared.drafts import Draft, parameters_of
from yishu.hosting.declaring import Declared


class CheckRule(Declared):
    """One rule of one resource, in force from `declared_at` until `ended_at`. It belongs to the resource, not to a version of its entry."""

    class Kind(models.TextChoices):
        PATTERN = "pattern", pgettext_lazy("check", "格式")
        RANGE = "range", pgettext_lazy("check", "取值范围")
        CROSS = "cross", pgettext_lazy("check", "跨项")

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="check_rules")
    kind = models.CharField(max_length=8, choices=Kind)
    items = models.JSONField()  # codes, in the order that the kind says
    parameters = models.JSONField()  # drafts.Parameters, without what is not used
    zh = models.TextField()  # what a provider reads of a record that breaks it
    en = models.TextField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta(Declared.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "kind", "items", "parameters"],
                condition=models.Q(ended_at=None),
                name="declared_rule_once_in_force",
            )
        ]

    @property
    def draft(self) -> Draft:
        return Draft(self.kind, tuple(self.items), parameters_of(self.parameters), self.zh, self.en)
