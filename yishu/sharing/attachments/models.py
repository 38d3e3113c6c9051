"""What was attached to an application, by whom, and its digest. The bytes lie in the node's folder."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.sharing.models import Application


class Attachment(models.Model):
    """`agency` is whose it is: the applicant's, for all providers of the application; or a provider's, for itself and the applicant. Never changed."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("公函")
        BASIS = "basis", _("依据文件")
        UNDERTAKING = "undertaking", _("使用承诺书")
        OTHER = "other", _("其他材料")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attachments")
    n = models.PositiveSmallIntegerField()  # counts from 1 on each application
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=60)
    added_by_name = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["application", "n"]
        constraints = [models.UniqueConstraint(fields=["application", "n"], name="sharing_attachment_number")]
