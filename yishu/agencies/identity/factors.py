"""The second factor: a TOTP application with recovery codes, and who needs one. Passkeys stand in `passkeys`."""

import base64
import hmac
import re
import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from yishu.agencies import queries
from yishu.agencies.identity import sudo
from yishu.agencies.identity.brake import Place
from yishu.agencies.identity.errors import FactorRequired, NothingToRemove, WrongCode
from yishu.agencies.identity.models import Authenticator, Passkey, RecoveryCode
from yishu.agencies.models import Person
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core import one_time
from yishu.core.actor import Actor
from yishu.node import enciphering

RECOVERY_CODES: Final = 10
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
_CODE: Final = re.compile(r"\d{6}")


def has_factor(person: Person) -> bool:
    return Authenticator.objects.filter(person=person).exists() or Passkey.objects.filter(person=person).exists()


def needs_factor(person: Person) -> bool:
    """Whether a role of theirs asks for one (`YISHU_SECOND_FACTOR`)."""
    return bool(settings.YISHU_SECOND_FACTOR & queries.actor_of_person(person).roles)


@transaction.atomic
def add_authenticator(actor: Actor, person: Person, secret: bytes, code: str, *, now: datetime) -> list[str]:
    """The application counts from now on; one that was there before does no more. The recovery codes stand in this answer only. Raises WrongCode."""
    sudo.require_own(actor, person)
    step = one_time.matching_step(secret, _digits(code), now.timestamp())
    if step is None:
        raise WrongCode
    sealed = enciphering.encipher(settings.YISHU_SECRETS.tokens, one_time.secret_text(secret))
    Authenticator.objects.update_or_create(
        person=person, defaults={"secret": sealed, "added_at": now, "last_step": step}
    )
    recording.record(actor, Action.FACTOR_ADDED, target=actor.ref, factor="totp")
    return _new_codes(person)


@transaction.atomic
def renew_recovery_codes(actor: Actor, person: Person) -> list[str]:
    """Ten new ones; those of before open nothing any more."""
    sudo.require_own(actor, person)
    if not has_factor(person):
        raise NothingToRemove
    recording.record(actor, Action.FACTOR_ADDED, target=actor.ref, factor="recovery")
    return _new_codes(person)


@transaction.atomic
def remove_authenticator(actor: Actor, person: Person) -> None:
    """Raises FactorRequired where a role needs it and there is no other."""
    sudo.require_own(actor, person)
    Person.objects.select_for_update().get(pk=person.pk)
    require_another(person, besides=Authenticator)
    if not Authenticator.objects.filter(person=person).delete()[0]:
        raise NothingToRemove
    forget_codes_of_none(person)
    recording.record(actor, Action.FACTOR_REMOVED, target=actor.ref, factor="totp")


def require_another(person: Person, *, besides: type[Authenticator] | type[Passkey]) -> None:
    """Another factor than this one, where one is needed."""
    has_authenticator = besides is not Authenticator and Authenticator.objects.filter(person=person).exists()
    passkeys = Passkey.objects.filter(person=person).count() - (1 if besides is Passkey else 0)
    if needs_factor(person) and not has_authenticator and passkeys <= 0:
        raise FactorRequired


def forget_codes_of_none(person: Person) -> None:
    if not has_factor(person):
        RecoveryCode.objects.filter(person=person).delete()


def check_code(person: Person, code: str, *, source: str, device: str = "", now: datetime) -> str:
    """Take a code of the application, or a recovery code: `totp` or `recovery`. Each once. Raises WrongCode; TooManyTries where one has to wait."""
    place = Place("factor", person.login, source, device)
    place.take(now)
    if _takes_totp(person, _digits(code), now):
        place.clear()
        return "totp"
    if _takes_recovery(person, code, now):
        place.clear()
        return "recovery"
    place.failed(now, WrongCode.code)
    raise WrongCode


def codes_left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def _takes_totp(person: Person, code: str, now: datetime) -> bool:
    """One statement decides who of two that send the same code at once is the first."""
    kept = Authenticator.objects.filter(person=person).first()
    if kept is None or not _CODE.fullmatch(code):
        return False
    secret = _secret_of(kept)
    step = one_time.matching_step(secret, code, now.timestamp(), after=kept.last_step)
    if step is None:
        return False
    return bool(Authenticator.objects.filter(pk=kept.pk, last_step__lt=step).update(last_step=step))


@transaction.atomic
def _takes_recovery(person: Person, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(person=person, hash=_code_hash(person, code), used_at=None)
    if not has_factor(person) or not unused.update(used_at=now):
        return False
    recording.record(queries.actor_of_person(person), Action.RECOVERY_CODE_USED, target=f"person:{person.pk}")
    return True


def _secret_of(kept: Authenticator) -> bytes:
    text = enciphering.decipher(settings.YISHU_SECRETS.tokens, kept.secret)
    return base64.b32decode(text + "=" * (-len(text) % 8))


def _new_codes(person: Person) -> list[str]:
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, hash=_code_hash(person, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _code_hash(person: Person, code: str) -> bytes:
    """Keyed: ten characters of thirty-one could be tried through by whoever has the database."""
    plain = re.sub(r"[\s-]", "", code).lower()
    text = f"recovery code\0{person.pk}\0{plain}"
    return hmac.digest(settings.YISHU_SECRETS.tokens, text.encode(), "sha256")


def _digits(code: str) -> str:
    return re.sub(r"\s", "", code)
