"""Who calls: a system's key or a person's token, from `Authorization: Bearer`; or a system by its signature (RFC 9421)."""

from datetime import datetime

from yishu.access.state import Credential
from yishu.agencies.credentials import KEY_MARK, TOKEN_MARK, key_hash, person_of_token
from yishu.agencies.errors import KeyInAddress, NotAuthenticated, WrongKey, WrongSignature
from yishu.agencies.signed_requests import Signed, read_signed
from yishu.core.errors import Problem
from yishu.gateway.exchange import Exchange

_BEARER = b"bearer "
_LONGEST = 512


def credential_of(header: bytes | None, tokens: bytes, now: datetime) -> Credential:
    """A key's hash, or the person of a token. Raises NotAuthenticated (nothing given), WrongKey (nothing we know)."""
    if header is None or header[:7].lower() != _BEARER:
        raise NotAuthenticated
    try:
        text = header[7:_LONGEST].decode("ascii").strip()
    except UnicodeDecodeError:
        raise WrongKey from None
    if text.startswith(KEY_MARK):
        return key_hash(text)
    person = person_of_token(tokens, text, now) if text.startswith(TOKEN_MARK) else None
    if person is None:
        raise WrongKey
    return person


def is_signed(exchange: Exchange) -> bool:
    """Whether the request is to be known by its signature: a bearer text comes first."""
    return b"signature-input" in exchange.headers and b"authorization" not in exchange.headers


def signed_of(exchange: Exchange, own_url: str, now: datetime) -> Signed:
    """The signature as it came. Raises WrongSignature."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in exchange.headers.items()}
    return read_signed(exchange.scope["method"], exchange.address(own_url), headers, now=now)


def require_no_key(query: bytes) -> None:
    """A key in an address stands in every log on the way. Raises KeyInAddress."""
    if KEY_MARK.encode() in query:
        raise KeyInAddress


def known_no_more(proof: tuple[str, ...]) -> Problem:
    """Whose key ends while a call is under way is told what the next call will be told. `proof`: the signature by which it came, if any."""
    return WrongSignature(why="keyid") if proof else WrongKey()
