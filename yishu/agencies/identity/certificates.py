"""Client certificates, as UKeys hold them: read from the header of the TLS terminator (RFC 9440), verified here against the authorities and their revocation lists.

That the caller has the private key is what TLS has shown, to a terminator that knows our secret. Who issues for whom is the authority's word: a person is known by the authority and the subject, so that a
renewed certificate of the same subject stays theirs.
"""

import base64
import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError
from django.conf import settings
from django.http import HttpRequest

from yishu.agencies.identity.errors import AuthoritiesUnreadable, CertificateMissing, CertificateRefused

log = logging.getLogger(__name__)
_LONGEST = 16 * 1024
_ATTRIBUTES = {"CN": NameOID.COMMON_NAME, "serialNumber": NameOID.SERIAL_NUMBER, "UID": NameOID.USER_ID}


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate that holds. `issuer` and `subject` are what a person is bound by: digests, no names."""

    issuer: str
    subject: str
    name: str
    until: datetime
    login: str


def is_offered() -> bool:
    return bool(settings.YISHU_CLIENT_CERT_SECRET and settings.YISHU_CLIENT_CA_FILE)


def shown_by(request: HttpRequest, *, now: datetime) -> Shown:
    """Raises CertificateMissing: none came by a terminator of ours; CertificateRefused: it does not hold now; AuthoritiesUnreadable."""
    given = request.headers.get("Client-Cert-Secret", "")
    known = settings.YISHU_CLIENT_CERT_SECRET
    if not is_offered() or not hmac.compare_digest(given.encode(), known.encode()):
        raise CertificateMissing
    leaf = _read(request.headers.get("Client-Cert", ""))
    authorities, lists = _known()
    _require_issued(leaf, authorities, now)
    if settings.YISHU_CLIENT_CRL_FILE:
        _require_not_revoked(leaf, authorities, lists, now)
    return Shown(
        issuer="x509:" + hashlib.sha256(leaf.issuer.public_bytes()).hexdigest(),
        subject=hashlib.sha256(leaf.subject.public_bytes()).hexdigest(),
        name=_attribute(leaf, "CN") or leaf.subject.rfc4514_string(),
        until=leaf.not_valid_after_utc,
        login=_attribute(leaf, settings.YISHU_CLIENT_CERT_CLAIM),
    )


def _read(text: str) -> x509.Certificate:
    """`:base64 of DER:` (RFC 9440), or PEM with its line ends as `%0A`, as nginx gives it."""
    if not text or len(text) > _LONGEST:
        raise CertificateMissing
    try:
        if text.startswith(":") and text.endswith(":"):
            return x509.load_der_x509_certificate(base64.b64decode(text[1:-1], validate=True))
        return x509.load_pem_x509_certificate(unquote(text).encode())
    except (ValueError, x509.InvalidVersion):
        raise CertificateRefused from None


def _require_issued(leaf: x509.Certificate, authorities: list[x509.Certificate], now: datetime) -> None:
    roots = [one for one in authorities if one.subject == one.issuer]
    between = [one for one in authorities if one.subject != one.issuer]
    # Certificates of people name no host: the rules of web servers' subject names are not for them.
    policy = PolicyBuilder().time(now).store(Store(roots))
    policy = policy.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
    )
    try:
        policy.build_client_verifier().verify(leaf, between)
        uses = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return
    except (VerificationError, ValueError):
        raise CertificateRefused from None
    if ExtendedKeyUsageOID.CLIENT_AUTH not in uses:
        raise CertificateRefused


def _known() -> tuple[list[x509.Certificate], list[x509.CertificateRevocationList]]:
    """The authorities and their revocation lists, as the files are now: they are renewed while we run."""
    crl = settings.YISHU_CLIENT_CRL_FILE
    try:
        authorities = x509.load_pem_x509_certificates(Path(settings.YISHU_CLIENT_CA_FILE).read_bytes())
        return authorities, _lists(Path(crl).read_bytes()) if crl else []
    except (OSError, ValueError):
        log.exception("the authorities of client certificates cannot be read")
        raise AuthoritiesUnreadable from None


def _require_not_revoked(
    leaf: x509.Certificate,
    authorities: list[x509.Certificate],
    lists: list[x509.CertificateRevocationList],
    now: datetime,
) -> None:
    """A list of the issuer that is in force must be there: without one nothing is known."""
    issuers = [one for one in authorities if one.subject == leaf.issuer]
    for crl in lists:
        is_current = crl.next_update_utc is not None and crl.last_update_utc <= now < crl.next_update_utc
        signed = any(crl.is_signature_valid(one.public_key()) for one in issuers)  # type: ignore[arg-type]
        if crl.issuer == leaf.issuer and is_current and signed:
            if crl.get_revoked_certificate_by_serial_number(leaf.serial_number) is None:
                return
            break
    raise CertificateRefused


def _lists(text: bytes) -> list[x509.CertificateRevocationList]:
    end = b"-----END X509 CRL-----"
    return [x509.load_pem_x509_crl(part + end) for part in text.split(end) if b"-----BEGIN" in part]


def _attribute(leaf: x509.Certificate, name: str) -> str:
    if name not in _ATTRIBUTES:
        return ""
    found = leaf.subject.get_attributes_for_oid(_ATTRIBUTES[name])
    return str(found[0].value) if len(found) == 1 else ""
