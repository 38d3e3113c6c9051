"""Signed notes (C2SP signed-note), checkpoints (tlog-checkpoint) and what witnesses add to them (tlog-cosignature). Pure.

Signed by Ed25519, or, in the suite `gm`, by SM2: a kind of our own (type 0xff), which readers of other makes pass over as of a key that they do not know.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from yishu.core import ed25519, sm2
from yishu.core.suites import GM, INTL, SIZE, Suite


@dataclass(frozen=True, slots=True)
class Kind:
    """What a key is of: the bytes before it in a verifier key, its length, and how a signature by it is checked (public key, message, signature)."""

    mark: bytes
    length: int
    is_signed: Callable[[bytes, bytes, bytes], bool]
    cosigns: bool = False
    suite: Suite = INTL
    """By which a log is hashed whose key this is."""


ED25519: Final = Kind(b"\1", 32, ed25519.is_signed)
COSIGNATURE: Final = Kind(b"\4", 32, ed25519.is_signed, cosigns=True)
SM2: Final = Kind(b"\xffyishu/sm2", sm2.PUBLIC_BYTES, sm2.is_signed, suite=GM)
SM2_COSIGNATURE: Final = Kind(b"\xffyishu/sm2-cosignature", sm2.PUBLIC_BYTES, sm2.is_signed, cosigns=True, suite=GM)
KINDS: Final = (ED25519, COSIGNATURE, SM2, SM2_COSIGNATURE)
MOST: Final = 64 * 1024
"""Bytes of a note that is read."""
_DASH: Final = "\N{EM DASH} "

Sign = Callable[[bytes], bytes]


class NoteInvalid(ValueError):
    """A note that cannot be read, or is not signed by whom it should be; the text says why."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who signs, by name and public key: `name+id+base64(mark of the kind ‖ key)` as text."""

    name: str
    kind: Kind
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind.mark + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_encoded(self.kind.mark + self.public)}"

    @classmethod
    def read(cls, text: str) -> "VerifierKey":
        """Raises NoteInvalid."""
        name, _, rest = text.strip().partition("+")
        number, _, key = rest.partition("+")
        raw = _decoded(key)
        kind = next((each for each in KINDS if raw[: -each.length] == each.mark), None)
        if not name or kind is None:
            raise NoteInvalid("this is no key of a log or a witness, Ed25519 or SM2")
        found = cls(name, kind, raw[-kind.length :])
        if found.id.hex() != number:
            raise NoteInvalid("the key's number does not fit its name and bytes")
        return found

    def signed_at(self, text: str, value: bytes) -> datetime | None:
        """Check the signature that a line of a note holds; when it was made, where it says so. Raises NoteInvalid."""
        moment, message = None, text.encode()
        if self.kind.cosigns:
            seconds = int.from_bytes(value[:8], "big")
            value, message = value[8:], _cosigned(text, seconds)
            moment = _moment(seconds)
        if not self.kind.is_signed(self.public, message, value):
            raise NoteInvalid(f"the signature of {self.name} does not hold")
        return moment


@dataclass(frozen=True, slots=True)
class Line:
    """One signature of a note: whose, the key's number, and the signature itself."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {_encoded(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one size: `text` is what was signed, `lines` the signatures."""

    origin: str
    size: int
    root: bytes
    text: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.lines))

    def signed_at(self, key: VerifierKey) -> datetime | None:
        """Raises NoteInvalid unless this key has signed."""
        for line in self.lines:
            if (line.name, line.key_id) == (key.name, key.id):
                return key.signed_at(self.text, line.value)
        raise NoteInvalid(f"{key.name} has not signed it")

    def with_lines(self, lines: Iterable[Line]) -> "Checkpoint":
        return Checkpoint(self.origin, self.size, self.root, self.text, (*self.lines, *lines))


_TEXT: Final = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9]\d{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*")


def write(origin: str, size: int, root: bytes, key: VerifierKey, sign: Sign) -> Checkpoint:
    """A checkpoint, signed by the log's key."""
    text = f"{origin}\n{size}\n{_encoded(root)}\n"
    return Checkpoint(origin, size, root, text, (Line(key.name, key.id, sign(text.encode())),))


def cosign(checkpoint: Checkpoint, key: VerifierKey, sign: Sign, at: datetime) -> Line:
    """A witness's line: that, by this time, this is the largest tree of this log that it has seen, and that it continues all before."""
    seconds = int(at.timestamp())
    value = sign(_cosigned(checkpoint.text, seconds))
    return Line(key.name, key.id, seconds.to_bytes(8, "big") + value)


def read(note: str | bytes) -> Checkpoint:
    """Raises NoteInvalid. That somebody has signed it is asked afterwards."""
    try:
        text = note if isinstance(note, str) else note.decode()
    except UnicodeDecodeError:
        raise NoteInvalid("a checkpoint is UTF-8 text") from None
    if len(text) > MOST:
        raise NoteInvalid("a checkpoint is not as long as that")
    body, blank, signatures = text.partition("\n\n")
    found = _TEXT.fullmatch(body + "\n")
    if found is None or not blank or not signatures.endswith("\n"):
        raise NoteInvalid("this is no checkpoint: origin, size, root, an empty line and signatures are expected")
    root = _decoded(found["root"])
    lines = tuple(map(_line, signatures[:-1].split("\n")))
    return Checkpoint(found["origin"], int(found["size"]), root, body + "\n", lines)


def read_lines(text: str) -> tuple[Line, ...]:
    """Signature lines alone, as a witness answers them. Raises NoteInvalid."""
    if not text.endswith("\n") or len(text) > MOST:
        raise NoteInvalid("signature lines are expected")
    return tuple(map(_line, text[:-1].split("\n")))


def _line(text: str) -> Line:
    name, _, value = text.removeprefix(_DASH).partition(" ")
    raw = _decoded(value)
    if not text.startswith(_DASH) or not name or len(raw) <= 4:
        raise NoteInvalid("a line is no signature")
    return Line(name, raw[:4], raw[4:])


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        raise NoteInvalid("the time of a cosignature is none") from None


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteInvalid("base64 is expected") from None


def decoded_hash(text: str) -> bytes:
    """One hash of a proof. Raises NoteInvalid."""
    raw = _decoded(text)
    if len(raw) != SIZE:
        raise NoteInvalid("a hash has 32 bytes")
    return raw


def encoded_hash(hashed: bytes) -> str:
    return _encoded(hashed)
