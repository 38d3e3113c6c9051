"""Who asks, when a node asks: the signature of the request, its freshness, and that it was never used before (RFC 9421)."""

import logging
from datetime import UTC, datetime
from typing import cast

import msgspec
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from yishu.core.decoding import converted, decoded
from yishu.core.signatures import (
    Message,
    NotSigned,
    Signature,
    read_signature,
    require_fresh,
    require_whole,
    signature_base,
)
from yishu.exchange.errors import InvitationInvalid, LinkNotConfirmed, RequestNotSigned, SignatureUsed
from yishu.exchange.identity import NodeCard
from yishu.exchange.messages import JoinSent
from yishu.exchange.models import Link
from yishu.node.own_key import is_signed_by
from yishu.shell.addresses import outside

log = logging.getLogger(__name__)


class Peer:
    """Authentication of an operation that linked nodes call. Sets `request.link`."""

    def __call__(self, request: HttpRequest) -> str:
        signature, base = _read(request)
        link = Link.objects.filter(key_id=_keyid(signature)).exclude(state=Link.State.CLOSED).first()
        if link is None or not is_signed_by(link.public_key, signature.value, base):
            raise RequestNotSigned(why="unknown key, or another key's signature")
        _use_once(signature)
        if link.state != Link.State.ACTIVE:
            raise LinkNotConfirmed(node=link.code)
        request.link = link  # type: ignore[attr-defined]
        return link.code


class Newcomer:
    """Authentication of the one operation that an unlinked node calls: it proves to have the key that it names. Sets `request.joining`."""

    def __call__(self, request: HttpRequest) -> str:
        signature, base = _read(request)
        try:
            joining = decoded(request.body, JoinSent)
            card = converted(joining.card, NodeCard)
            key_id = card.key_id
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise InvitationInvalid from None
        if key_id != _keyid(signature) or not is_signed_by(card.public_key, signature.value, base):
            raise RequestNotSigned(why="not by the key that is named")
        _use_once(signature)
        request.joining = (joining.token, card)  # type: ignore[attr-defined]
        return key_id


peer, newcomer = Peer(), Newcomer()


def link_of(request: HttpRequest) -> Link:
    return cast(Link, request.link)  # type: ignore[attr-defined]


def forget_nonces() -> None:
    """Signatures that have expired are refused as such; their nonces need not be kept."""
    with connection.cursor() as cursor:
        cursor.execute("delete from exchange_nonce where expires_at < now() - interval '1 minute'")


def _read(request: HttpRequest) -> tuple[Signature, bytes]:
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        signature = read_signature(headers.get("signature-input", ""), headers.get("signature", ""))
        require_whole(signature, headers, request.body)
        require_fresh(signature, int(timezone.now().timestamp()))
        message = Message(request.method or "", outside(request.build_absolute_uri()), headers)
        return signature, signature_base(message, signature.covered, signature.text)
    except NotSigned as wrong:
        raise RequestNotSigned(why=str(wrong)) from None


def _keyid(signature: Signature) -> str:
    try:
        return signature.word("keyid")[:64]
    except NotSigned as wrong:
        raise RequestNotSigned(why=str(wrong)) from None


def _use_once(signature: Signature) -> None:
    """Committed at once, whatever becomes of the request: the nonce store is one for all processes of the node."""
    try:
        nonce, expires = signature.word("nonce"), signature.whole("expires")
    except NotSigned as wrong:
        raise RequestNotSigned(why=str(wrong)) from None
    if not 8 <= len(nonce) <= 64:
        raise RequestNotSigned(why="nonce is 8 to 64 characters")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into exchange_nonce (key_id, nonce, expires_at) values (%s, %s, %s)
            on conflict (key_id, nonce) do nothing
            """,
            [_keyid(signature), nonce, datetime.fromtimestamp(expires, UTC)],
        )
        if cursor.rowcount == 0:
            log.warning("a signed request of %s came twice", _keyid(signature)[:16])
            raise SignatureUsed
