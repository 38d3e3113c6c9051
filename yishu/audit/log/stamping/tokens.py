"""RFC 3161 as whoever asks for a stamp, or checks one, needs it: the query, and what the answer proves. Pure: asn1crypto reads, `cryptography` verifies.

What is stamped is the checkpoint with the log's own signature (`stamped_part`), so that the signature existed by then as well: a key that leaks later signs nothing into the past.
Lines that come below it afterwards, of witnesses or of the next key, are no part of it.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.stamping.trust import Fault, StampInvalid, Trust, name_of

MOST: Final = 64 * 1024
"""Bytes of an answer that is read."""
HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_GRANTED: Final = ("granted", "granted_with_mods")


class Answer(tsp.TimeStampResp):
    """As in RFC 3161: a refusal has no token."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority said: that it had seen the message at `at`, give or take `accuracy` (zero where it does not say)."""

    at: datetime
    accuracy: timedelta
    serial: int
    policy: str
    signer: x509.Certificate

    @property
    def authority(self) -> str:
        return name_of(self.signer)

    @property
    def not_later(self) -> datetime:
        """By when the message existed."""
        return self.at + self.accuracy


def stamped_part(checkpoint: Checkpoint) -> bytes:
    """The bytes that are stamped: the checkpoint and the signature by which the log first showed it."""
    return f"{checkpoint.text}\n{checkpoint.lines[0]}".encode()


def query(message: bytes, nonce: int) -> bytes:
    """A TimeStampReq over the SHA-256 of the message, DER."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(message).digest()}
    asked = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    return asked.dump()


def read(answer: bytes, message: bytes, trust: Trust, *, nonce: int | None = None) -> Stamp:
    """What an answer proves about the message. Raises StampInvalid."""
    with _foreign_bytes():
        token = _read_token(answer)
        if token.imprint[1] != hashlib.new(token.imprint[0], message).digest():
            raise StampInvalid(Fault.IMPRINT)
        if nonce is not None and token.nonce != nonce:
            raise StampInvalid(Fault.NONCE)
        signer = _signer(token, trust)
        _require_signed(token, signer)
        trust.require(signer, token.brought, token.at)
        return Stamp(token.at, token.accuracy, token.serial, token.policy, signer)


def imprint_in(answer: bytes) -> tuple[str, bytes]:
    """(hash, digest) that an answer was made over. Raises StampInvalid."""
    with _foreign_bytes():
        return _read_token(answer).imprint


@contextmanager
def _foreign_bytes() -> Iterator[None]:
    """The edge to bytes of anybody's: whatever the parsers of ASN.1 and of certificates raise over them, they are no stamp."""
    try:
        yield
    except StampInvalid:
        raise
    except Exception:  # noqa: BLE001 - see above
        raise StampInvalid(Fault.UNREADABLE) from None


@dataclass(frozen=True, slots=True)
class _Token:
    """A token taken apart, nothing of it believed yet."""

    info: bytes
    """The TSTInfo, as it was signed."""
    imprint: tuple[str, bytes]
    at: datetime
    accuracy: timedelta
    serial: int
    policy: str
    nonce: int | None
    brought: tuple[x509.Certificate, ...]
    signer: Any
    attributes: dict[str, Any]


def _read_token(answer: bytes) -> _Token:
    if len(answer) > MOST:
        raise StampInvalid(Fault.UNREADABLE, f"more than {MOST} bytes")
    found: Any = Answer.load(answer, strict=True)
    _require_granted(found["status"])
    return _taken_apart(found["time_stamp_token"])


def _require_granted(status: Any) -> None:
    if status["status"].native in _GRANTED:
        return
    said = [str(status["status"].native), *sorted(status["fail_info"].native or ())]
    said += [str(each)[:200] for each in status["status_string"].native or ()]
    raise StampInvalid(Fault.REFUSED, ", ".join(said))


def _taken_apart(token: Any) -> _Token:
    if token["content_type"].native != "signed_data":
        raise StampInvalid(Fault.UNREADABLE)
    signed = token["content"]
    encapsulated, signers = signed["encap_content_info"], list(signed["signer_infos"])
    if encapsulated["content_type"].native != "tst_info" or len(signers) != 1:
        raise StampInvalid(Fault.UNREADABLE)
    info = encapsulated["content"].parsed
    algorithm = info["message_imprint"]["hash_algorithm"]["algorithm"].native
    if info["version"].native != "v1" or algorithm not in HASHES:
        raise StampInvalid(Fault.UNREADABLE)
    return _Token(
        info=encapsulated["content"].contents,
        imprint=(algorithm, info["message_imprint"]["hashed_message"].native),
        at=info["gen_time"].native.astimezone(UTC),
        accuracy=_accuracy(info["accuracy"].native or {}),
        serial=int(info["serial_number"].native),
        policy=info["policy"].dotted,
        nonce=info["nonce"].native,
        brought=tuple(x509.load_der_x509_certificate(each.chosen.dump()) for each in signed["certificates"] or ()),
        signer=signers[0],
        attributes=_attributes(signers[0]["signed_attrs"]),
    )


def _accuracy(said: dict[str, int | None]) -> timedelta:
    return timedelta(
        seconds=said.get("seconds") or 0, milliseconds=said.get("millis") or 0, microseconds=said.get("micros") or 0
    )


def _attributes(signed: Any) -> dict[str, Any]:
    """Signed attributes by their name, each of one value."""
    found = {}
    for each in signed:
        [value] = each["values"]
        if found.setdefault(each["type"].native, value) is not value:
            raise StampInvalid(Fault.UNREADABLE)
    return found


def _signer(token: _Token, trust: Trust) -> x509.Certificate:
    """Whose signature it says it is: named twice, by issuer and number and, under the signature, by the certificate's hash (RFC 5816)."""
    for each in (*token.brought, *trust.anchors):
        if _is_named(token, each):
            return each
    raise StampInvalid(Fault.SIGNATURE, "the signer's certificate is not there")


def _is_named(token: _Token, certificate: x509.Certificate) -> bool:
    try:
        if "signing_certificate_v2" in token.attributes:
            named = token.attributes["signing_certificate_v2"]["certs"][0]
            return named["cert_hash"].native == certificate.fingerprint(
                HASHES[named["hash_algorithm"]["algorithm"].native]
            )
        named = token.attributes["signing_certificate"]["certs"][0]
        return named["cert_hash"].native == certificate.fingerprint(hashes.SHA1())  # noqa: S303 - by RFC 3161; it names, it does not prove
    except (KeyError, ValueError, TypeError, IndexError):
        return False


def _require_signed(token: _Token, signer: x509.Certificate) -> None:
    """The signature is over the attributes, and these name the content. Raises StampInvalid."""
    try:
        hashed = HASHES[token.signer["digest_algorithm"]["algorithm"].native]
        named = token.attributes["content_type"].native, token.attributes["message_digest"].native
        if named != ("tst_info", hashlib.new(hashed.name, token.info).digest()):
            raise StampInvalid(Fault.SIGNATURE)
        # Signed as a SET, stored under a tag of their own.
        message = b"\x31" + token.signer["signed_attrs"].dump()[1:]
        _verifier(signer, token.signer["signature_algorithm"], hashed)(token.signer["signature"].native, message)
    except (InvalidSignature, UnsupportedAlgorithm, KeyError):
        raise StampInvalid(Fault.SIGNATURE) from None


def _verifier(signer: x509.Certificate, algorithm: Any, hashed: hashes.HashAlgorithm) -> Callable[[bytes, bytes], None]:
    key, kind = signer.public_key(), algorithm.signature_algo
    if kind in ("rsassa_pkcs1v15", "ecdsa") and algorithm["algorithm"].native not in ("rsassa_pkcs1v15", "ecdsa"):
        hashed = HASHES[algorithm.hash_algo]
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
        return lambda value, message: key.verify(value, message, padding.PKCS1v15(), hashed)
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
        chosen = HASHES[algorithm.hash_algo]
        salted = padding.PSS(padding.MGF1(chosen), algorithm["parameters"]["salt_length"].native)
        return lambda value, message: key.verify(value, message, salted, chosen)
    if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
        return lambda value, message: key.verify(value, message, ec.ECDSA(hashed))
    if isinstance(key, ed25519.Ed25519PublicKey) and kind == "ed25519":
        return key.verify
    raise StampInvalid(Fault.SIGNATURE, "the signature's algorithm is not supported")
