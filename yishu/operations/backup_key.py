"""The key of a node's backups: 32 random bytes in a file outside the node's folder and outside the backups.

It stands in `YISHU_BACKUP_KEY`, else in the account's configuration folder, so that losing the node's folder does not lose it. Losing the machine does: a copy belongs elsewhere.
"""

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from yishu.node.configuration import setting
from yishu.operations.errors import BackupKeyMissing, BackupKeyUnreadable

MARK = "yishu-backup-key-1:"


@dataclass(frozen=True, slots=True)
class BackupKey:
    """`secret` never leaves the file; what is used are keys derived from it, one for each file of each backup."""

    secret: bytes
    path: Path

    @property
    def number(self) -> str:
        """Names the key without telling it: 8 hexadecimal digits."""
        return self._derived(b"", "number")[:4].hex()

    def for_file(self, salt: bytes, name: str) -> bytes:
        """The AES-256 key of one file of the backup that has this salt."""
        return self._derived(salt, f"file {name}")

    def seal(self, salt: bytes, manifest: bytes) -> str:
        """HMAC-SHA-256 of the manifest, in hexadecimal."""
        return hmac.new(self._derived(salt, "manifest"), manifest, hashlib.sha256).hexdigest()

    def _derived(self, salt: bytes, purpose: str) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt, f"yishu backup: {purpose}".encode()).derive(self.secret)


def usual_place() -> Path:
    """`YISHU_BACKUP_KEY`, else `yishu/backup.key` in the account's configuration folder (XDG)."""
    if named := setting("backup_key"):
        return Path(named)
    configuration = os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(configuration) / "yishu" / "backup.key"


def load(path: Path) -> BackupKey:
    """Raises BackupKeyMissing or BackupKeyUnreadable."""
    try:
        text = path.read_text("ascii", "replace").strip()
    except OSError:
        raise BackupKeyMissing(path=path) from None
    found = re.fullmatch(re.escape(MARK) + "([0-9a-f]{64})", text)
    if found is None:
        raise BackupKeyUnreadable(path=path)
    return BackupKey(bytes.fromhex(found[1]), path)


def make(path: Path) -> BackupKey:
    """A new key; a file that is there already is never overwritten (FileExistsError)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"{MARK}{secrets.token_hex(32)}\n")
        stream.flush()
        os.fsync(stream.fileno())
    return load(path)
