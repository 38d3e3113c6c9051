from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.sharing.models import Line
from yishu.sharing.proof.statements import Signed


class Statement(models.Model):
    """What a node has said of a line and its grant, signed; `n` counts what this node said of it. Never changed."""

    class Says(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("stated", "申请")
        GRANTED = "granted", pgettext_lazy("stated", "授权")
        CHANGED = "changed", _("变更条款")
        ACCEPTED = "accepted", _("接受条款")
        WITHDRAWN = "withdrawn", pgettext_lazy("stated", "终止授权")
        REFUSED = "refused", pgettext_lazy("stated", "不予授权")

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="statements")
    node = models.CharField(max_length=6)
    n = models.PositiveSmallIntegerField()
    says = models.CharField(max_length=10, choices=Says)
    hash = models.CharField(max_length=64, blank=True)  # of the terms that it is about
    jws = models.TextField()
    key = models.CharField(max_length=44)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["line", "node", "n"], name="sharing_proof_statement_number")]

    @property
    def signed(self) -> Signed:
        return Signed(self.jws, self.key)
