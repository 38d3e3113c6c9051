"""An authority of the moment, so that what it vouches for is looked at further than to the first wrong name."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

_WHEN = datetime(2025, 1, 1, tzinfo=UTC)


class Issued(NamedTuple):
    """`cose`: the public key as an authenticator writes it (RFC 9052)."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    cose: bytes


def issued(name: str) -> Issued:
    """By itself, of P-256 and always the same key."""
    key = ec.derive_private_key(7, ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(called, called, key.public_key(), 7, _WHEN, _WHEN + timedelta(days=3650))
    basic = x509.BasicConstraints(ca=True, path_length=None)
    numbers = key.public_key().public_numbers()
    cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
    return Issued(key, made.add_extension(basic, critical=True).sign(key, SHA256()), cose)
