"""Messages, who has them in the portal, and what is sent of them outside it. No row holds anything about the subjects of data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, ApplicationSystem, Person
from yishu.node.sealed_columns import SealedText


class Message(models.Model):
    """One thing to tell, written in the transaction that caused it. Its words are made of `kind` and `params` in the reader's language.

    `once` names what must be told one time only, such as a reminder of one application's half time.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")  # whose systems are told
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=300)  # of the page where one goes on
    urgent = models.BooleanField(default=False)
    once = models.CharField(max_length=160, null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "once"], name="notices_message_once")]
        indexes = [models.Index(fields=["at"], name="notices_message_at")]


class Notice(models.Model):
    """A message in one person's list."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="notices_notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_notice_of_person"),
            models.Index(fields=["person", "-id"], condition=Q(read_at=None), name="notices_notice_unread"),
        ]


class Pace(models.TextChoices):
    """When a channel carries notices; without a preference they stay in the portal."""

    AT_ONCE = "at_once", _("随到随发")
    DAILY = "daily", _("每天汇总")
    WEEKLY = "weekly", _("每周一汇总")


class Preference(models.Model):
    """How one person wants notices by one channel."""

    class Language(models.TextChoices):
        CHINESE = "zh", _("中文")
        ENGLISH = "en", "English"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    address = SealedText(max_length=200)
    pace = models.CharField(max_length=10, choices=Pace)
    hour = models.PositiveSmallIntegerField(default=9)  # of Asia/Shanghai, for digests
    working_days = models.BooleanField(default=False)  # quiet on all other days
    language = models.CharField(max_length=2, choices=Language, default=Language.CHINESE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="notices_preference_once")]


class Webhook(models.Model):
    """Where a system of an agency is told, after standardwebhooks.com. Secrets are enciphered; the old one holds until `previous_until`."""

    system = models.ForeignKey(ApplicationSystem, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(_("接收地址"), max_length=500)
    kinds = ArrayField(models.CharField(max_length=60), default=list)  # none: all
    secret = models.TextField()
    previous_secret = models.TextField(blank=True)
    previous_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class Delivery(models.Model):
    """A message on its way to one address. Rows of one `batch` go together, under the batch's id, however often it takes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已送达")
        DEAD = "dead", _("发送失败")
        DROPPED = "dropped", _("不再发送")

    id = models.UUIDField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)  # webhook, email, or one of YISHU_CHANNELS
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    webhook = models.ForeignKey(Webhook, null=True, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    batch = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    wanted_at = models.DateTimeField()  # when it was to leave first
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, webhook__isnull=True) | Q(person__isnull=True, webhook__isnull=False),
                name="notices_delivery_to_one",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="notices_delivery_due"),
            models.Index(fields=["batch"], condition=Q(state="waiting"), name="notices_delivery_batch"),
            models.Index(fields=["-id"], condition=Q(state="dead"), name="notices_delivery_dead"),
            models.Index(fields=["webhook", "-id"], name="notices_delivery_webhook"),
        ]
