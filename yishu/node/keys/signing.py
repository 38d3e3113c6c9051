"""Signing keys: made once, read by name."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yishu.core import sm2
from yishu.node.configuration import setting
from yishu.node.errors import KeyFileUnreadable, KeysUnknown
from yishu.node.keys import sealing

PLAIN: Final = "plain"
SEALED: Final = "sealed"
ADDRESSED: Final = "pkcs11:"
"""How the address of a token begins (RFC 7512), in the setting as in a key's file."""
_PRIVATE_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`public`: 32 bytes of Ed25519, or 65 of P-256 or SM2. `sign(message)` gives the signature, wherever the private key is."""

    public: bytes
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How keys of a kind are made and used."""

    name: str
    make: Callable[[], bytes]
    open: Callable[[bytes], SigningKey]


def _ed25519(private: bytes) -> SigningKey:
    key = Ed25519PrivateKey.from_private_bytes(private)
    return SigningKey(key.public_key().public_bytes_raw(), key.sign)


def _p256(private: bytes) -> SigningKey:
    """ECDSA with SHA-256, signatures in DER."""
    key = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return SigningKey(point, lambda message: key.sign(message, ec.ECDSA(hashes.SHA256())))


def _new_p256() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(_PRIVATE_BYTES, "big")


ED25519: Final = Scheme("ed25519", lambda: Ed25519PrivateKey.generate().private_bytes_raw(), _ed25519)
P256: Final = Scheme("p256", _new_p256, _p256)
SM2: Final = Scheme("sm2", sm2.generate, lambda private: SigningKey(sm2.public_of(private), partial(sm2.sign, private)))


@cache
def signing_key(path: Path, scheme: Scheme = ED25519) -> SigningKey:
    """The key in the file; where there is none, it is made. Read once."""
    return read_signing_key(path, scheme)


def read_signing_key(path: Path, scheme: Scheme = ED25519) -> SigningKey:
    """The same, read anew: for a key that may have been replaced. Raises KeyFileUnreadable, SealMissing, SealWrong, TokenUnusable, KeysUnknown."""
    if not path.exists():
        try:
            _make(path, scheme)
        except OSError:
            raise KeyFileUnreadable(file=path) from None
    text = _text(path)
    if text.startswith(ADDRESSED):
        from yishu.node.keys import token  # needs a driver, where there is a token

        return token.open_key(text, scheme)
    return scheme.open(private_of(path, text))


def private_of(path: Path, text: str) -> bytes:
    """The private key out of a file's text. Raises KeyFileUnreadable, SealMissing, SealWrong."""
    try:
        private = sealing.opened(path.name, text) if sealing.is_sealed(text) else bytes.fromhex(text)
    except ValueError:
        raise KeyFileUnreadable(file=path) from None
    if len(private) != _PRIVATE_BYTES:
        raise KeyFileUnreadable(file=path)
    return private


def kept_as() -> str:
    """How new keys are kept: PLAIN, SEALED, or the address of a token. Raises KeysUnknown."""
    given = setting("keys", PLAIN)
    if given not in (PLAIN, SEALED) and not given.startswith(ADDRESSED):
        raise KeysUnknown(given=given.partition("?")[0])
    return given


def seals_secrets() -> bool:
    """Whether what is no signing key is sealed: where keys are, and beside a token where a secret to seal by is given."""
    place = kept_as()
    return place == SEALED or (place != PLAIN and sealing.is_given())


def text_of(private: bytes, scheme: Scheme, name: str) -> str:
    """What stands in the file of a private key that is kept as new ones are. Raises SealMissing, TokenUnusable, KeysUnknown."""
    place = kept_as()
    if place == PLAIN:
        return private.hex()
    if place == SEALED:
        return sealing.sealed(private)
    from yishu.node.keys import token

    return token.take_in(place, private, scheme, name)


def _make(path: Path, scheme: Scheme) -> None:
    place = kept_as()
    if not place.startswith(ADDRESSED):
        write_once(path, text_of(scheme.make(), scheme, path.name))
        return
    from yishu.node.keys import token

    made = token.generate(place, scheme, path.name)
    if not write_once(path, made):
        token.discard(made)


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise KeyFileUnreadable(file=path) from None


def write_once(path: Path, text: str) -> bool:
    """Put a new file in its place, whole and for this account alone; False where another process was first: its file stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    return True
