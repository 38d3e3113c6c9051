"""What a backup says of itself. Whoever holds the backup's key can tell that the manifest is the one that was written."""

import hmac
import os
from datetime import datetime
from pathlib import Path

import msgspec

from yishu.core.decoding import decoded
from yishu.operations.backup_key import BackupKey
from yishu.operations.errors import BackupDamaged, BackupKeyDiffers, BackupNotFound

MANIFEST, SEAL = "manifest.json", "manifest.mac"


class FileOf(msgspec.Struct, frozen=True):
    """A file of the backup as it lies on disk, encrypted."""

    name: str
    bytes: int
    sha256: str


class Head(msgspec.Struct, frozen=True):
    """The evidence at one moment: how many records, the last id, and SHA-256 over the leaves in the order of their ids."""

    count: int
    last: str
    digest: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`made_at` is the moment of the snapshot: what committed before is in the backup, what committed after is not."""

    format: int = 1
    node: str
    node_name: str
    made_at: datetime
    version: str
    postgres: str
    key: str
    salt: str
    files: tuple[FileOf, ...]
    evidence: Head
    tables: dict[str, int]
    holdings: dict[str, int]
    migrations: tuple[str, ...]


def write(folder: Path, manifest: Manifest, key: BackupKey) -> None:
    """Last of all files: a folder without it is no backup."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    _put(folder / SEAL, key.seal(bytes.fromhex(manifest.salt), text).encode())
    _put(folder / MANIFEST, text)


def read(folder: Path, key: BackupKey) -> Manifest:
    """The manifest, after its seal and the size and presence of its files. Raises BackupNotFound, BackupKeyDiffers, BackupDamaged."""
    text, found = peek(folder)
    if found.key != key.number:
        raise BackupKeyDiffers(needed=found.key, path=key.path, found=key.number)
    try:
        seal = (folder / SEAL).read_text("ascii", "replace")
    except FileNotFoundError:
        raise BackupDamaged(file=SEAL) from None
    if not hmac.compare_digest(seal.encode(), key.seal(bytes.fromhex(found.salt), text).encode()):
        raise BackupDamaged(file=MANIFEST)
    return found


def peek(folder: Path) -> tuple[bytes, Manifest]:
    """The manifest as it lies there, unchecked."""
    try:
        text = (folder / MANIFEST).read_bytes()
        return text, decoded(text, Manifest)
    except (FileNotFoundError, NotADirectoryError):
        raise BackupNotFound(folder=folder) from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupDamaged(file=MANIFEST) from None


def latest(folder: Path) -> Path:
    """The folder itself if it is a backup, else the newest backup in it; what is unfinished has a name with a dot in front."""
    if (folder / MANIFEST).exists():
        return folder
    finished = [each.parent for each in folder.glob(f"[!.]*/{MANIFEST}")]
    if not finished:
        raise BackupNotFound(folder=folder)
    return max(finished, key=lambda place: place.name.rpartition("-")[2])


def _put(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
