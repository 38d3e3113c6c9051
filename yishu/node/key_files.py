"""Private keys of the node (Ed25519): each made once, in a file beside the node's secrets that only its account can read."""

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@cache
def load_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file; where there is none, it is made."""
    if not path.exists():
        _create(path)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, path)  # two processes starting at once: the first one's key stands
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
