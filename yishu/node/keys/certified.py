"""Private keys that stand in one file with their certificates: that of the node's time stamping authority, and those of seals. No Django here.

Such a file begins with its key, kept as other keys are (plain, as PEM; sealed; the address of a token); the certificates follow, always plain. A key that somebody put here as PEM is read as it is, whatever its kind;
in a token there are only keys on P-256.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from yishu.node.errors import KeyFileUnreadable
from yishu.node.keys import sealing, signing
from yishu.node.keys.signing import ADDRESSED, P256, PLAIN, SEALED, SigningKey

PATTERNS: Final = ("tsa.pem", "seals/authority-key.pem", "seals/agencies/*.pem", "seals/licensed/*.pem")
"""Where such files are in a node's folder."""
WITHOUT_KEY: Final = frozenset({"roots.pem"})
_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_PRIVATE: Final = b" PRIVATE KEY-----"


class HeldKey(ec.EllipticCurvePrivateKey):
    """A key on P-256 that signs where it is, in a token: ECDSA with SHA-256."""

    def __init__(self, held: SigningKey) -> None:
        self._held = held

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """Raises TokenUnusable; ValueError for another algorithm."""
        if not isinstance(signature_algorithm.algorithm, hashes.SHA256):
            raise ValueError("a key in a token signs by ECDSA with SHA-256")
        return self._held.sign(bytes(data))

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self._held.public)

    @property
    def curve(self) -> ec.EllipticCurve:
        return ec.SECP256R1()

    @property
    def key_size(self) -> int:
        return 256

    def exchange(self, algorithm: Any, peer_public_key: Any) -> NoReturn:  # noqa: ARG002 - as the interface has it
        raise TypeError("a key in a token signs and does nothing else")

    def private_numbers(self) -> NoReturn:
        raise TypeError("a key in a token is not given out")

    def private_bytes(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a key in a token is not given out")

    def __copy__(self) -> "HeldKey":
        return self

    def __deepcopy__(self, memo: Any) -> "HeldKey":
        return self


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, and the text that its file begins with."""

    key: ec.EllipticCurvePrivateKey
    text: bytes


def generate(name: str) -> Made:
    """On P-256, kept as YISHU_KEYS says; in a token it never leaves it. Raises SealMissing, TokenUnusable, KeysUnknown."""
    place = signing.kept_as()
    if not place.startswith(ADDRESSED):
        key = ec.generate_private_key(ec.SECP256R1())
        return Made(key, _kept(key, place))
    from yishu.node.keys import token

    address = token.generate(place, P256, name)
    return Made(HeldKey(token.open_key(address, P256)), f"{address}\n".encode())


def discard(made: Made) -> None:
    """One that no file has: another process made its own first."""
    if made.text.startswith(ADDRESSED.encode()):
        from yishu.node.keys import token

        token.discard(made.text.decode().strip())


def read(file: Path) -> tuple[CertificateIssuerPrivateKeyTypes, list[x509.Certificate]]:
    """The key, and the certificates from its own upwards. Raises OSError, ValueError for what is none; SealMissing, SealWrong, TokenUnusable."""
    content = file.read_bytes()
    return _key_of(file, content), x509.load_pem_x509_certificates(content)


def kept(file: Path) -> str:
    """How: PLAIN, SEALED or ADDRESSED."""
    head = _head(file.read_bytes())
    return ADDRESSED if head.startswith(ADDRESSED) else SEALED if sealing.is_sealed(head) else PLAIN


def wanted(file: Path) -> str:
    """How YISHU_KEYS would have it; as it is where it cannot be read. What no token takes is sealed if there is a secret to seal by."""
    place = signing.kept_as()
    if not place.startswith(ADDRESSED):
        return place
    if kept(file) == ADDRESSED or _fits_token(_try_key(file)):
        return ADDRESSED
    return SEALED if sealing.is_given() else PLAIN


def rewritten(file: Path) -> bytes:
    """The file as it is wanted. Raises what `read` does."""
    content, how = file.read_bytes(), wanted(file)
    key = _key_of(file, content)
    # Written anew: in a file that somebody made, the key may stand anywhere.
    found = x509.load_pem_x509_certificates(content) if _CERTIFICATE in content else []
    certificates = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in found)
    if how != ADDRESSED:
        return _kept(key, how) + certificates
    from yishu.node.keys import token

    assert isinstance(key, ec.EllipticCurvePrivateKey)
    private = key.private_numbers().private_value.to_bytes(32, "big")
    return f"{token.take_in(signing.kept_as(), private, P256, file.name)}\n".encode() + certificates


def is_movable(file: Path) -> bool:
    """Whether there is one key that we can read: what is protected by a password of its own, or holds several, is left alone."""
    return file.read_bytes().count(_PRIVATE) <= 2 and _try_key(file) is not None


def try_out(file: Path) -> None:
    """It opens, belongs to its certificate, and signs. Raises KeyFileUnreadable, SealMissing, SealWrong, TokenUnusable."""
    try:
        key, chain = read(file)
        if chain[0].public_key() != key.public_key():
            raise ValueError("the certificate is another key's")
    except (OSError, ValueError):
        raise KeyFileUnreadable(file=file) from None
    if isinstance(key, HeldKey):
        key.sign(b"yishu doctor", ec.ECDSA(hashes.SHA256()))


def _key_of(file: Path, content: bytes) -> CertificateIssuerPrivateKeyTypes:
    head = _head(content)
    if head.startswith(ADDRESSED):
        from yishu.node.keys import token

        return HeldKey(token.open_key(head, P256))
    if sealing.is_sealed(head):
        content = sealing.opened(file.name, head)
    try:
        return serialization.load_pem_private_key(content, password=None)  # type: ignore[return-value]
    except (TypeError, UnsupportedAlgorithm) as unread:  # a password of its own; a kind that is not known here
        raise ValueError(str(unread)) from None


def _try_key(file: Path) -> CertificateIssuerPrivateKeyTypes | None:
    try:
        return _key_of(file, file.read_bytes())
    except (OSError, ValueError):
        return None


def _fits_token(key: CertificateIssuerPrivateKeyTypes | None) -> bool:
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)


def _kept(key: CertificateIssuerPrivateKeyTypes, how: str) -> bytes:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return f"{sealing.sealed(pem)}\n".encode() if how == SEALED else pem


def _head(content: bytes) -> str:
    """The first line."""
    return content.partition(b"\n")[0].decode("ascii", "replace").strip()
