"""How people prove who they are: sessions, invitations, second factors; and the brake on guessing."""

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from yishu.agencies.models import Person
from yishu.node.sealed_columns import blind_index, blind_indexes


class Session(AbstractBaseSession):
    """A browser's session. `session_key` holds the SHA-256 of the cookie (its first 160 bits): who has a copy of the table has no session."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    source = models.CharField(max_length=64)
    device = models.CharField(max_length=200)
    factor = models.CharField(max_length=10)

    objects = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        ordering = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls) -> type:
        from yishu.agencies.identity.sessions import SessionStore

        return SessionStore


class Invitation(models.Model):
    """A link by which a person sets their own password, once; kept as the SHA-256 of its text."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    hash = models.BinaryField(unique=True, max_length=32)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at"]


class Brake(models.Model):
    """Failures at one place: a keyed hash of a login name with a source, a device, or neither. No name and no address stands here."""

    place = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="identity_brake_last")]


class Authenticator(models.Model):
    """A TOTP application of a person (RFC 6238). The secret is enciphered by the node's own; it counts once a code has confirmed it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="authenticator")
    secret = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    last_step = models.BigIntegerField()
    """The time step of the last code taken: no code of this step or an earlier one is taken again."""


class RecoveryCode(models.Model):
    """A code for the day on which the telephone is gone; each once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "hash"], name="identity_recovery_code_once")]


class Passkey(models.Model):
    """A WebAuthn credential of a person: its public key, and the authenticator's counter."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.BinaryField(unique=True, max_length=1023)
    public_key = models.BinaryField(max_length=1024)
    counter = models.BigIntegerField()
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at"]


class Handover(models.Model):
    """Somebody has left: who took over what (34.1). `things` are in words, as they stood at that time."""

    leaver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handovers")
    successor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    things = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]


class OutsideIdentity(models.Model):
    """The subject by which another identity provider knows a person (OIDC), which may be their identity number: kept as its blind index; one for each provider."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="outside_identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_outside_subject_once"),
            models.UniqueConstraint(fields=["issuer", "person"], name="identity_outside_person_once"),
        ]

    @classmethod
    def index_of(cls, subject: str) -> str:
        """What stands in `subject` for it."""
        return blind_index(f"{cls._meta.db_table}.subject", subject)

    @classmethod
    def indexes_of(cls, subject: str) -> list[str]:
        """What may stand there: one for each key that is still in use."""
        return blind_indexes(f"{cls._meta.db_table}.subject", subject)
