"""Files of a backup, encrypted as they stream: AES-256-GCM in chunks, in the STREAM construction (Hoang et al. 2015; as in age).

The nonce is the chunk's number and whether it is the last: chunks cannot be reordered, left out or cut off unseen. A key is used for one file only.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yishu.operations.errors import BackupDamaged

CHUNK = 1024 * 1024
TAG = 16


def encrypt(key: bytes, source: IO[bytes], path: Path) -> tuple[int, str]:
    """Write the source's bytes to a new file (0600, on disk when this returns); gives the file's size and SHA-256."""
    cipher, digest, size = AESGCM(key), hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        for number, (plain, is_last) in enumerate(_chunks(source, CHUNK)):
            part = cipher.encrypt(_nonce(number, is_last), plain, None)
            target.write(part)
            digest.update(part)
            size += len(part)
        target.flush()
        os.fsync(target.fileno())
    return size, digest.hexdigest()


def decrypted(key: bytes, path: Path) -> Iterator[bytes]:
    """The plain chunks of a file. Raises BackupDamaged at the first that is not what was written."""
    cipher = AESGCM(key)
    with path.open("rb") as source:
        for number, (part, is_last) in enumerate(_chunks(source, CHUNK + TAG)):
            try:
                yield cipher.decrypt(_nonce(number, is_last), part, None)
            except InvalidTag:
                raise BackupDamaged(file=path.name) from None


def _chunks(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Full chunks and a last one, which may be empty only if there is no other."""
    chunk = _read(source, size)
    while True:
        after = _read(source, size) if len(chunk) == size else b""
        yield chunk, not after
        if not after:
            return
        chunk = after


def _read(source: IO[bytes], size: int) -> bytes:
    """As many bytes as asked, unless the source ends: a pipe gives less at a time."""
    parts, missing = [], size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
