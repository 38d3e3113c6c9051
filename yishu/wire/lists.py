"""What the two sides of a list as an Arrow IPC stream call its parts (docs/how-to/call-with-a-list.md). Plain data."""

from typing import Final

from msgspec import UNSET, Struct, UnsetType

from yishu.wire.data import Purpose

MEDIA_TYPE: Final = "application/vnd.apache.arrow.stream"
SUBJECT: Final = "subject"
"""The column of subjects; when verifying, each further column holds the claims of an item."""
SAID: Final = "yishu"
"""The key of the schema's metadata under which a request says what it is for."""
VERSION: Final = "yishu.version"
RECEIPT: Final = "yishu.receipt"
"""Keys of the answer's metadata."""


class ListSaid(Struct, frozen=True, forbid_unknown_fields=True):
    """What a request says besides its rows, as JSON."""

    purpose: Purpose
    items: list[str] | UnsetType = UNSET
    grant: str | None = None
