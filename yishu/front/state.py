"""Where the agent stands, in its state folder: one small file a flow, replaced atomically and durable before anything relies on it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from yishu.core.decoding import decoded
from yishu.front.errors import FolderInUse, StateDamaged


class LastError(Struct):
    """Both texts, since whoever asks for the status may speak another language than the agent."""

    code: str
    at: str
    zh: str
    en: str


class FlowState(Struct):
    """`position` is how far a publication has read (a receiver's place stands in its own database); `rows` counts records accepted, or rows held; `masked` says which items held are masked; `signature` is the last receipt of a publication as the node signed it."""

    origin: str = ""
    position: Any = None
    last_key: str = ""
    version: int | None = None
    receipt: str = ""
    signature: str = ""
    masked: str = ""
    rows: int = 0
    batches: int = 0
    quarantined: int = 0
    reasons: list[str] = field(default_factory=list)
    last_success: str = ""
    last_error: LastError | None = None


class Folder:
    """The state folder of one agent."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """The folder for oneself; the lock ends with the process, however that ends. Raises FolderInUse."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.path / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderInUse(folder=self.path) from None
            yield

    def load(self, flow: str) -> FlowState:
        """Raises StateDamaged."""
        path = self._file(flow)
        try:
            return decoded(path.read_bytes(), FlowState)
        except FileNotFoundError:
            return FlowState()
        except msgspec.DecodeError:
            raise StateDamaged(path=path) from None

    def save(self, flow: str, state: FlowState) -> None:
        write_durably(self._file(flow), msgspec.json.format(msgspec.json.encode(state), indent=1))

    def _file(self, flow: str) -> Path:
        return self.path / f"{flow}.json"


def write_durably(path: Path, content: bytes) -> None:
    """The whole content or the old one, also after a loss of power."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """A rename is durable only with its folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
