"""Who calls: a system's key or a person's token, from `Authorization: Bearer`."""

from datetime import datetime

from yishu.access.state import Credential
from yishu.agencies.credentials import KEY_MARK, TOKEN_MARK, key_hash, person_of_token
from yishu.agencies.errors import NotAuthenticated, WrongKey

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
