"""A small time stamping authority (RFC 3161) for networks that reach none: what is answered to a query. Pure.

It keeps nothing. Serial numbers are the microsecond and 72 random bits: they never repeat, though several processes answer, and though an old backup is put back.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from yishu.audit.log.stamping.tokens import Answer

MOST: Final = 8 * 1024
"""Bytes of a query that is read."""
POLICY: Final = "2.25.233392688823909044948644693107300686475"
"""The time is that of the node's clock, to a second; nothing else is promised."""
ACCURACY_SECONDS: Final = 1
DIGESTS: Final = {
    "2.16.840.1.101.3.4.2.1": 32,  # SHA-256
    "2.16.840.1.101.3.4.2.2": 48,  # SHA-384
    "2.16.840.1.101.3.4.2.3": 64,  # SHA-512
    "1.2.156.10197.1.401": 32,  # SM3
}
"""What may be stamped: hashes by number, and how many bytes each has."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The authority's key, its certificate, and those above it."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    chain: tuple[x509.Certificate, ...]
    policy: str = POLICY

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]


class _Rejected(Exception):
    """A query that gets no stamp: its failure (PKIFailureInfo) and a word of why."""

    def __init__(self, failure: str, why: str) -> None:
        self.failure, self.why = failure, why
        super().__init__(why)


def answer(asked: bytes, signer: Signer, now: datetime) -> bytes:
    """A TimeStampResp, DER: the stamp, or why there is none."""
    try:
        query = _read(asked, signer)
        if not signer.certificate.not_valid_before_utc <= now <= signer.certificate.not_valid_after_utc:
            raise _Rejected("system_failure", "the authority's certificate is not valid now")
        return Answer({"status": {"status": "granted"}, "time_stamp_token": _token(query, signer, now)}).dump()
    except _Rejected as rejected:
        why = {"status": "rejection", "status_string": [rejected.why], "fail_info": {rejected.failure}}
        return Answer({"status": why}).dump()


def _read(asked: bytes, signer: Signer) -> Any:
    """Raises _Rejected."""
    try:
        query: Any = tsp.TimeStampReq.load(asked, strict=True)
        version, algorithm = query["version"].native, query["message_imprint"]["hash_algorithm"]["algorithm"].dotted
        length, policy = len(query["message_imprint"]["hashed_message"].native), query["req_policy"].native
        is_extended, _ = bool(query["extensions"].native), (query["nonce"].native, query["cert_req"].native)
    except Exception:  # noqa: BLE001 - the edge to bytes of anybody's: asn1crypto raises what it likes
        raise _Rejected("bad_data_format", "this is no TimeStampReq") from None
    if version != "v1":
        raise _Rejected("bad_request", "version 1 is expected")
    if algorithm not in DIGESTS:
        raise _Rejected("bad_alg", "SHA-256, SHA-384, SHA-512 and SM3 are stamped")
    if length != DIGESTS[algorithm]:
        raise _Rejected("bad_data_format", "the digest has another length than its algorithm gives")
    if policy is not None and query["req_policy"].dotted != signer.policy:
        raise _Rejected("unaccepted_policy", f"the policy here is {signer.policy}")
    if is_extended:
        raise _Rejected("unaccepted_extensions", "no extension is known")
    return query


def _token(query: Any, signer: Signer, now: datetime) -> cms.ContentInfo:
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": signer.policy,
            "message_imprint": query["message_imprint"],
            "serial_number": _serial(now),
            "gen_time": now.replace(microsecond=0),
            "accuracy": {"seconds": ACCURACY_SECONDS},
            **({} if query["nonce"].native is None else {"nonce": query["nonce"].native}),
        }
    )
    signed = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info.dump())},
        "signer_infos": [_signer_info(info.dump(), signer)],
    }
    if query["cert_req"].native:
        # DER: the certificates of the set by their bytes.
        encoded = sorted(each.public_bytes(serialization.Encoding.DER) for each in signer.chain)
        signed["certificates"] = [cms.CertificateChoices("certificate", _certificate(each)) for each in encoded]
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _signer_info(info: bytes, signer: Signer) -> cms.SignerInfo:
    certificate = _certificate(signer.certificate.public_bytes(serialization.Encoding.DER))
    named: Any = {"cert_hash": signer.certificate.fingerprint(hashes.SHA256())}
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [hashlib.sha256(info).digest()]},
            {"type": "signing_certificate_v2", "values": [{"certs": [named]}]},
        ]
    )
    algorithm, value = _sign(signer.key, attributes.dump())
    issuer = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(issuer)),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": algorithm},
            "signature": value,
        }
    )


def _sign(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, message: bytes) -> tuple[str, bytes]:
    if isinstance(key, rsa.RSAPrivateKey):
        return "sha256_rsa", key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return "sha256_ecdsa", key.sign(message, ec.ECDSA(hashes.SHA256()))


def _certificate(encoded: bytes) -> Any:
    return asn1_x509.Certificate.load(encoded)


def _serial(now: datetime) -> int:
    """Below 160 bits, as RFC 3161 asks."""
    return int(now.timestamp() * 1_000_000) << 72 | secrets.randbits(72)
