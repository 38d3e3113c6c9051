"""This node as an authority for others: key and certificate in one file of its folder, made at first use, or put there by the operator."""

import os
import secrets
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

FILE: Final = "tsa.pem"
YEARS: Final = 20


def load(folder: Path, *, node: str, name: str, policy: str = POLICY) -> Signer:
    """The key and certificates of that folder; made where there are none. Raises OSError, ValueError."""
    path = folder / FILE
    if not path.exists():
        _keep(path, _made(node, name))
    return _read(path, path.stat().st_mtime_ns, policy or POLICY)


def certificates(signer: Signer) -> str:
    """What others trust it by, PEM."""
    return "".join(each.public_bytes(serialization.Encoding.PEM).decode() for each in signer.chain)


@cache
def _read(path: Path, _changed: int, policy: str) -> Signer:
    content = path.read_bytes()
    key = serialization.load_pem_private_key(content, None)
    chain = tuple(x509.load_pem_x509_certificates(content))
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError(f"{FILE}: the key must be RSA or on a curve of NIST")
    if chain[0].public_key() != key.public_key():
        raise ValueError(f"{FILE}: the first certificate is not that of the key")
    require_for_stamping(chain[0])
    return Signer(key, chain, policy)


def _made(node: str, name: str) -> bytes:
    """A key, and a certificate that it issues to itself: for time stamps only, so that it issues no other."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"yishu/{node}/tsa"),
        ]
    )
    certificate = (
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
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(pem)


def _for_signatures() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, for this account only; of two that make one at once, the first one's stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
