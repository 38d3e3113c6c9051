"""Who calls: a key or a token (Bearer), or a signature of each request (RFC 9421, docs/how-to/sign-requests.md). No secret is ever shown."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

from yishu.client.errors import CallerUnclear, PackageMissing

Text = str | Callable[[], str]
SigningKey = bytes | Path | Any
"""A private key as PEM, the file it stands in, or a private key of the package cryptography: Ed25519 or P-256."""

ED25519: Final = "ed25519"
P256: Final = "ecdsa-p256-sha256"


class Identity(Protocol):
    """`headers` says of one request by whom it is. `digest`: the Content-Digest of its body, computed only where it is signed."""

    def headers(self, method: str, url: str, digest: Callable[[], str]) -> dict[str, str]: ...


class Hidden(str):
    """A text that goes out as it is and is not shown where frames and variables are printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


class Bearer:
    """A key or a token; or a function that gives the current one, asked at each call."""

    __slots__ = ("_text",)

    def __init__(self, text: Text) -> None:
        self._text: Text = Hidden(text) if isinstance(text, str) else text

    def headers(self, method: str, url: str, digest: Callable[[], str]) -> dict[str, str]:  # noqa: ARG002
        """Raises CallerUnclear."""
        text = Hidden((self._text if isinstance(self._text, str) else self._text()).strip())
        if not text.isascii() or not text.isprintable() or not text or " " in text:
            raise CallerUnclear
        return {"Authorization": Hidden(f"Bearer {text}")}


class Signer:
    """Signs each request anew: a signature holds for half a minute and serves once."""

    __slots__ = ("_algorithm", "_keyid", "_sign")

    def __init__(self, key: SigningKey, keyid: str) -> None:
        self._keyid = keyid
        self._algorithm, self._sign = _signing(key)

    def headers(self, method: str, url: str, digest: Callable[[], str]) -> dict[str, str]:
        from yishu.core.signatures import Message, sign_digest

        return sign_digest(
            Message(method, url),
            digest(),
            self._sign,
            keyid=self._keyid,
            nonce=secrets.token_urlsafe(18),
            created=int(time.time()),
            algorithm=self._algorithm,
        )


def identity_of(key: Text | None, token: Text | None, signing_key: SigningKey | None, keyid: str) -> Identity:
    """Raises CallerUnclear, PackageMissing; OSError where a file of a key cannot be read."""
    text = token if key is None else key
    if [key, token, signing_key].count(None) != 2 or (signing_key is not None) != bool(keyid):
        raise CallerUnclear
    if text is None:
        return Signer(signing_key, keyid)
    bearer = Bearer(text)
    if isinstance(text, str):
        bearer.headers("", "", str)  # said at once, not at the first call
    return bearer


def _signing(key: SigningKey) -> tuple[str, Callable[[bytes], bytes]]:
    try:
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256
    except ImportError:
        raise PackageMissing(package="cryptography", extra="client-signing") from None
    loaded = _loaded(key)
    if isinstance(loaded, Ed25519PrivateKey):
        return ED25519, loaded.sign
    if isinstance(loaded, EllipticCurvePrivateKey) and isinstance(loaded.curve, SECP256R1):

        def sign(base: bytes) -> bytes:  # r and s side by side (RFC 9421, 3.3.4)
            r, s = decode_dss_signature(loaded.sign(base, ECDSA(SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")

        return P256, sign
    raise CallerUnclear


def _loaded(key: SigningKey) -> object:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if isinstance(key, Path):
        key = key.read_bytes()
    if not isinstance(key, bytes):
        return key
    try:
        return load_pem_private_key(key, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CallerUnclear from None
