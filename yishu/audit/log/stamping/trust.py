"""Whose stamps count: certificates of authorities themselves, or of those that issue theirs. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

MOST_ISSUERS: Final = 5
UNDERSTOOD: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    }
)
"""Extensions that may be critical; any other critical one bounds the certificate in a way that is not looked at here."""


class Fault(StrEnum):
    """Why an answer proves nothing."""

    UNREADABLE = "unreadable"
    REFUSED = "refused"
    IMPRINT = "imprint"
    NONCE = "nonce"
    SIGNATURE = "signature"
    USAGE = "usage"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    CLOCK = "clock"


WORDS: Final[dict[Fault, tuple[str, str]]] = {
    Fault.UNREADABLE: ("不是 RFC 3161 应答", "it is no RFC 3161 answer"),
    Fault.REFUSED: ("时间戳机构没有给出时间戳", "the authority gave no stamp"),
    Fault.IMPRINT: ("时间戳是为别的内容出具的", "it was made over something else"),
    Fault.NONCE: ("时间戳回应的是另一次请求", "it answers another request"),
    Fault.SIGNATURE: ("时间戳的签名不成立", "its signature does not hold"),
    Fault.USAGE: ("签名证书不是时间戳证书", "its certificate is not for time stamps"),
    Fault.UNTRUSTED: ("签名证书不在所信任的证书之下", "its certificate is under none that is trusted"),
    Fault.EXPIRED: ("签名时证书不在有效期内", "a certificate was not valid at that time"),
    Fault.CLOCK: ("时间戳的时间与本机时钟相差过大", "its time is far from this machine's clock"),
}


class StampInvalid(ValueError):
    """A stamp that proves nothing; `detail` is what else is known (English, or as the authority wrote it)."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        self.fault, self.detail = fault, detail
        super().__init__(f"{self.en}")

    @property
    def zh(self) -> str:
        return WORDS[self.fault][0] + (f"（{self.detail}）" if self.detail else "")

    @property
    def en(self) -> str:
        return WORDS[self.fault][1] + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates that are trusted, as they stand in files."""

    anchors: tuple[x509.Certificate, ...]

    @classmethod
    def read(cls, *files: bytes) -> "Trust":
        """PEM, one certificate or several in each. Raises ValueError."""
        return cls(tuple(each for file in files for each in x509.load_pem_x509_certificates(file)))

    def require(self, signer: x509.Certificate, brought: Sequence[x509.Certificate], at: datetime) -> None:
        """The signer may stamp, and a path of certificates that were all valid then leads from it to a trusted one. Raises StampInvalid."""
        require_for_stamping(signer)
        reached = signer
        for below in range(MOST_ISSUERS):
            _require_valid(reached, at)
            if reached in self.anchors:
                return
            issuer = _issuer_of(reached, (*self.anchors, *brought), below)
            if issuer is None:
                break
            reached = issuer
        raise StampInvalid(Fault.UNTRUSTED, name_of(signer))


def name_of(certificate: x509.Certificate) -> str:
    """Who that is: the common name, or else the whole subject."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()


def require_for_stamping(certificate: x509.Certificate) -> None:
    """Its key serves time stamps and nothing else (RFC 3161, 2.3). Raises StampInvalid."""
    try:
        _require_understood(certificate)
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError):
        raise StampInvalid(Fault.USAGE, name_of(certificate)) from None
    if not found.critical or list(found.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise StampInvalid(Fault.USAGE, name_of(certificate))


def _require_understood(certificate: x509.Certificate) -> None:
    if any(each.critical and each.oid not in UNDERSTOOD for each in certificate.extensions):
        raise ValueError("a critical extension is not understood")


def _require_valid(certificate: x509.Certificate, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        days = f"{certificate.not_valid_before_utc:%Y-%m-%d} … {certificate.not_valid_after_utc:%Y-%m-%d}"
        raise StampInvalid(Fault.EXPIRED, f"{name_of(certificate)}, {days}")


def _issuer_of(
    certificate: x509.Certificate, candidates: Iterable[x509.Certificate], below: int
) -> x509.Certificate | None:
    for each in candidates:
        if each.subject == certificate.issuer and _may_issue(each, below):
            try:
                certificate.verify_directly_issued_by(each)
            except (InvalidSignature, ValueError, TypeError):
                continue
            return each
    return None


def _may_issue(certificate: x509.Certificate, below: int) -> bool:
    """An authority of certificates, with that many others between it and the signer."""
    try:
        _require_understood(certificate)
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    may_sign = basic.ca and (basic.path_length is None or basic.path_length >= below)
    return may_sign and _signs_certificates(certificate)


def _signs_certificates(certificate: x509.Certificate) -> bool:
    """Where its key has no named usage, it serves all."""
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True
