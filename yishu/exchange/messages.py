"""What travels between nodes: plain data."""

from datetime import date, datetime
from typing import Any

import msgspec

from yishu.core.rows import RowRule


class ItemTold(msgspec.Struct, frozen=True):
    code: str
    name: str
    type: str
    sensitivity: str
    is_key: bool
    mask: str = ""  # how its values come; a node of before this does not say
    comparison: str = ""  # how claims about it are compared; likewise
    alternative: str = ""  # the alternative key of which it is a part; likewise


class EntryTold(msgspec.Struct, frozen=True):
    """An entry as its node tells it. A withdrawn one is told so, with what was last known of it."""

    code: str
    state: str
    version: int
    name: str
    summary: str
    provider_name: str
    provider_code: str
    category: str
    condition: str
    modes: list[str]
    cycle: str
    key_kind: str
    case_required: bool
    items: list[ItemTold]


class EntriesPage(msgspec.Struct, frozen=True):
    """Entries in the order of their positions; `next` is the cursor after them, `head` the last position there is."""

    entries: list[EntryTold]
    next: int
    head: int


class DecisionTold(msgspec.Struct, frozen=True):
    """Where an application of the asking node stands: in_review, granted, refused or withdrawn."""

    id: str
    number: str
    state: str
    due: date | None
    decided_at: datetime | None
    reason: str
    grant: str = ""
    grant_hash: str = ""
    terms: str = ""
    statements: list[str] = []
    """All that this node has signed of it, in order; a node of before signs nothing."""


class DecisionsPage(msgspec.Struct, frozen=True):
    decisions: list[DecisionTold]
    next: int
    head: int


class AgencyTold(msgspec.Struct, frozen=True):
    code: str
    name: str
    short_name: str
    kind: str
    division: str
    code_origin: str


class ApplicationSent(msgspec.Struct, frozen=True):
    """An application for one resource of the receiving node."""

    id: str
    agency: AgencyTold
    system: str
    resource: str
    duty: str
    basis: str
    items: list[str]
    modes: list[str]
    until: date
    reason: str
    submitted_by_name: str
    rows: RowRule | None = None
    statement: str = ""
    """The same, signed by the sending node; one of before does not sign it."""


class ApplicationReceived(msgspec.Struct, frozen=True):
    number: str


class AcceptanceSent(msgspec.Struct, frozen=True):
    """That the sending node accepts the terms which it was told, signed; `id` of its application."""

    id: str
    statement: str


class CallSent(msgspec.Struct, frozen=True):
    """A call carried to the provider's node: who calls, under which grant, and the record of it at the caller's node."""

    agency: str
    system: str
    grant: str
    receipt: str
    request: Any
    source: str = ""
    """The address that the call came from at the caller's node; one of before does not tell."""


class JoinSent(msgspec.Struct, frozen=True):
    token: str
    card: dict[str, str]
