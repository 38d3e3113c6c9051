"""Reading verify and query requests, and telling those that go by the groups from others."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from yishu.access.apart import is_apart
from yishu.access.asks import Ask, ask_to_query, ask_to_verify
from yishu.access.lists.streams import is_arrow
from yishu.access.standing import key_of
from yishu.access.state import Caller
from yishu.core.decoding import decoder
from yishu.core.networks import address_of
from yishu.gateway.decoding import decode, require_json
from yishu.gateway.exchange import Exchange
from yishu.gateway.groups import Groups
from yishu.gateway.waiting import DataCall
from yishu.wire.data import QueryRequest, VerifyRequest
from yishu.wire.lists import MEDIA_TYPE

INLINE_BYTES: Final = 256 * 1024  # a longer request is read in a thread: it is about many subjects
_verify_decoder = decoder(VerifyRequest)
_query_decoder = decoder(QueryRequest)


def verify_request(body: bytes) -> VerifyRequest:
    """Raises MalformedJson, Invalid."""
    return decode(_verify_decoder, body)


def query_request(body: bytes) -> QueryRequest:
    """Raises MalformedJson, Invalid."""
    return decode(_query_decoder, body)


def request_of(act: bytes, body: bytes) -> VerifyRequest | QueryRequest:
    """Raises MalformedJson, Invalid."""
    return decode(_verify_decoder, body) if act == b"verify" else decode(_query_decoder, body)


def submit_plain(
    groups: Groups,
    caller: Caller,
    code: str,
    request: VerifyRequest | QueryRequest,
    source: str,
    call_about: Callable[[Ask], DataCall],
    now: datetime,
) -> bool:
    """Give a call to the groups, which have a place, by the decision that stands or by one of its own; False where it does not go by them. Raises Invalid, Unavailable."""
    key = key_of(caller, code, request, source)
    standing = None if key is None else groups.standings.find(key, now)
    stands = None if standing is None else standing.of(request, now)
    if stands is not None:
        ask, permit = stands
        groups.admit(call_about(ask), permit)
        return True
    state, address = groups.state, address_of(source)
    if state is None or is_apart(state, code, request):
        return False
    if isinstance(request, VerifyRequest):
        ask = ask_to_verify(code, request, address)
    else:
        ask = ask_to_query(code, request, address)
    call = call_about(ask)
    groups.submit(call, now)
    if key is not None and call.permit is not None:
        groups.standings.add(key, state, caller, ask, call.permit, now)
    return True


def is_long(exchange: Exchange) -> bool:
    """Whether a request is read in a thread, whatever it asks: an Arrow stream, or JSON that says that it is long. Raises UnsupportedMediaType."""
    kind = exchange.header(b"content-type")
    if is_arrow(kind):
        return True
    require_json(kind, beside=MEDIA_TYPE)
    length = exchange.headers.get(b"content-length", b"")
    return length.isdigit() and int(length) > INLINE_BYTES
