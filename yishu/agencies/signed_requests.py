"""Requests that a system signs (RFC 9421) instead of sending a secret: what was asked cannot be altered, sent twice, or denied afterwards.

Pages' API and gateway share it. The body is held against its digest by whoever reads the body.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from yishu.agencies.errors import SignatureReplayed, WrongSignature
from yishu.agencies.public_keys import PublicKey
from yishu.core.signatures import (
    COVERED,
    Message,
    NotSigned,
    Signature,
    read_signature,
    require_covered,
    require_fresh,
    signature_base,
)

MAY_COVER: Final = frozenset({*COVERED, "content-type", "content-length", "idempotency-key", "date"})
"""Whatever else a signature covers would stand on record with it: nothing that could be a secret."""
_NONCE: Final = range(16, 65)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed request: `key` is the SHA-256 of the public key that it names. Believe nothing of it before `require_by`."""

    key: bytes
    signature: Signature
    base: bytes
    digest: str
    nonce: str
    expires_at: datetime

    def require_by(self, public_key: PublicKey | None) -> None:
        """Raises WrongSignature: unknown key, another algorithm, or not by this key."""
        if public_key is None:
            raise WrongSignature(why="keyid")
        try:
            require_covered(self.signature, public_key.kind)
        except NotSigned as wrong:
            raise WrongSignature(why=str(wrong)) from None
        if not public_key.verifies(self.signature.value, self.base):
            raise WrongSignature(why="signature")

    @property
    def proof(self) -> tuple[str, ...]:
        """What goes on record: key id, signature, and the text that was signed. Whoever has the public key can check it without us."""
        return (self.key.hex(), base64.b64encode(self.signature.value).decode(), self.base.decode())


def read_signed(method: str, url: str, headers: Mapping[str, str], *, now: datetime) -> Signed:
    """`headers` by lower-case names, `url` absolute, as the caller knows it. Raises WrongSignature."""
    try:
        signature = read_signature(headers.get("signature-input", ""), headers.get("signature", ""))
        require_fresh(signature, int(now.timestamp()))
        if not set(COVERED) <= set(signature.covered) <= MAY_COVER:
            raise NotSigned(f"it must cover {', '.join(COVERED)}")
        nonce, keyid = signature.word("nonce"), signature.word("keyid")
        if len(nonce) not in _NONCE:
            raise NotSigned(f"nonce is {_NONCE.start} to {_NONCE.stop - 1} characters")
        base = signature_base(Message(method, url, headers), signature.covered, signature.text)
        expires = datetime.fromtimestamp(signature.whole("expires"), UTC)
        return Signed(bytes.fromhex(keyid), signature, base, headers["content-digest"].strip(), nonce, expires)
    except (NotSigned, ValueError) as wrong:
        raise WrongSignature(why=str(wrong)) from None


def take_nonce(signed: Signed) -> None:
    """Once for all processes, committed at once. After the signature was found to hold, so that strangers fill no table. Raises SignatureReplayed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into agencies_seennonce (key_id, nonce, expires_at)
            select id, %s, %s from agencies_key where hash = %s
            on conflict (key_id, nonce) do nothing
            """,
            [signed.nonce, signed.expires_at, signed.key],
        )
        if cursor.rowcount != 1:
            raise SignatureReplayed
