"""What this node has seen of a neighbour's log, and what that one says of ours."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.exchange.models import Link


class Problem(models.TextChoices):
    """Why a checkpoint cannot be cosigned."""

    UNSIGNED = "unsigned", _("检查点不是由对方登记的日志密钥签署的")
    ROLLED_BACK = "rolled_back", _("日志比先前见证过的短：被回退")
    REWRITTEN = "rewritten", _("日志与先前见证过的不一致：被改写")


class Watch(models.Model):
    """The last checkpoint of a neighbour that was sound; `problem` since then keeps what it showed instead (`shown`), signed by its own key: the proof."""

    link = models.OneToOneField(Link, on_delete=models.PROTECT, related_name="watch")
    keys = ArrayField(models.CharField(max_length=200), default=list)
    witness = models.CharField(max_length=200, blank=True)
    """The key by which the neighbour cosigns ours."""
    size = models.BigIntegerField(default=0)
    note = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    problem_at = models.DateTimeField(null=True)
    shown = models.TextField(blank=True)
    said = models.BooleanField(default=False)
    """The neighbour has acknowledged that we told it of the problem."""
    refused = models.CharField(max_length=12, choices=Problem, blank=True)
    """The problem that the neighbour has with our log."""
    refused_at = models.DateTimeField(null=True)
