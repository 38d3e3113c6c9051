"""What the texts of a grant are made from. Pure: nothing here or in what is made of it asks a database; and there is no key among it."""

from dataclasses import dataclass
from typing import Any, Final

from yishu.hosting.tables import Column
from yishu.wire.sandbox import DATA, SANDBOX

MODES: Final = ("verify", "query", "bulk")
KEY: Final = "YISHU_KEY"
"""The variable of the environment from which every program takes its key."""
_CLAIMED: Final = 2


@dataclass(frozen=True, slots=True)
class Granted:
    """An item that the grant opens. A masked one is delivered as a text of another form."""

    column: Column
    meaning: str = ""
    is_masked: bool = False

    @property
    def code(self) -> str:
        return self.column.code


@dataclass(frozen=True, slots=True)
class Facts:
    """One grant. `subject` and `record` are invented: well formed, and nobody's."""

    base: str  # the node's address, without a slash at its end
    code: str  # the resource's, as in a path
    name: str
    provider: str
    modes: tuple[str, ...]  # in the order of MODES
    items: tuple[Granted, ...]
    subject: Any  # a text, {"type", "value"}, or by item code
    record: dict[str, Any]  # item code → value as it travels in JSON
    duties: tuple[str, ...]
    case: str  # to be replaced by a real one; empty where the grant wants none
    grant: str  # its id; empty where no other fits the same calls
    alternatives: tuple[tuple[str, ...], ...] = ()  # items, all granted, by which a subject may be named as well
    sandbox: bool = False  # of no grant: about invented subjects

    @property
    def purpose(self) -> dict[str, str]:
        return {"duty": self.duties[0]} | ({"case": self.case} if self.case else {})

    @property
    def claims(self) -> dict[str, Any]:
        """Two of the items, not the key where there are others."""
        told = [item.column for item in self.items if not item.column.is_key and item.column.type != "geometry"]
        codes = [column.code for column in told[:_CLAIMED]] or [item.code for item in self.items[:1]]
        return {code: self.record[code] for code in codes}

    @property
    def wanted(self) -> list[str]:
        return [item.code for item in self.items]

    @property
    def has_places(self) -> bool:
        return any(item.column.type == "geometry" and not item.is_masked for item in self.items)

    def path(self, act: str) -> str:
        return f"{SANDBOX if self.sandbox else DATA}{self.code}/{act}"

    def body(self, mode: str) -> dict[str, Any]:
        """What a call of verify or query says."""
        asked: dict[str, Any] = {"claims": self.claims} if mode == "verify" else {"items": self.wanted}
        named = {"grant": self.grant} if self.grant else {}
        return {"purpose": self.purpose, "subject": self.subject} | asked | named

    def parameters(self) -> dict[str, str]:
        """What a call of bulk says in its address."""
        return {"format": "csv"} | ({"grant": self.grant} if self.grant else {})
