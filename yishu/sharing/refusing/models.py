"""Reasons for refusing an application, as templates that this node keeps."""

from django.db import models


class RefusalTemplate(models.Model):
    """`text` is what the applicant reads, before what the decider adds; `basis` the clause it rests on. One that is retired stays, for what was refused by it."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=400)
    basis = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    changed_by_name = models.CharField(max_length=120, blank=True)  # empty: as every node starts with
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "code"]

    @property
    def words(self) -> str:
        """As it stands in a refusal: the reason and what it rests on."""
        return f"{self.text}（依据：{self.basis}）"
