"""Whose seals count on this node: licensed certificates that an operator put here, else this node's own authority, which is for tests and says so (23.1).

    seals/authority.pem            the own authority's certificate, public
    seals/authority-key.pem        its key and certificate, 0600
    seals/agencies/CODE.pem        an agency's seal by the own authority: key, certificate; 0600
    seals/licensed/CODE.pem        a licensed seal of an agency: key, certificate, chain; put here by the operator
    seals/licensed/roots.pem       the licensed authorities that are trusted

Keys are kept as the node's are (`node.keys.certified`): plain, sealed, or in a token. The last two are the interface to licensed authorities. No Django here, so that a file is verified without a database.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import NameOID

from yishu.node.keys import certified
from yishu.seals.errors import SealUnusable

AUTHORITY_YEARS = 40
SEAL_YEARS = 30
TEST_MARK = "仅供测试 FOR TESTS ONLY"
"""Organisational unit of the own authority's names, by which anybody sees what it is."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What an agency seals with: its key, its certificate, the chain above it; whether it is for tests."""

    key: CertificateIssuerPrivateKeyTypes
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    is_test: bool


@dataclass(frozen=True, slots=True)
class Trusted:
    """An authority whose seals count."""

    certificate: x509.Certificate
    is_test: bool


def seal_of(folder: Path, *, code: str, name: str, now: datetime) -> Seal:
    """The agency's seal: the licensed one where there is one, else by the own authority, made at its first use. Raises SealUnusable, KeyUnusable."""
    licensed = folder / "licensed" / f"{code}.pem"
    if licensed.exists():
        return _licensed(licensed, code)
    own = folder / "agencies" / f"{code}.pem"
    if not own.exists():
        _make_key_once(own, lambda key: _issue_seal(key, folder, code, name, now))
    key, (certificate, *_rest) = certified.read(own)
    return Seal(key, certificate, (_own_authority(folder, now)[1],), is_test=True)


def trusted(folder: Path) -> tuple[Trusted, ...]:
    """Whose seals count, by the node's folder `seals/`. Reads only; empty where nothing was sealed yet."""
    licensed, own = folder / "licensed" / "roots.pem", folder / "authority.pem"
    found = [Trusted(each, is_test=False) for each in certificates(licensed)] if licensed.exists() else []
    return (*found, *(Trusted(each, is_test=True) for each in certificates(own))) if own.exists() else tuple(found)


def certificates(file: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file. Raises ValueError where there is none."""
    return tuple(x509.load_pem_x509_certificates(file.read_bytes()))


def is_for_tests(certificate: x509.Certificate) -> bool:
    """Whether an authority says of itself that it is for tests."""
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(TEST_MARK in str(unit.value) for unit in units)


def public_certificate(folder: Path, now: datetime) -> bytes:
    """The own authority's certificate (PEM), for checking with other tools."""
    return _own_authority(folder, now)[1].public_bytes(serialization.Encoding.PEM)


def _own_authority(folder: Path, now: datetime) -> tuple[CertificateIssuerPrivateKeyTypes, x509.Certificate]:
    private = folder / "authority-key.pem"
    if not private.exists():
        _make_key_once(private, lambda key: _issue_authority(key, now))
    key, (certificate, *_rest) = certified.read(private)
    public = folder / "authority.pem"
    if not public.exists():  # what a crash left out, too
        _make_once(public, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return key, certificate


def _issue_authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = _name("一数平台自建证书机构（测试）", "一数 Yishu", unit=TEST_MARK)
    return (
        _builder(name, name, key.public_key(), now, AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _issue_seal(key: ec.EllipticCurvePrivateKey, folder: Path, code: str, name: str, now: datetime) -> x509.Certificate:
    authority_key, authority = _own_authority(folder, now)
    subject = _name(name[:64], name[:64], unit=TEST_MARK, number=code)
    return (
        _builder(subject, authority.subject, key.public_key(), now, SEAL_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)  # type: ignore[arg-type]
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, years: int
) -> x509.CertificateBuilder:
    start = now.astimezone(UTC).replace(tzinfo=None) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, organisation: str, *, unit: str, number: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ]
    return x509.Name([*parts, x509.NameAttribute(NameOID.SERIAL_NUMBER, number)] if number else parts)


def _licensed(file: Path, code: str) -> Seal:
    try:
        key, (certificate, *chain) = certified.read(file)
    except (ValueError, OSError) as error:
        raise SealUnusable(agency=code, why=str(error)[:120]) from None
    return Seal(key, certificate, tuple(chain), is_test=False)


def _make_key_once(file: Path, issued_to: Callable[[ec.EllipticCurvePrivateKey], x509.Certificate]) -> None:
    """A key, kept as the node's keys are, with its certificate."""
    made = certified.generate(file.name)
    if not _make_once(file, made.text + issued_to(made.key).public_bytes(serialization.Encoding.PEM)):
        certified.discard(made)


def _make_once(file: Path, content: bytes, mode: int = 0o600) -> bool:
    """Whole or not at all, and never over what is there: of two processes at once, the first one's file stands for both, and the other is told False."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(temporary, file)
        except FileExistsError:
            return False
        finally:
            temporary.unlink()
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True
