"""Passkeys (WebAuthn, level 2): the browser's or a key's own proof, bound to this site's name, so that no other site can ask for it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from yishu.agencies.identity import factors, sudo
from yishu.agencies.identity.errors import NothingToRemove, WrongPasskey
from yishu.agencies.identity.models import Passkey
from yishu.agencies.models import Person
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.text import is_plain

MOST: Final = 10
CHALLENGE: Final = "challenge"
_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Site:
    """As whom the platform asks: `name` is the host to which passkeys are bound, `origin` the address in the browser."""

    name: str
    origin: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Site":
        """`YISHU_URL` decides; without it the address by which the caller came, which `YISHU_HOSTS` admits."""
        parts = urlsplit(settings.YISHU_URL or f"{request.scheme}://{request.get_host()}")
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def options_to_add(request: HttpRequest, person: Person, *, now: datetime) -> str:
    """What the browser is asked to make, as JSON; its challenge is kept in the session."""
    options = webauthn.generate_registration_options(
        rp_id=Site.of(request).name,
        rp_name=settings.YISHU_NODE_NAME,
        user_id=f"person:{person.pk}".encode(),
        user_name=person.login,
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_descriptors(person),
    )
    _keep(request, "add", options.challenge, now)
    return webauthn.options_to_json(options)


@transaction.atomic
def add(actor: Actor, request: HttpRequest, person: Person, given: dict[str, Any], name: str, *, now: datetime) -> None:
    """Keep the passkey that the browser has made. Raises WrongPasskey."""
    sudo.require_own(actor, person)
    made = made_by(given, _taken(request, "add", now), Site.of(request))
    if Passkey.objects.filter(person=person).count() >= MOST:
        raise WrongPasskey
    try:
        with transaction.atomic():
            Passkey.objects.create(
                person=person,
                credential=made.credential_id,
                public_key=made.credential_public_key,
                counter=made.sign_count,
                name=_named(name),
                added_at=now,
            )
    except IntegrityError:
        raise WrongPasskey from None
    recording.record(actor, Action.FACTOR_ADDED, target=actor.ref, factor="passkey")


def made_by(given: dict[str, Any], challenge: bytes, site: Site) -> VerifiedRegistration:
    """The passkey that these words of a browser bring. Raises WrongPasskey."""
    try:
        return webauthn.verify_registration_response(
            credential=given, expected_challenge=challenge, expected_rp_id=site.name, expected_origin=site.origin
        )
    except Exception:  # noqa: BLE001
        # The edge to what a browser sends: whatever the parsers of CBOR, keys and certificates raise over it, it is no passkey.
        raise WrongPasskey from None


def options_to_use(request: HttpRequest, person: Person, *, now: datetime) -> str:
    """What the browser is asked to sign, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=Site.of(request).name,
        allow_credentials=_descriptors(person),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    _keep(request, "use", options.challenge, now)
    return webauthn.options_to_json(options)


def check(request: HttpRequest, person: Person, given: dict[str, Any], *, now: datetime) -> None:
    """The signature is by a passkey of this person, over the challenge of a moment ago. Raises WrongPasskey."""
    challenge = _taken(request, "use", now)
    try:
        kept = Passkey.objects.get(person=person, credential=base64url_to_bytes(str(given["id"])))
    except (KeyError, ValueError, Passkey.DoesNotExist):
        raise WrongPasskey from None
    seen = shown_by(given, challenge, Site.of(request), bytes(kept.public_key), kept.counter)
    # A copied authenticator would show by a counter that stands still.
    same = Passkey.objects.filter(pk=kept.pk, counter=kept.counter)
    if not same.update(counter=seen.new_sign_count, used_at=now):
        raise WrongPasskey


def shown_by(given: dict[str, Any], challenge: bytes, site: Site, key: bytes, counter: int) -> VerifiedAuthentication:
    """That these words of a browser are by this key. Raises WrongPasskey."""
    try:
        return webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=key,
            credential_current_sign_count=counter,
        )
    except Exception:  # noqa: BLE001 - as above
        raise WrongPasskey from None


@transaction.atomic
def remove(actor: Actor, person: Person, passkey_id: int) -> None:
    """Raises NothingToRemove; FactorRequired where it is the last and a role needs one."""
    sudo.require_own(actor, person)
    Person.objects.select_for_update().get(pk=person.pk)
    found = Passkey.objects.filter(person=person, pk=passkey_id).first()
    if found is None:
        raise NothingToRemove
    factors.require_another(person, besides=Passkey)
    found.delete()
    factors.forget_codes_of_none(person)
    recording.record(actor, Action.FACTOR_REMOVED, target=actor.ref, factor="passkey")


def _descriptors(person: Person) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes(each.credential)) for each in Passkey.objects.filter(person=person)]


def _keep(request: HttpRequest, act: str, challenge: bytes, now: datetime) -> None:
    request.session[CHALLENGE] = {
        "act": act,
        "text": bytes_to_base64url(challenge),
        "until": now.timestamp() + _SECONDS,
    }


def _taken(request: HttpRequest, act: str, now: datetime) -> bytes:
    """The challenge, which is used up. Raises WrongPasskey."""
    kept = request.session.pop(CHALLENGE, None)
    if not kept or kept["act"] != act or kept["until"] <= now.timestamp():
        raise WrongPasskey
    return base64url_to_bytes(kept["text"])


def _named(name: str) -> str:
    plain = name.strip()[:60]
    return plain if plain and is_plain(plain) else "通行密钥"


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON that our script sends. Raises WrongPasskey."""
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        raise WrongPasskey from None
    if not isinstance(given, dict) or not isinstance(given.get("credential"), dict):
        raise WrongPasskey
    return given
