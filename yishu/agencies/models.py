"""Agencies, their people and application systems: who may call, and for whom (2.1, 5.1, 32.1)."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.node.models import Division
from yishu.node.sealed_columns import SealedText


class Role(models.TextChoices):
    """What a person may do for their agency. The three administrators of a node are three people (5.1)."""

    CATALOGUER = "cataloguer", _("编目员")
    REVIEWER = "reviewer", _("审核员")
    SECRECY_REVIEWER = "secrecy_reviewer", _("保密审查员")
    DATA_OFFICER = "data_officer", _("数据专员")
    HANDLER = "handler", _("经办人")
    SIGNER = "signer", _("审签人")
    AGENCY_ADMINISTRATOR = "agency_administrator", _("单位管理员")
    COORDINATOR = "coordinator", _("平台主管")
    INSPECTOR = "inspector", _("监督检查员")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")
    RISK_OFFICER = "risk_officer", _("风险责任人")


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""The three administrators of a node: three people, who hold no other role (三员分立)."""


class Scope(models.TextChoices):
    """What an application system's key may be used for."""

    DATA = "data", _("调用数据")
    PUBLISH = "publish", _("发布数据")
    APPLY = "apply", _("提交申请")


class Agency(models.Model):
    """A body with administrative duties. Its place in the tree decides what it may administer (2.1)."""

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", _("行政机关")
        AUTHORISED = "authorised", _("法律法规授权的组织")
        ENTRUSTED = "entrusted", _("受委托的组织")

    class CodeOrigin(models.TextChoices):
        REAL = "real", _("已公布的机构代码")
        EXAMPLE = "example", _("演示用代码")

    code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    code_origin = models.CharField(max_length=10, choices=CodeOrigin, default=CodeOrigin.REAL)
    name = models.CharField(_("单位名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60)
    kind = models.CharField(_("单位类型"), max_length=16, choices=Kind, default=Kind.ADMINISTRATIVE)
    tier = models.CharField(_("层级"), max_length=10, choices=Division.Level)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, verbose_name=_("行政区划"))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    is_coordinator = models.BooleanField(_("平台主管部门"), default=False)
    is_active = models.BooleanField(default=True)
    catalogue_prefix = models.CharField(max_length=9, unique=True, null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["division", "name"], name="agencies_agency_name_once")]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=username)


class Person(AbstractBaseUser):
    """A person of an agency, who logs in."""

    login = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people", verbose_name=_("单位"))
    is_active = models.BooleanField(default=True)
    generation = models.PositiveIntegerField(default=0)
    """Moves on whenever the person's bearer tokens are to end: a token holds under the generation it was made in."""

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "login"

    class Meta(AbstractBaseUser.Meta):
        abstract = False
        ordering = ["login"]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A role that a person holds in their agency; named persons for each step (11.1)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=24, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="agencies_appointment_once")]


class Delegation(models.Model):
    """A colleague stands in for a person's roles while they are away (代理): both days included, in Asia/Shanghai."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations")
    deputy = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deputyships")
    roles = ArrayField(models.CharField(max_length=24, choices=Role))
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ["-first_day", "-id"]
        indexes = [models.Index(fields=["deputy", "last_day"], name="agencies_deputyship")]


class Duty(models.Model):
    """A duty (履职事项) of an agency: what a use of shared data serves (4.4)."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="duties")
    name = models.CharField(_("履职事项"), max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="agencies_duty_once")]

    def __str__(self) -> str:
        return self.name


class ApplicationSystem(models.Model):
    """Software of an agency that calls (应用系统)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="systems")
    name = models.CharField(_("应用系统名称"), max_length=120)
    scopes = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()
    contractor = models.CharField(_("建设运维单位"), max_length=120, blank=True, default="")
    contact_name = SealedText(_("运维联系人"), max_length=60, blank=True, default="")
    contact_phone = SealedText(_("联系电话"), max_length=30, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="agencies_system_name_once")]

    def __str__(self) -> str:
        return self.name


class Key(models.Model):
    """A key of an application system: a secret, kept as its SHA-256 only (it has 256 bits of its own) and shown once; or a public key, by which the system signs (RFC 9421)."""

    class Kind(models.TextChoices):
        SECRET = "secret", _("密钥")
        ED25519 = "ed25519", _("签名公钥（Ed25519）")
        P256 = "ecdsa-p256-sha256", _("签名公钥（P-256）")

    system = models.ForeignKey(ApplicationSystem, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SECRET)
    name = models.CharField(_("密钥名称"), max_length=60, blank=True, default="")
    scopes = models.JSONField(null=True)
    """What of the system's scopes this key has; None: all of them."""
    hash = models.BinaryField(unique=True, max_length=32)
    """SHA-256 of the secret's text, or of the public key's SubjectPublicKeyInfo: then it is also the `keyid`, in hex."""
    public_key = models.BinaryField(null=True, max_length=200)
    prefix = models.CharField(max_length=12)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    """To the minute or so: gateways keep it without a write for each call."""

    class Meta:
        ordering = ["-issued_at"]
        indexes = [models.Index(fields=["system"], condition=Q(revoked_at=None), name="agencies_key_in_use")]


class SeenNonce(models.Model):
    """A nonce of a signed request, kept while the signature would still be fresh: the same request does not come in twice."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "nonce"], name="agencies_nonce_once")]
        indexes = [models.Index(fields=["expires_at"], name="agencies_nonce_expires")]
