"""The management API of exchange: what linked nodes ask of each other (signed), and what people and systems here do about other nodes."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from yishu.agencies.api import PlainText, known
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.codes import from_path
from yishu.core.decoding import decoded
from yishu.core.errors import FieldError, Invalid, Language, Problem, preferred_language
from yishu.exchange import application_api, carrying, delivering, entries, linking, outgoing, receiving, serving
from yishu.exchange.errors import ForeignEntryNotFound
from yishu.exchange.messages import AcceptanceSent, ApplicationReceived, ApplicationSent, CallSent
from yishu.exchange.models import ForeignEntry, Link
from yishu.exchange.peers import link_of, newcomer, peer
from yishu.exchange.witnessing import answering
from yishu.exchange.witnessing.messages import Witnessed
from yishu.hosting.masking import in_words
from yishu.shell.addresses import own_address

router = Router(tags=["exchange"])
router.add_router("", application_api.router)
Position = Annotated[int, Field(ge=0)]
JSON, PROBLEM = "application/json", "application/problem+json"


# What nodes ask of each other.


@router.post("/exchange/redeem", auth=newcomer)
def redeem(request: HttpRequest) -> HttpResponse:
    """A lower node redeems its invitation."""
    token, card = request.joining  # type: ignore[attr-defined]
    return _json(linking.redeem(token, card, own_url=own_address(request), now=timezone.now()))


@router.get("/exchange/entries", auth=peer)
def list_entries(request: HttpRequest, since: Position = 0) -> HttpResponse:  # noqa: ARG001
    """This node's entries that changed after a position."""
    return _json(outgoing.list_entries(since))


@router.get("/exchange/decisions", auth=peer)
def list_decisions(request: HttpRequest, since: Position = 0) -> HttpResponse:
    """Where the asking node's applications stand that moved after a position."""
    return _json(outgoing.list_decisions(link_of(request), since))


@router.get("/exchange/log", auth=peer)
def tell_log(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The keys of this node's log, and of it as a witness."""
    return _json(answering.tell_keys())


@router.post("/exchange/cosignatures", auth=peer)
def take_cosignature(request: HttpRequest) -> HttpResponse:
    """The asking node's cosignature of a checkpoint here, or why it gives none."""
    answering.take(link_of(request), _message(request, Witnessed), now=timezone.now())
    return _json({})


@router.post("/exchange/received", auth=peer)
def receive(request: HttpRequest) -> HttpResponse:
    """An application of an agency of the asking node."""
    sent = _message(request, ApplicationSent)
    made = receiving.receive_application(link_of(request), sent, now=timezone.now())
    return _json(ApplicationReceived(made.number))


@router.post("/exchange/accepted", auth=peer)
def accept(request: HttpRequest) -> HttpResponse:
    """The asking node accepts the terms of a grant, signed."""
    receiving.receive_acceptance(link_of(request), _message(request, AcceptanceSent))
    return _json({})


@router.post("/exchange/calls/{code}/{act}", auth=peer)
def serve_call(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """A verify or query that the asking node carries for one of its systems."""
    if act not in ("verify", "query"):
        raise ForeignEntryNotFound(code=act[:20])
    try:
        sent = _message(request, CallSent)
        return _json(serving.serve_call(link_of(request), code, act, sent, now=timezone.now()))
    except Problem as problem:
        return _told(problem, _language(request))


@router.get("/exchange/copies/{code}", auth=peer)
def serve_copy(
    request: HttpRequest,
    code: str,
    agency: str,
    system: str,
    grant: str,
    since: int | None = None,
    known: int = 0,
    masked: str | None = None,
) -> Any:
    """A granted copy, or the changes since a version; 204 where the asking node has the version of now, `masked` as now."""
    link = link_of(request)
    if known and (since == known or since is None) and serving.is_current(link, from_path(code), grant, known, masked):
        return HttpResponse(status=204)
    try:
        copy, receipt, _ = serving.serve_copy(
            link,
            code,
            agency=agency,
            system=system,
            grant=grant,
            since=since,
            receipt="",
            source=str(request.META.get("REMOTE_ADDR", ""))[:64],
            now=timezone.now(),
        )
    except Problem as problem:
        return _told(problem, _language(request))
    response = StreamingHttpResponse(serving.chunks_of(copy), content_type=copy.media_type)
    response["Yishu-Version"], response["Yishu-Receipt"] = str(copy.version), receipt
    if copy.masks:
        response["Yishu-Masked"] = in_words(copy.masks)
    return response


# What people and systems of this node do.


class InvitationOut(Schema):
    token: str


class JoinBody(Schema):
    url: PlainText
    token: PlainText
    own_url: PlainText


class LinkOut(Schema):
    code: str
    name: str
    tier: str
    url: str
    side: str
    state: str
    key_id: str
    last_contact: datetime | None
    failure: str


@router.post("/exchange/invitations", response=InvitationOut, auth=known)
def invite(request: HttpRequest) -> InvitationOut:
    """A one-time token for a lower node; it is in the answer and nowhere else."""
    return InvitationOut(token=linking.invite(request.actor, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/exchange/links", response=LinkOut, auth=known)
def join(request: HttpRequest, body: JoinBody) -> LinkOut:
    """Join an upper node by its invitation."""
    actor = request.actor  # type: ignore[attr-defined]
    link = linking.join(actor, parent_url=body.url, token=body.token, own_url=body.own_url, now=timezone.now())
    return _link_out(link)


@router.get("/exchange/links", response=list[LinkOut], auth=known)
def list_links(request: HttpRequest) -> list[LinkOut]:
    """The nodes that this one is linked to, and how the links are."""
    require(request.actor, *Role)  # type: ignore[attr-defined]
    return [_link_out(link) for link in Link.objects.all()]


@router.post("/exchange/links/{code}/confirm", response=LinkOut, auth=known)
def confirm(request: HttpRequest, code: str) -> LinkOut:
    """Confirm a lower node that joined."""
    return _link_out(linking.confirm(request.actor, code, now=timezone.now()))  # type: ignore[attr-defined]


class LinkedEntryOut(Schema):
    code: str
    node: str
    node_name: str
    side: str
    name: str
    summary: str
    provider: str
    category: str
    modes: list[str]
    items: list[dict[str, Any]]
    state: str


@router.get("/exchange/catalogue", response=list[LinkedEntryOut], auth=known)
def search(request: HttpRequest, q: PlainText = "") -> list[LinkedEntryOut]:  # noqa: ARG001
    """What linked nodes offer (200 at most); every word must occur."""
    return [_entry_out(entry) for entry in entries.search(q)[:200]]


# The data plane for resources of other nodes: the gateway's paths, with the node's code in front of the resource's.


@router.get("/data/{code}/bulk", auth=known, include_in_schema=False)
def bulk(request: HttpRequest, code: str) -> Any:
    """The delivered copy of a resource of another node."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        replica, receipt = delivering.open_bulk(actor, code, request.GET.dict(), now=timezone.now())  # type: ignore[arg-type]
    except Problem as problem:
        return _told(problem, _language(request))
    response = StreamingHttpResponse(delivering.csv_of(replica), content_type="text/csv; charset=utf-8")
    response["Yishu-Version"], response["Yishu-Receipt"] = str(replica.version), receipt
    if replica.masked:
        response["Yishu-Masked"] = replica.masked
    response["Cache-Control"] = "no-store"
    return response


@router.post("/data/{code}/{act}", auth=known, include_in_schema=False)
def carry(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """A verify or query for a resource of another node."""
    if act not in ("verify", "query"):
        raise ForeignEntryNotFound(code=code[:60])
    actor, language = request.actor, _language(request)  # type: ignore[attr-defined]
    try:
        carried = carrying.carry(actor, code, act, _body(request), language=language, now=timezone.now())  # type: ignore[arg-type]
    except Problem as problem:
        return _told(problem, language)
    kind = JSON if carried.status == 200 else PROBLEM
    return HttpResponse(msgspec.json.encode(carried.body), status=carried.status, content_type=kind)


def _json(message: object) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(message), content_type=JSON)


def _told(problem: Problem, language: Language) -> HttpResponse:
    """A refusal with its receipt: what was put on record with it is not put there again."""
    body = problem.as_dict(language) | ({"receipt": problem.receipt} if problem.receipt else {})
    return HttpResponse(msgspec.json.encode(body), status=problem.status, content_type=PROBLEM)


def _language(request: HttpRequest) -> Language:
    return preferred_language(request.headers.get("Accept-Language"))


def _message(request: HttpRequest, type_: Any) -> Any:
    try:
        return decoded(request.body, type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise _not_understood(str(wrong)) from None


def _body(request: HttpRequest) -> object:
    try:
        return msgspec.json.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise _not_understood(str(wrong)) from None


def _not_understood(said: str) -> Invalid:
    said = said.replace("{", "{{").replace("}", "}}")
    return Invalid(errors=[FieldError("", "json", f"请求体无法识别：{said}。", f"The body is not understood: {said}.")])


def _link_out(link: Link) -> LinkOut:
    return LinkOut(
        code=link.code,
        name=link.name,
        tier=link.tier,
        url=link.url,
        side=link.side,
        state=link.state,
        key_id=link.key_id,
        last_contact=link.last_contact,
        failure=link.failure,
    )


def _entry_out(entry: ForeignEntry) -> LinkedEntryOut:
    return LinkedEntryOut(
        code=entry.full_code,
        node=entry.link.code,
        node_name=entry.link.name,
        side=entry.link.side,
        name=entry.name,
        summary=entry.summary,
        provider=entry.provider_name,
        category=entry.category,
        modes=entry.modes,
        items=entry.items,
        state=entry.state,
    )
