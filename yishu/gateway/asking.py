"""Reading verify and query requests, and telling those that go by the groups from others."""

from typing import Final

from yishu.access.apart import is_apart
from yishu.access.asks import Ask, ask_to_query, ask_to_verify
from yishu.access.lists.streams import is_arrow
from yishu.access.state import AccessState
from yishu.core.decoding import decoder
from yishu.core.networks import address_of
from yishu.gateway.decoding import decode, require_json
from yishu.gateway.exchange import Exchange
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


def plain_ask(state: AccessState, code: str, request: VerifyRequest | QueryRequest, source: str) -> Ask | None:
    """What a request asks that goes by the groups; None for any other. Raises Invalid."""
    if is_apart(state, code, request):
        return None
    if isinstance(request, VerifyRequest):
        return ask_to_verify(code, request, address_of(source))
    return ask_to_query(code, request, address_of(source))


def is_long(exchange: Exchange) -> bool:
    """Whether a request is read in a thread, whatever it asks: an Arrow stream, or JSON that says that it is long. Raises UnsupportedMediaType."""
    kind = exchange.header(b"content-type")
    if is_arrow(kind):
        return True
    require_json(kind, beside=MEDIA_TYPE)
    length = exchange.headers.get(b"content-length", b"")
    return length.isdigit() and int(length) > INLINE_BYTES
