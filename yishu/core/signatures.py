"""HTTP Message Signatures (RFC 9421) with content digests (RFC 9530): the base that is signed, a signer, a strict reader. Pure: keys are callables.

What nodes sign is `COVERED`: method, authority, whole address and content, with `created`, `expires`, `nonce`, `keyid`, `alg` and `tag`.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

COVERED: Final = ("@method", "@authority", "@target-uri", "content-digest")
ALGORITHM: Final = "ed25519"
LABEL: Final = "yishu"
LONGEST_SECONDS: Final = 60
"""How long a signature of a node may hold."""

Sign = Callable[[bytes], bytes]


class NotSigned(ValueError):
    """The request carries no signature of the form that is read here; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request as far as it can be signed: its absolute address, and its headers by lower-case name."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def component(self, name: str) -> str:
        """The value of a covered component (RFC 9421, 2.1 and 2.2). Raises NotSigned for one that is not there."""
        parts = urlsplit(self.url)
        derived = {
            "@method": self.method.upper(),
            "@target-uri": self.url,
            "@authority": _authority(parts.scheme, parts.netloc),
            "@scheme": parts.scheme.lower(),
            "@path": parts.path or "/",
            "@query": f"?{parts.query}",
        }
        if name in derived:
            return derived[name]
        value = self.headers.get(name)
        if value is None or name.startswith("@"):
            raise NotSigned(f"{name} is not there")
        return value.strip()


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as it came: what it covers, its parameters, and `text`, the parameters as they were signed."""

    covered: tuple[str, ...]
    parameters: dict[str, str | int]
    text: str
    value: bytes

    def whole(self, name: str) -> int:
        value = self.parameters.get(name)
        if not isinstance(value, int):
            raise NotSigned(f"{name} is missing")
        return value

    def word(self, name: str) -> str:
        value = self.parameters.get(name)
        if not isinstance(value, str) or not value:
            raise NotSigned(f"{name} is missing")
        return value


def content_digest(body: bytes) -> str:
    """The header Content-Digest (RFC 9530) of a body, by SHA-256."""
    return digest_header(hashlib.sha256(body).digest())


def digest_header(digest: bytes) -> str:
    """The same from a SHA-256 that was computed while the body came."""
    return f"sha-256=:{base64.b64encode(digest).decode()}:"


def signature_base(message: Message, covered: tuple[str, ...], parameters: str) -> bytes:
    """The bytes that are signed (RFC 9421, 2.5)."""
    lines = [f'"{name}": {message.component(name)}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def sign(
    message: Message, body: bytes, sign_bytes: Sign, *, keyid: str, nonce: str, created: int, seconds: int = 30
) -> dict[str, str]:
    """The headers that a request needs besides its own: Content-Digest, Signature-Input, Signature. Times are whole seconds since 1970."""
    digest = content_digest(body)
    return sign_digest(message, digest, sign_bytes, keyid=keyid, nonce=nonce, created=created, seconds=seconds)


def sign_digest(
    message: Message,
    digest: str,
    sign_bytes: Sign,
    *,
    keyid: str,
    nonce: str,
    created: int,
    seconds: int = 30,
    algorithm: str = ALGORITHM,
) -> dict[str, str]:
    """The same over a body that is told by its Content-Digest: a file need not be in memory."""
    listed = " ".join(f'"{name}"' for name in COVERED)
    parameters = (
        f"({listed});created={created};expires={created + seconds};"
        f'keyid="{keyid}";alg="{algorithm}";nonce="{nonce}";tag="{LABEL}"'
    )
    signed = Message(message.method, message.url, {**message.headers, "content-digest": digest})
    value = base64.b64encode(sign_bytes(signature_base(signed, COVERED, parameters))).decode()
    return {"Content-Digest": digest, "Signature-Input": f"{LABEL}={parameters}", "Signature": f"{LABEL}=:{value}:"}


_LABELLED = re.compile(r'([a-z*][a-z0-9_.*-]*)=(\(((?:"[^"\\]+"(?: (?=")|))*)\)((?:;[^,]*)?))')
_NAME = re.compile(r'"([a-z0-9@-]+)"')
_PARAMETER = re.compile(r';([a-z*][a-z0-9_.*-]*)=(?:"([^"\\]*)"|(-?\d{1,15}))')


def read_signature(signature_input: str, signature: str, label: str | None = None) -> Signature:
    """The one signature of two headers (or that of a label). Raises NotSigned: none, several, or a form that is not read here."""
    found = _LABELLED.fullmatch(signature_input.strip())
    if found is None or (label is not None and found[1] != label):
        raise NotSigned("Signature-Input is missing or malformed")
    covered = tuple(_NAME.findall(found[3]))
    parameters = {one[1]: one[2] if one[3] is None else int(one[3]) for one in _PARAMETER.finditer(found[4])}
    if "".join(one[0] for one in _PARAMETER.finditer(found[4])) != found[4] or len(set(covered)) != len(covered):
        raise NotSigned("Signature-Input is malformed")
    value = re.fullmatch(re.escape(found[1]) + r"=:([A-Za-z0-9+/=]+):", signature.strip())
    if value is None:
        raise NotSigned("Signature is missing or malformed")
    try:
        return Signature(covered, parameters, found[2], base64.b64decode(value[1], validate=True))
    except binascii.Error:
        raise NotSigned("Signature is malformed") from None


def require_fresh(signature: Signature, now: int, *, skew: int = 5) -> None:
    """Made a moment ago, for a minute at most. Raises NotSigned."""
    created, expires = signature.whole("created"), signature.whole("expires")
    if created > now + skew or expires <= now or not 0 < expires - created <= LONGEST_SECONDS:
        raise NotSigned("the signature has expired, or its times are out of range")


def require_covered(signature: Signature, algorithm: str = ALGORITHM) -> None:
    """All of COVERED is covered, by this algorithm. Raises NotSigned."""
    if not set(COVERED) <= set(signature.covered):
        raise NotSigned(f"the signature must cover {', '.join(COVERED)}")
    if signature.parameters.get("alg", algorithm) != algorithm:
        raise NotSigned(f"the algorithm must be {algorithm}")


def require_whole(signature: Signature, headers: Mapping[str, str], body: bytes) -> None:
    """All of COVERED is covered, and the digest is the body's. Raises NotSigned."""
    require_covered(signature)
    if headers.get("content-digest", "").strip() != content_digest(body):
        raise NotSigned("Content-Digest is not that of the body")


def _authority(scheme: str, netloc: str) -> str:
    """Lower case, without the scheme's own port (RFC 9421, 2.2.3)."""
    host = netloc.rpartition("@")[2].lower()
    default = {"http": ":80", "https": ":443"}.get(scheme.lower(), "")
    return host.removesuffix(default) if default else host
