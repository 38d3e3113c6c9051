"""Links between nodes and what travels over them: entries (目录级联), applications and decisions (供需级联), replicas (资源级联)."""

import uuid

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.access.naming.declared import Alternative, Alternatives
from yishu.agencies.models import Agency, ApplicationSystem
from yishu.core.decoding import converted
from yishu.core.rows import RowRule
from yishu.node.models import Division
from yishu.sharing.models import Application
from yishu.sharing.proof.models import Statement


class Link(models.Model):
    """What this node knows of another one: where it answers, and the key by which its requests are recognised."""

    class Side(models.TextChoices):
        PARENT = "parent", _("上级平台")
        CHILD = "child", _("下级平台")

    class State(models.TextChoices):
        PENDING = "pending", _("待确认")
        ACTIVE = "active", _("已接通")
        CLOSED = "closed", _("已关闭")

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=120)
    tier = models.CharField(max_length=10, choices=Division.Level)
    url = models.URLField(max_length=200)
    public_key = models.CharField(max_length=64)
    key_id = models.CharField(max_length=64, unique=True)  # SHA-256 of the public key
    side = models.CharField(max_length=6, choices=Side)
    state = models.CharField(max_length=8, choices=State)
    joined_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    last_contact = models.DateTimeField(null=True)
    last_failure = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)  # empty while the other side answers

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_down(self) -> bool:
        """The last attempt to reach the other side failed."""
        return bool(self.failure)


class Invitation(models.Model):
    """A one-time token by which a lower node joins: kept as its SHA-256, shown once."""

    hash = models.BinaryField(unique=True, max_length=32)
    issued_by = models.CharField(max_length=60)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    link = models.ForeignKey(Link, null=True, on_delete=models.PROTECT, related_name="invitations")


class Nonce(models.Model):
    """A signature that was used: a second request that carries it is refused."""

    key_id = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_id", "nonce"], name="exchange_nonce_once")]
        indexes = [models.Index(fields=["expires_at"], name="exchange_nonce_expires")]


class Flow(models.TextChoices):
    ENTRIES = "entries", _("目录级联")
    DECISIONS = "decisions", _("供需级联")


class Outbox(models.Model):
    """The counter of a flow. Its row is locked while positions are given out, so they follow commit order and a reader skips nothing."""

    flow = models.CharField(primary_key=True, max_length=10, choices=Flow)
    position = models.BigIntegerField(default=0)
    epoch = models.BigIntegerField(default=-1)  # of access, as of the last look: entries change only when it moves


class Outgoing(models.Model):
    """The latest state of one thing that others are told, and the position at which it got it. `link`: the only node that is told, if not all."""

    flow = models.CharField(max_length=10, choices=Flow)
    ref = models.BigIntegerField()  # a resource, or an incoming application
    link = models.ForeignKey(Link, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=80)
    position = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flow", "ref"], name="exchange_outgoing_once")]
        indexes = [models.Index(fields=["flow", "position"], name="exchange_outgoing_position")]


class Cursor(models.Model):
    """How far this node has taken a flow of another one. Moves in the transaction that applies what came."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="cursors")
    flow = models.CharField(max_length=10, choices=Flow)
    position = models.BigIntegerField(default=0)
    head = models.BigIntegerField(default=0)  # the other side's last position, as it said

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "flow"], name="exchange_cursor_once")]


class ForeignEntry(models.Model):
    """An entry of another node's catalogue as it was told. Outside its node its code is `node/code`."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    provider_name = models.CharField(max_length=120)
    provider_code = models.CharField(max_length=18)
    category = models.CharField(max_length=16)
    condition = models.TextField(blank=True)
    modes = ArrayField(models.CharField(max_length=10))
    cycle = models.CharField(max_length=12)
    key_kind = models.CharField(max_length=24)
    case_required = models.BooleanField()
    items = models.JSONField(default=list)  # [{"code","name","type","sensitivity","is_key"}]
    search_text = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["link__code", "code"]
        constraints = [models.UniqueConstraint(fields=["link", "code"], name="exchange_foreign_entry_once")]

    @property
    def full_code(self) -> str:
        return f"{self.link.code}/{self.code}"

    @property
    def path_code(self) -> str:
        return self.full_code.replace("/", "-")

    @property
    def alternatives(self) -> Alternatives:
        """By what a subject may be named besides the key; whether it can be found by it now, its node knows."""
        keys: dict[str, tuple[str, ...]] = {}
        for item in sorted(self.items, key=lambda item: item["code"]):
            if number := item.get("alternative"):
                keys[number] = (*keys.get(number, ()), item["code"])
        return tuple(map(Alternative, keys.values()))

    @property
    def is_offered(self) -> bool:
        """It can be applied for now."""
        return self.state == "published" and self.category != "non_shared"


class ForeignApplication(models.Model):
    """An application of an agency here for a resource of another node: signed off here, sent, decided there, and its grant is known here."""

    class State(models.TextChoices):
        SIGNING = "signing", _("本单位审批中")
        RETURNED = "returned", _("待补正")
        CANCELLED = "cancelled", _("申请单位已撤回")
        WAITING = "waiting", _("待送达")
        IN_REVIEW = "in_review", _("待审核")
        GRANTED = "granted", _("已授权")
        REFUSED = "refused", pgettext_lazy("state", "不予授权")
        WITHDRAWN = "withdrawn", _("已收回")
        REJECTED = "rejected", _("对方平台未受理")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entry = models.ForeignKey(ForeignEntry, on_delete=models.PROTECT, related_name="applications")
    consumer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(ApplicationSystem, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(_("履职事项"), max_length=200)
    basis = models.TextField(blank=True)
    items = ArrayField(models.CharField(max_length=48))
    modes = ArrayField(models.CharField(max_length=10))
    rows = models.JSONField(null=True)  # the rule by which only some records are asked for
    until = models.DateField()
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    submitted_by = models.CharField(max_length=60)
    submitted_by_name = models.CharField(max_length=120)
    submitted_at = models.DateTimeField()
    number = models.CharField(max_length=20, blank=True)  # the other node's
    due = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    grant_id = models.CharField(max_length=40, blank=True)
    grant_hash = models.CharField(max_length=64, blank=True)
    terms = models.TextField(blank=True)
    cancelled_by_name = models.CharField(max_length=120, blank=True)
    unproven_at = models.DateTimeField(null=True)  # when a grant was told without a signature that holds

    class Meta:
        ordering = ["-submitted_at"]
        indexes = [
            models.Index(fields=["system", "entry"], condition=Q(state="granted"), name="exchange_granted"),
            models.Index(fields=["entry"], condition=Q(state="waiting"), name="exchange_waiting"),
        ]

    @property
    def called(self) -> str:
        """What it is called before the other node gives it a number: that node and the resource."""
        return f"{self.entry.link.name} {self.entry.name}"

    @property
    def row_rule(self) -> RowRule | None:
        """What was granted; before that, what was asked. None for all records."""
        rule = msgspec.json.decode(self.terms).get("rows") if self.terms else self.rows
        return None if rule is None else converted(rule, RowRule)


class ForeignStatement(models.Model):
    """What this node or the provider's has said of an application, signed; `n` counts what that node said of it. Never changed; `told_at`: when the other one acknowledged ours."""

    application = models.ForeignKey(ForeignApplication, on_delete=models.PROTECT, related_name="statements")
    node = models.CharField(max_length=6)
    n = models.PositiveSmallIntegerField()
    says = models.CharField(max_length=10, choices=Statement.Says)
    hash = models.CharField(max_length=64, blank=True)
    jws = models.TextField()
    key = models.CharField(max_length=44)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["application", "node", "n"], name="exchange_statement_number")]


class RemoteAgency(models.Model):
    """An agency on our register that acts through another node only."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="agencies")
    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")


class IncomingApplication(models.Model):
    """An application that another node carried here; `remote_id` is its own, so that sending twice is once."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="incoming")
    remote_id = models.UUIDField()
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "remote_id"], name="exchange_incoming_once")]


class Replica(models.Model):
    """What was delivered under a bulk grant of another node, at one of its versions."""

    application = models.OneToOneField(ForeignApplication, on_delete=models.PROTECT, related_name="replica")
    columns = ArrayField(models.CharField(max_length=48), default=list)
    version = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    receipt = models.CharField(max_length=120, blank=True)  # the provider's, of the last delivery
    masked = models.TextField(blank=True)  # which of its items came masked, as the provider said
    delivered_at = models.DateTimeField(null=True)


class ReplicaRow(models.Model):
    """A record of a replica; `key` is its key items as JSON, or a running number where the grant lacks them."""

    replica = models.ForeignKey(Replica, on_delete=models.CASCADE, related_name="rows")
    key = models.TextField()
    values = ArrayField(models.TextField(null=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["replica", "key"], name="exchange_replica_row_once")]
