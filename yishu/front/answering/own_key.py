"""The agent's own key (X25519), for which callers seal: made at first use, in a file of the state folder that only its account can read."""

import base64
import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from yishu.core.sealed_boxes import fingerprint
from yishu.front.errors import StateDamaged
from yishu.front.language import say
from yishu.front.state import sync_folder

FILE: Final = "blind-key"


def own_key(folder: Path) -> X25519PrivateKey:
    """The folder is held by this process alone. Raises StateDamaged."""
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        return X25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    except ValueError:
        raise StateDamaged(path=path) from None


def in_words(key: X25519PrivateKey) -> str:
    """The public key in base64, and its fingerprint by fours."""
    raw = key.public_key().public_bytes_raw()
    text = fingerprint(raw)
    grouped = " ".join(text[place : place + 4] for place in range(0, len(text), 4))
    zh, en = "公钥 {key}\n指纹 {fingerprint}", "key         {key}\nfingerprint {fingerprint}"
    return say(zh, en, key=base64.b64encode(raw).decode(), fingerprint=grouped)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(X25519PrivateKey.generate().private_bytes_raw().hex())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
