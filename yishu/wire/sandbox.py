"""The sandbox: the data plane's verify and query about invented subjects. Where it is, and what it says of whom one may ask about."""

from typing import Any, Final

from msgspec import Struct

DATA: Final = "/api/v1/data/"
SANDBOX: Final = "/api/v1/sandbox/data/"
"""What stands under the former of a resource's path stands under this for its twin."""


class SandboxItem(Struct, frozen=True):
    """An item that the twin answers about; `type` as in the catalogue."""

    code: str
    name: str
    type: str


class SandboxSubject(Struct, frozen=True):
    """Somebody invented. `outcome`: record, empty, not_found, or the code of the refusal that asking about them provokes; `record` is whole, though a query masks what the entry masks."""

    subject: Any
    outcome: str
    record: dict[str, Any] | None


class SandboxResource(Struct, frozen=True):
    """A twin. `modes`: those that it answers."""

    resource: str
    modes: list[str]
    case_required: bool
    items: list[SandboxItem]
    subjects: list[SandboxSubject]
    sandbox: bool = True
