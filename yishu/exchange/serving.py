"""The provider's side of use: calls and copies that another node carries here, decided, read and put on record like everybody's (37.1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from yishu.access import calls, copies
from yishu.access.errors import problem_of
from yishu.agencies.queries import actor_of_system
from yishu.core.actor import Actor
from yishu.core.decoding import converted
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import MaskKind
from yishu.exchange.messages import CallSent
from yishu.exchange.models import IncomingApplication, Link
from yishu.exchange.receiving import find_remote_system
from yishu.hosting.copying import Copy
from yishu.hosting.masking import Masks, among, in_words, masks_of, stricter
from yishu.hosting.models import Holding
from yishu.sharing.models import Grant
from yishu.sharing.rules import Denied
from yishu.wire.data import QueryRequest, VerifyRequest

Request = TypeVar("Request", VerifyRequest, QueryRequest)


def serve_call(link: Link, code: str, act: str, sent: CallSent, *, now: datetime) -> object:
    """The answer to a verify or query, with its receipt. Raises the refusal, on record and with its receipt where the caller is known."""
    actor = replace(_actor(link, sent.agency, sent.system, act), source=sent.source[:64])
    detail = {"link": link.code, "peer_receipt": sent.receipt[:120]}
    if act == "verify":
        verify = with_grant(read_request(sent.request, VerifyRequest), sent.grant)
        return calls.verify(actor, code, verify, now=now, detail=detail)
    query = with_grant(read_request(sent.request, QueryRequest), sent.grant)
    return calls.query(actor, code, query, now=now, detail=detail)


def serve_copy(
    link: Link,
    code: str,
    *,
    agency: str,
    system: str,
    grant: str,
    since: int | None,
    receipt: str,
    source: str,
    now: datetime,
) -> tuple[Copy, str, tuple[str, ...]]:
    """An open copy with its receipt and items. `source`: the address of the node that takes it."""
    actor = replace(_actor(link, agency, system, "bulk"), source=source)
    detail = {"link": link.code, "peer_receipt": receipt[:120], "format": "csv", "since": since}
    return copies.copy(actor, code, grant=grant, since=since, now=now, detail=detail)


def is_current(link: Link, code: str, grant: str, version: int, masked: str | None) -> bool:
    """Whether a replica of this version, masked in this way, is what its active grant gives now. A node of before masks does not say how."""
    holding = Holding.objects.filter(resource__code=code, version=version).select_related("resource__current").first()
    of_link = IncomingApplication.objects.filter(link=link).values("application")
    active = Grant.objects.filter(line__application__in=of_link, pk=_uuid(grant), state=Grant.State.ACTIVE).first()
    if holding is None or active is None:
        return False
    return masked is None or masked == in_words(_masks(holding, active))


def _masks(holding: Holding, grant: Grant) -> Masks:
    """Those of the items that the grant's copy holds."""
    entry = holding.resource.current
    offered = {item.code for item in entry.shared_items} if entry else set[str]()
    hosted = set(holding.entry.items.values_list("code", flat=True))
    terms = grant.read_terms()
    masks = stricter(masks_of(entry), {item: MaskKind.of(kind) for item, kind in terms.masks.items()})
    return among(masks, offered & hosted & set(terms.items))


def chunks_of(copy: Copy) -> Iterator[bytes]:
    """The bytes, and everything given back at their end or when the reader goes away."""
    try:
        yield from copy.chunks
    finally:
        copy.close()


def read_request(raw: object, type_: type[Request]) -> Request:
    """A call's body as its message. Raises Invalid."""
    try:
        return converted(raw, type_)
    except msgspec.ValidationError as wrong:
        said = str(wrong).replace("{", "{{").replace("}", "}}")
        raise Invalid(
            errors=[
                FieldError("", "type", f"请求内容不符合格式：{said}。", f"The body is not as it should be: {said}.")
            ]
        ) from None


def with_grant(request: Request, grant: str) -> Request:
    return msgspec.structs.replace(request, grant=grant)


def _actor(link: Link, agency: str, system: str, act: str) -> Actor:
    """The remote system as it stands on our register. One that we have never heard of holds no grant."""
    found = find_remote_system(link, agency, system)
    if found is None:
        raise problem_of(Denied("no_grant"), act)
    return actor_of_system(found)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
