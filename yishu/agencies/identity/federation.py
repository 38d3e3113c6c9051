"""Whom a provider's claims, or a certificate, name: people who are here already, and nobody else. Neither gives rights."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from yishu.agencies.identity.certificates import Shown
from yishu.agencies.identity.errors import CertificateTaken, IdentityUnknown, NothingToRemove
from yishu.agencies.identity.models import OutsideIdentity
from yishu.agencies.models import Person
from yishu.agencies.queries import actor_of_person
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor


@transaction.atomic
def person_of(claims: dict[str, Any], *, now: datetime) -> Person:
    """By the subject that they are bound to; the first time, by the claim that the operator has named, which must be the login name. Raises IdentityUnknown.

    Once bound, the subject decides: a name that the provider gives to somebody else later opens nothing.
    """
    login = claims.get(settings.YISHU_OIDC_CLAIM)
    return _person_of(str(claims["iss"])[:300], str(claims["sub"])[:255], login, now=now)


@transaction.atomic
def person_of_certificate(shown: Shown, *, now: datetime) -> Person:
    """By the subject that they have bound; the first time by the attribute that the operator has named, if any. Raises IdentityUnknown."""
    return _person_of(shown.issuer, shown.subject, shown.login, now=now)


@transaction.atomic
def bind_certificate(actor: Actor, person: Person, shown: Shown, *, now: datetime) -> None:
    """One's own, shown over TLS while logged in. Raises CertificateTaken."""
    if _find(shown.issuer, shown.subject) is not None:
        raise CertificateTaken
    try:
        with transaction.atomic():
            OutsideIdentity.objects.create(
                person=person, issuer=shown.issuer, subject=OutsideIdentity.index_of(shown.subject), bound_at=now
            )
    except IntegrityError:
        raise CertificateTaken from None
    recording.record(actor, Action.IDENTITY_BOUND, target=f"person:{person.pk}", issuer=shown.issuer)


@transaction.atomic
def unbind_certificate(actor: Actor, person: Person) -> None:
    """All of one's own. Raises NothingToRemove."""
    gone, _ = certificates_of(person).delete()
    if not gone:
        raise NothingToRemove
    recording.record(actor, Action.FACTOR_REMOVED, target=actor.ref, factor="x509")


def certificates_of(person: Person) -> QuerySet[OutsideIdentity]:
    return OutsideIdentity.objects.filter(person=person, issuer__startswith="x509:")


def _person_of(issuer: str, subject: str, login: object, *, now: datetime) -> Person:
    index, bound = OutsideIdentity.index_of(subject), _find(issuer, subject)
    person = bound.person if bound else _by_login(login, issuer)
    if person is None or not person.is_active or not person.agency.is_active:
        raise IdentityUnknown
    if bound is None:
        try:
            with transaction.atomic():
                OutsideIdentity.objects.create(person=person, issuer=issuer, subject=index, bound_at=now)
        except IntegrityError:
            raise IdentityUnknown from None
        recording.record(actor_of_person(person), Action.IDENTITY_BOUND, target=f"person:{person.pk}", issuer=issuer)
    elif bound.subject != index:
        OutsideIdentity.objects.filter(pk=bound.pk).update(subject=index)  # now, while the text is known
    return person


def _find(issuer: str, subject: str) -> OutsideIdentity | None:
    """Under whichever key it was kept."""
    kept = OutsideIdentity.objects.select_related("person__agency").filter(issuer=issuer)
    return kept.filter(subject__in=OutsideIdentity.indexes_of(subject)).first()


def _by_login(login: object, issuer: str) -> Person | None:
    if not isinstance(login, str) or not login:
        return None
    people = Person.objects.select_related("agency").filter(login=login)
    return people.exclude(outside_identities__issuer=issuer).first()
