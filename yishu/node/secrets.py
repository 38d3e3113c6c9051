"""The node's own secrets: made once, kept in a file only its account can read; sealed where YISHU_KEYS says so."""

import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

from yishu.node.keys import sealing
from yishu.node.keys.signing import seals_secrets, write_once


@dataclass(frozen=True, slots=True)
class Secrets:
    """`web` signs sessions; `tokens` signs people's bearer tokens; `subjects` keys the hashes by which evidence names a subject."""

    web: str
    tokens: bytes
    subjects: bytes


def load_secrets(folder: Path, file: str = "") -> Secrets:
    """Read `secrets.toml` of the node's folder (or the given file); where there is none, make it.

    Losing the file ends sessions, makes old subject hashes unsearchable, and columns that were sealed unreadable (`sealed_columns`); it opens nothing.
    """
    path = Path(file) if file else folder / "secrets.toml"
    if not path.exists():
        _create(path)
    text = path.read_text("utf-8")
    if sealing.is_sealed(text):
        text = sealing.opened(path.name, text.strip()).decode()
    found = tomllib.loads(text)
    return Secrets(found["web"], bytes.fromhex(found["tokens"]), bytes.fromhex(found["subjects"]))


def _create(path: Path) -> None:
    text = "".join(f'{name} = "{secrets.token_hex(32)}"\n' for name in ("web", "tokens", "subjects"))
    write_once(path, sealing.sealed(text.encode()) if seals_secrets() else text)
