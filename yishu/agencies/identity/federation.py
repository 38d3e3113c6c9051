"""Whom a provider's claims name: people who are here already, and nobody else. A provider gives no rights."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from yishu.agencies.identity.errors import IdentityUnknown
from yishu.agencies.identity.models import OutsideIdentity
from yishu.agencies.models import Person
from yishu.agencies.queries import actor_of_person
from yishu.audit import recording
from yishu.audit.record import Action


@transaction.atomic
def person_of(claims: dict[str, Any], *, now: datetime) -> Person:
    """By the subject that they are bound to; the first time, by the claim that the operator has named, which must be the login name. Raises IdentityUnknown.

    Once bound, the subject decides: a name that the provider gives to somebody else later opens nothing.
    """
    issuer, subject = str(claims["iss"])[:300], str(claims["sub"])[:255]
    bound = OutsideIdentity.objects.select_related("person__agency").filter(issuer=issuer, subject=subject).first()
    person = bound.person if bound else _by_claim(claims, issuer)
    if person is None or not person.is_active or not person.agency.is_active:
        raise IdentityUnknown
    if bound is None:
        try:
            with transaction.atomic():
                OutsideIdentity.objects.create(person=person, issuer=issuer, subject=subject, bound_at=now)
        except IntegrityError:
            raise IdentityUnknown from None
        recording.record(actor_of_person(person), Action.IDENTITY_BOUND, target=f"person:{person.pk}", issuer=issuer)
    return person


def _by_claim(claims: dict[str, Any], issuer: str) -> Person | None:
    login = claims.get(settings.YISHU_OIDC_CLAIM)
    if not isinstance(login, str) or not login:
        return None
    people = Person.objects.select_related("agency").filter(login=login)
    return people.exclude(outside_identities__issuer=issuer).first()
