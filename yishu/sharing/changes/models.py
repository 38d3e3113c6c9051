"""The terms that a grant had before. Each version stays as it was agreed; the one in force stands in the grant itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.core.decoding import decoded
from yishu.sharing.models import Grant
from yishu.sharing.rules import Terms


class EarlierTerms(models.Model):
    """Terms that held until `ended_at`, `n` counting from 1 on each grant; who ended them, and why. Never changed."""

    class Cause(models.TextChoices):
        NARROWED = "narrowed", _("提供单位收窄")
        HANDED_OVER = "handed_over", _("使用人员离岗交接")
        COORDINATED = "coordinated", _("协调后扩大")

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="earlier_terms")
    n = models.PositiveSmallIntegerField()
    terms = models.TextField()
    hash = models.CharField(max_length=64)
    cause = models.CharField(max_length=12, choices=Cause)
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=60)
    ended_by_name = models.CharField(max_length=120)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["grant", "n"]
        constraints = [models.UniqueConstraint(fields=["grant", "n"], name="sharing_earlier_terms_number")]

    def read_terms(self) -> Terms:
        return decoded(self.terms, Terms)
