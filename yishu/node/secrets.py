"""The node's own secrets: made once, kept in a file only its account can read; sealed where YISHU_KEYS says so."""

import hashlib
import secrets
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from yishu.node import column_keys
from yishu.node.column_keys import ColumnKey
from yishu.node.durable_files import alone_in, write_whole
from yishu.node.errors import KeyFileUnreadable
from yishu.node.keys import sealing
from yishu.node.keys.signing import seals_secrets, write_once

FILE: Final = "secrets.toml"
_COLUMNS: Final = "[[columns]]"


@dataclass(frozen=True, slots=True)
class Secrets:
    """`web` signs sessions; `tokens` signs people's bearer tokens; `subjects` keys the hashes by which evidence names a subject; `columns` are for what is sealed in the database."""

    web: str
    tokens: bytes
    subjects: bytes
    columns: tuple[ColumnKey, ...]


def file_of(folder: Path, file: str = "") -> Path:
    """Where they are: in the node's folder, or where YISHU_SECRETS says."""
    return Path(file) if file else folder / FILE


def load_secrets(folder: Path, file: str = "") -> Secrets:
    """Read `secrets.toml` of the node's folder (or the given file); where there is none, make it.

    Losing the file ends sessions, makes old subject hashes unsearchable, and columns that were sealed unreadable (`sealed_columns`); it opens nothing.
    """
    path = file_of(folder, file)
    if not path.exists():
        _create(path)
    return read_secrets(path)


def read_secrets(path: Path) -> Secrets:
    """Raises OSError, KeyError, ValueError, SealMissing, SealWrong."""
    return _read(_opened(path))


def new_column_key(since: datetime) -> ColumnKey:
    """Its name is a hash of it: two that were made apart are not taken for one."""
    seal, index = secrets.token_bytes(32), secrets.token_bytes(32)
    return ColumnKey(hashlib.sha256(b"yishu: column key" + seal + index).hexdigest()[:8], since, seal, index)


def write_columns(path: Path, keys: Sequence[ColumnKey]) -> None:
    """Put these keys of columns in the place of those in the file, which stays sealed or plain. Killed at any moment, the file is as it was or as it will be. Raises KeyFileUnreadable."""
    try:
        with alone_in(path.parent):
            kept, text = path.read_text("utf-8"), _opened(path)
            text = text.partition(_COLUMNS)[0].rstrip("\n") + "\n" + column_keys.written(keys)
            if _read(text).columns != tuple(keys):
                raise KeyFileUnreadable(file=path)
            write_whole(path, (sealing.sealed(text.encode()) if sealing.is_sealed(kept) else text).encode())
    except OSError:
        raise KeyFileUnreadable(file=path) from None


def _opened(path: Path) -> str:
    text = path.read_text("utf-8")
    return sealing.opened(path.name, text.strip()).decode() if sealing.is_sealed(text) else text


def _read(text: str) -> Secrets:
    found = tomllib.loads(text)
    tokens, subjects = bytes.fromhex(found["tokens"]), bytes.fromhex(found["subjects"])
    return Secrets(found["web"], tokens, subjects, column_keys.read(found))


def _create(path: Path) -> None:
    text = "".join(f'{name} = "{secrets.token_hex(32)}"\n' for name in ("web", "tokens", "subjects"))
    text += column_keys.written([new_column_key(datetime.now(UTC).replace(microsecond=0))])
    write_once(path, sealing.sealed(text.encode()) if seals_secrets() else text)
