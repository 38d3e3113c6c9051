"""Keys in a PKCS#11 token (an HSM, SoftHSM): made there, or taken in once, and never given out again. The file of such a key holds its address (RFC 7512).

A token is named by the setting, `pkcs11:token=LABEL?module-path=LIBRARY&pin-source=FILE`; a key's own address adds its id and name.
"""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, quote_from_bytes, unquote, unquote_to_bytes

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from yishu.node.errors import TokenUnusable
from yishu.node.keys.signing import ADDRESSED, ED25519, P256, Scheme, SigningKey

_TRIES: Final = 3
_PAUSE: Final = 0.05
"""Seconds before another try."""
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How PKCS#11 names a scheme: its kind of key, mechanisms, CKA_EC_PARAMS, and what stands before a public key in CKA_EC_POINT (an OCTET STRING). `hashes`: the token is given the SHA-256, and answers r and s side by side."""

    key_type: str
    generating: str
    signing: str
    params: bytes
    point: bytes
    public_bytes: int
    hashes: bool = False


_KINDS: Final = {
    # Its name as PrintableString (PKCS#11 3.0, 2.3.5).
    ED25519.name: _Kind(
        "EC_EDWARDS", "EC_EDWARDS_KEY_PAIR_GEN", "EDDSA",
        bytes.fromhex("130c656477617264733235353139"), bytes.fromhex("0420"), 32,
    ),
    # The number of prime256v1. Plain ECDSA is what every token has.
    P256.name: _Kind(
        "EC", "EC_KEY_PAIR_GEN", "ECDSA", bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("0441"), 65, hashes=True
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """A token, and a key in it. Where to find the library and the PIN is the operator's, and stands in the setting alone."""

    token: str
    key: bytes = b""

    def __str__(self) -> str:
        number = "".join(f"%{byte:02X}" for byte in self.key)
        return f"{ADDRESSED}token={quote_from_bytes(self.token.encode())};id={number}"


def read_address(text: str) -> Address:
    """Raises TokenUnusable."""
    path = text.removeprefix(ADDRESSED).partition("?")[0]
    told = {name: value for name, _, value in (each.partition("=") for each in path.split(";"))}
    if not told.get("token"):
        raise TokenUnusable(reason="YISHU_KEYS names no token")
    return Address(unquote(told["token"]), unquote_to_bytes(told.get("id", "")))


def generate(setting: str, scheme: Scheme, name: str) -> str:
    """Make a key pair in the token; its address. Raises TokenUnusable."""
    import pkcs11

    kind = _kind_of(scheme)
    place, number = read_address(setting), os.urandom(16)

    def make(session: Any) -> None:
        domain = session.create_domain_parameters(
            pkcs11.KeyType[kind.key_type], {pkcs11.Attribute.EC_PARAMS: kind.params}, local=True
        )
        domain.generate_keypair(
            mechanism=pkcs11.Mechanism[kind.generating], store=True, id=number, label=name,
            private_template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
        )  # fmt: skip

    _with(place, make)
    return str(Address(place.token, number))


def take_in(setting: str, private: bytes, scheme: Scheme, name: str) -> str:
    """Bring a key that was in a file into the token; its address there. Raises TokenUnusable."""
    import pkcs11
    from pkcs11 import Attribute, ObjectClass

    kind = _kind_of(scheme)
    place, number = read_address(setting), os.urandom(16)
    common = {
        Attribute.KEY_TYPE: pkcs11.KeyType[kind.key_type], Attribute.TOKEN: True, Attribute.ID: number,
        Attribute.LABEL: name, Attribute.EC_PARAMS: kind.params,
    }  # fmt: skip
    public = {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.EC_POINT: kind.point + scheme.open(private).public}
    secret = {
        Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.VALUE: private, Attribute.PRIVATE: True, Attribute.SIGN: True,
        Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False,
    }  # fmt: skip
    _with(place, lambda session: [session.create_object(common | each) for each in (public, secret)])
    return str(Address(place.token, number))


def open_key(text: str, scheme: Scheme) -> SigningKey:
    """The key at an address. Raises TokenUnusable, now and whenever it signs."""
    kind, place = _kind_of(scheme), read_address(text)
    public = _with(place, lambda session: _public(session, place, kind))
    return SigningKey(public, lambda message: _sign(place, message, kind))


def discard(text: str) -> None:
    """Remove a key from the token. Raises TokenUnusable."""
    import pkcs11

    place = read_address(text)
    _with(place, lambda session: [each.destroy() for each in session.get_objects({pkcs11.Attribute.ID: place.key})])


def _public(session: Any, place: Address, kind: _Kind) -> bytes:
    from pkcs11 import Attribute, ObjectClass

    found = session.get_key(object_class=ObjectClass.PUBLIC_KEY, id=place.key)
    return bytes(found[Attribute.EC_POINT])[-kind.public_bytes :]


def _sign(place: Address, message: bytes, kind: _Kind) -> bytes:
    import pkcs11

    given = hashlib.sha256(message).digest() if kind.hashes else message

    def sign(session: Any) -> bytes:
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, id=place.key)
        return bytes(key.sign(given, mechanism=pkcs11.Mechanism[kind.signing]))

    made = _with(place, sign)
    if not kind.hashes:
        return made
    half = len(made) // 2
    return encode_dss_signature(int.from_bytes(made[:half], "big"), int.from_bytes(made[half:], "big"))


def _kind_of(scheme: Scheme) -> _Kind:
    """Raises TokenUnusable."""
    if scheme.name not in _KINDS:
        raise TokenUnusable(
            reason="keys of SM2 are kept in files (YISHU_KEYS=sealed): PKCS#11 has no common mechanism for them"
        )
    return _KINDS[scheme.name]


class _Sessions:
    """One session of this process with a token. Tokens are asked one at a time: a session is for one thread."""

    def __init__(self) -> None:
        self.turn = threading.RLock()
        self.open: dict[str, Any] = {}
        self.wrong_pins: set[str] = set()

    def session(self, place: Address) -> Any:
        if place.token not in self.open:
            self.open[place.token] = self._log_in(place)
        return self.open[place.token]

    def _log_in(self, place: Address) -> Any:
        """A PIN that was wrong is not tried again by this process: devices lock themselves after a few."""
        import pkcs11

        pin = _pin()
        if pin in self.wrong_pins:
            raise TokenUnusable(reason="the PIN is wrong")
        token = _library().get_token(token_label=place.token)
        try:
            return token.open(rw=True, user_pin=pin)
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            return token.open(rw=True)  # logging in counts for the whole process
        except pkcs11.exceptions.PinIncorrect:
            self.wrong_pins.add(pin)
            raise

    def begin_anew(self) -> None:
        """Forget all sessions, and have the library look for its tokens again: it does so once by itself, when it begins."""
        import pkcs11

        self.open.clear()
        with suppress(pkcs11.exceptions.PKCS11Error):
            _library().reinitialize()


@cache
def _sessions() -> _Sessions:
    return _Sessions()


def _with(place: Address, act: Callable[[Any], Given]) -> Given:
    """Do it in a session; in a new one where that fails (the token was taken out, began anew, or another process changed it just then)."""
    held = _sessions()
    with held.turn, _failing():
        import pkcs11

        for _ in range(_TRIES - 1):
            try:
                return act(held.session(place))
            except pkcs11.exceptions.PinIncorrect:
                raise
            except pkcs11.exceptions.PKCS11Error:
                held.begin_anew()
                time.sleep(_PAUSE)
        return act(held.session(place))


def _library() -> Any:
    """The driver of the device. Raises TokenUnusable."""
    import pkcs11

    return pkcs11.lib(_setting("module-path"))


def _pin() -> str:
    try:
        return Path(unquote(_setting("pin-source").removeprefix("file:"))).read_text("utf-8").strip()
    except OSError:
        raise TokenUnusable(reason="the file of the PIN cannot be read") from None


def _setting(name: str) -> str:
    from yishu.node.configuration import setting

    where = dict(parse_qsl(setting("keys").partition("?")[2]))
    if name not in where:
        raise TokenUnusable(reason=f"YISHU_KEYS does not name {name}")
    return where[name]


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except ImportError:
        raise TokenUnusable(reason="the driver is not installed: pip install 'yishu[pkcs11]'") from None
    except TokenUnusable:
        raise
    except Exception as failure:  # noqa: BLE001 - the driver's errors have no common parent, and their texts are not for people
        raise TokenUnusable(reason=type(failure).__name__) from None
