"""The one batch of a publication that is on its way. It is durable before it is sent, so that after a crash the very same bytes go under the very same key."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from yishu.core.canonical import digest
from yishu.core.decoding import decoded
from yishu.core.ids import new_id
from yishu.front.sources import Source
from yishu.front.state import write_durably


class Pending(Struct):
    """`position` is where the source will be read on from once this batch is at the node; `more`: there may be more to read at once."""

    origin: str
    key: str
    media_type: str
    mode: str
    rows: int
    position: Any
    more: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Two files in the folder: a body, and a slip that says what it is. A body without a slip is scrap."""

    folder: Path
    flow: str

    @property
    def body(self) -> Path:
        return self.folder / f"{self.flow}.body"

    def pending(self, origin: str) -> Pending | None:
        """The batch that waits, unless it was drawn from another origin."""
        try:
            found = decoded(self._slip.read_bytes(), Pending)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return found if found.origin == origin and self.body.exists() else None

    def draw(self, source: Source, origin: str, position: object) -> Pending | None:
        """The next batch from the source; None where there is nothing new."""
        self.clear()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.body.open("w+b") as body:
            drawn = source.draw(position, body)
            if drawn is None:
                return None
            body.flush()
            os.fsync(body.fileno())
            body.seek(0)
            content = hashlib.file_digest(body, "sha256").hexdigest()
        # Of this drawing alone: a content that comes back later is another batch, and the node must not take it for the first.
        key = "front-" + digest([origin, drawn.span, drawn.mode, content, str(new_id())])
        pending = Pending(origin, key, drawn.media_type, drawn.mode, drawn.rows, drawn.position, drawn.more, drawn.name)
        write_durably(self._slip, msgspec.json.encode(pending))
        return pending

    def clear(self) -> None:
        # The slip first: a crash between the two leaves scrap, not a slip for a body that is gone.
        self._slip.unlink(missing_ok=True)
        self.body.unlink(missing_ok=True)

    @property
    def _slip(self) -> Path:
        return self.folder / f"{self.flow}.slip"
