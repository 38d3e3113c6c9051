"""The node's own secrets: made once, kept in a file only its account can read."""

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Secrets:
    """`web` signs sessions; `tokens` signs people's bearer tokens; `subjects` keys the hashes by which evidence names a subject."""

    web: str
    tokens: bytes
    subjects: bytes


def load_secrets(folder: Path, file: str = "") -> Secrets:
    """Read `secrets.toml` of the node's folder (or the given file); where there is none, make it.

    Losing the file ends sessions and makes old subject hashes unsearchable; it opens nothing.
    """
    path = Path(file) if file else folder / "secrets.toml"
    if not path.exists():
        _create(path)
    found = tomllib.loads(path.read_text("utf-8"))
    return Secrets(found["web"], bytes.fromhex(found["tokens"]), bytes.fromhex(found["subjects"]))


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f'{name} = "{secrets.token_hex(32)}"\n' for name in ("web", "tokens", "subjects")]
    temporary = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, path)  # two processes starting at once: the first one's file stands
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
