"""This node as an authority for others: key and certificate in one file of its folder, made at first use, or put there by the operator; the key is kept as the node's keys are (`node.keys.certified`)."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yishu.audit.log.stamping.responding import POLICY, Signer
from yishu.audit.log.stamping.trust import require_for_stamping
from yishu.node.keys import certified
from yishu.node.keys.signing import write_once

FILE: Final = "tsa.pem"
YEARS: Final = 20


def load(folder: Path, *, node: str, name: str, policy: str = POLICY) -> Signer:
    """The key and certificates of that folder; made where there are none. Raises OSError, ValueError, KeyUnusable."""
    path = folder / FILE
    if not path.exists():
        _make(path, node, name)
    return _read(path, path.stat().st_mtime_ns, policy or POLICY)


def certificates(signer: Signer) -> str:
    """What others trust it by, PEM."""
    return "".join(each.public_bytes(serialization.Encoding.PEM).decode() for each in signer.chain)


@cache
def _read(path: Path, _changed: int, policy: str) -> Signer:
    key, chain = certified.read(path)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError(f"{FILE}: the key must be RSA or on a curve of NIST")
    if chain[0].public_key() != key.public_key():
        raise ValueError(f"{FILE}: the first certificate is not that of the key")
    require_for_stamping(chain[0])
    return Signer(key, tuple(chain), policy)


def _make(path: Path, node: str, name: str) -> None:
    """A key as the node's keys are kept, and its certificate. Of two that make one at once, the first one's stands."""
    made = certified.generate(FILE)
    certificate = _issued_to(made.key, node, name).public_bytes(serialization.Encoding.PEM)
    if not write_once(path, (made.text + certificate).decode()):
        certified.discard(made)


def _issued_to(key: ec.EllipticCurvePrivateKey, node: str, name: str) -> x509.Certificate:
    """A certificate that it issues to itself: for time stamps only, so that it issues no other."""
    now = datetime.now(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"yishu/{node}/tsa"),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=YEARS * 365))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_for_signatures(), critical=True)
        .sign(key, hashes.SHA256())
    )


def _for_signatures() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
