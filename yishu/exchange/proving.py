"""The consumer's side of what both nodes sign: what was applied for, what the provider's node states of it, and that its terms are accepted (26.5, 37.1).

What opens access is believed only under the other node's signature; what closes it is believed without one as well.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.core.actor import PLATFORM, Actor
from yishu.core.jws import NotSigned
from yishu.exchange import client
from yishu.exchange.errors import ForeignApplicationNotFound
from yishu.exchange.messages import AcceptanceSent, ApplicationSent, DecisionTold
from yishu.exchange.models import ForeignApplication, ForeignStatement, Link
from yishu.sharing.proof import statements
from yishu.sharing.proof.errors import GrantNotSigned, NotStatedYet
from yishu.sharing.proof.files import Proof
from yishu.sharing.proof.statements import CONSUMER, PROVIDER, Said, Says, Signed

_ENDS: Final[dict[str, tuple[Says, ...]]] = {
    "granted": ("granted", "changed"),
    "withdrawn": ("withdrawn",),
    "refused": ("refused",),
}
"""What the last statement says of an application in this state."""


def signed_application(application: ForeignApplication, sent: ApplicationSent) -> str:
    """What this node signs with an application: once, so that sending it again sends the same. Raises GrantNotSigned."""
    with transaction.atomic():
        locked = ForeignApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
        known = locked.statements.filter(says="applied").first()  # type: ignore[attr-defined]
        if known is not None:
            return known.jws
        asked = msgspec.to_builtins(msgspec.structs.replace(sent, statement=""))
        return _state(application, "applied", at=application.submitted_at, asked=asked).jws


def read_told(link: Link, application: ForeignApplication, told: DecisionTold) -> list[Signed]:
    """All that the provider's node states of this application, in order, the last of it being what is told. Raises NotSigned."""
    of_other = application.statements.filter(node=link.code).order_by("n")  # type: ignore[attr-defined]
    known = {one.jws: one.key for one in of_other}
    if told.statements[: len(known)] != list(known):
        raise NotSigned("what was stated before is gone: an earlier word told again opens nothing")
    found, last = [Signed(text, known.get(text, link.public_key)) for text in told.statements], None
    for n, signed in enumerate(found):
        last = statements.read(signed)
        if last.node != link.code or PROVIDER not in last.sides:
            raise NotSigned("another node speaks")
        about = (last.consumer, last.resource, last.application)
        if about != (application.consumer.code, application.entry.code, told.number):
            raise NotSigned("it speaks of another application")
        if last.previous != (statements.link_of(found[n - 1].jws) if n else ""):
            raise NotSigned("what was stated before it is missing")
    if wanted := _ENDS.get(told.state):
        if last is None:
            raise NotSigned("it is not signed")
        if last.says not in wanted or (last.grant, last.hash) != (told.grant, told.grant_hash):
            raise NotSigned("another thing was signed than is told")
    return found


def keep_told(link: Link, application: ForeignApplication, told: list[Signed]) -> None:
    """In the transaction that applies the decision."""
    known = set(application.statements.filter(node=link.code).values_list("n", flat=True))  # type: ignore[attr-defined]
    for n, signed in enumerate(told, 1):
        if n not in known:
            _keep(application, n, signed, statements.read(signed))


def refuse_unproven(link: Link, application: ForeignApplication, told: DecisionTold, why: str, now: datetime) -> None:
    """The grant is not opened here: on record, and shown with the application."""
    application.unproven_at = now
    application.save(update_fields=["unproven_at"])
    recording.record(
        PLATFORM,
        Action.DECISION_UNPROVEN,
        resource=application.entry.full_code,
        target=str(application.pk),
        outcome=Outcome.DENIED,
        grant=told.grant,
        grant_hash=told.grant_hash,
        link=link.code,
        number=told.number,
        why=why,
    )


def list_unaccepted(link: Link) -> QuerySet[ForeignApplication]:
    """Granted under the other node's signature, and not told yet that the terms of now are accepted."""
    about = ForeignStatement.objects.filter(application=OuterRef("pk"), hash=OuterRef("grant_hash"))
    granted = ForeignApplication.objects.filter(entry__link=link, state=ForeignApplication.State.GRANTED)
    return granted.filter(
        Exists(about.filter(says__in=("granted", "changed"))),
        ~Exists(about.filter(says="accepted", told_at__isnull=False)),
    ).select_related("entry__link", "consumer")


def carry_acceptance(application: ForeignApplication, *, now: datetime) -> None:
    """Sign that the terms of now are accepted, and tell the provider's node; sent again until it is acknowledged. Raises LinkDown, Refused, GrantNotSigned."""
    with transaction.atomic():
        locked = ForeignApplication.objects.select_for_update(of=("self",)).select_related("consumer", "entry__link")
        current = locked.get(pk=application.pk)
        if current.state != ForeignApplication.State.GRANTED:
            return
        made = current.statements.filter(says="accepted", hash=current.grant_hash).first()  # type: ignore[attr-defined]
        made = made or _state(current, "accepted", at=now, grant=current.grant_id, hash_=current.grant_hash)
    client.ask(current.entry.link, "POST", "/api/v1/exchange/accepted", AcceptanceSent(str(current.pk), made.jws))
    ForeignStatement.objects.filter(pk=made.pk).update(told_at=now)


def proof_of(actor: Actor, application_id: str) -> tuple[bytes, str]:
    """The proof as a file, and the grant's number, for the agency that applied. Raises ForeignApplicationNotFound, NotStatedYet."""
    own = ForeignApplication.objects.filter(consumer_id=actor.agency_id, pk=application_id).first()
    if own is None:
        raise ForeignApplicationNotFound(id=application_id)
    if not own.grant_id:
        raise NotStatedYet
    said = [Signed(one.jws, one.key) for one in own.statements.all()]  # type: ignore[attr-defined]
    return msgspec.json.format(msgspec.json.encode(Proof(own.grant_id, said)), indent=1), own.grant_id


def _state(
    application: ForeignApplication,
    says: Says,
    *,
    at: datetime,
    grant: str = "",
    hash_: str = "",
    asked: dict[str, object] | None = None,
) -> ForeignStatement:
    """This node's next statement of the application, which the caller holds locked."""
    own = list(application.statements.filter(node=settings.YISHU_NODE_CODE).order_by("n"))  # type: ignore[attr-defined]
    said = Said(
        says=says,
        node=settings.YISHU_NODE_CODE,
        sides=(CONSUMER,),
        provider=application.entry.provider_code,
        consumer=application.consumer.code,
        resource=application.entry.code,
        application=application.number,
        at=at.astimezone(UTC).isoformat(),
        grant=grant,
        hash=hash_,
        asked=asked,
        previous=statements.link_of(own[-1].jws) if own else "",
    )
    try:
        signed = statements.sign(said)
    except (OSError, ValueError):
        raise GrantNotSigned from None
    return _keep(application, len(own) + 1, signed, said)


def _keep(application: ForeignApplication, n: int, signed: Signed, said: Said) -> ForeignStatement:
    return ForeignStatement.objects.create(
        application=application,
        node=said.node,
        n=n,
        says=said.says,
        hash=said.hash,
        jws=signed.jws,
        key=signed.key,
        at=datetime.fromisoformat(said.at),
    )
