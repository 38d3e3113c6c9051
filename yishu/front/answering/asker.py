"""Who asks: only the node whose key stands in the configuration, for this very address, a moment ago (RFC 9421)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from yishu.core.signatures import (
    LABEL,
    Message,
    NotSigned,
    Signature,
    read_signature,
    require_fresh,
    require_whole,
    signature_base,
)
from yishu.front.answering.errors import NotTheNode

_SKEW = 5  # seconds by which the clocks may differ


@dataclass(frozen=True, slots=True)
class Proven:
    """A question's signature holds; its `nonce` is still to be taken, and need be kept until `expires`."""

    nonce: str
    expires: int


class Asker:
    def __init__(self, node_key: bytes, origin: str) -> None:
        self._key, self._origin = Ed25519PublicKey.from_public_bytes(node_key), origin
        self._keyid = hashlib.sha256(node_key).hexdigest()

    def require(self, path: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Proven:
        """Raises NotTheNode. `headers` by lower-case name."""
        try:
            signature = read_signature(headers.get("signature-input", ""), headers.get("signature", ""), LABEL)
            require_whole(signature, headers, body)
            require_fresh(signature, int(now.timestamp()), skew=_SKEW)
            self._require_key(signature, Message("POST", self._origin + path, headers))
            return Proven(signature.word("nonce"), signature.whole("expires") + _SKEW)
        except NotSigned as wrong:
            raise NotTheNode(reason=wrong) from None

    def _require_key(self, signature: Signature, message: Message) -> None:
        if signature.word("keyid") != self._keyid:
            raise NotSigned("another key")
        try:
            self._key.verify(signature.value, signature_base(message, signature.covered, signature.text))
        except InvalidSignature:
            raise NotSigned("the signature does not hold") from None
