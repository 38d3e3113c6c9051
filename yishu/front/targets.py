"""What a reception writes to. Rows and place are one transaction of the target's own database, so they cannot part (27.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from yishu.core.identifiers import KeyKind
from yishu.front.configuration import Reception
from yishu.front.node import Stamp
from yishu.wire.entries import EntryItem, EntryShape

STATE_TABLE: Final = "yishu_front"
CHANGE: Final = ("_change", "_version")


@dataclass(frozen=True, slots=True)
class Held:
    """What the target holds of the resource: which items, up to which version."""

    version: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The items of a copy in its order, with their types."""

    items: tuple[EntryItem, ...]
    key_kind: str
    keyed: bool

    @classmethod
    def of(cls, entry: EntryShape, codes: tuple[str, ...]) -> "Shape":
        """An item that the entry in force no longer names travels as text."""
        known = {item.code: item for item in entry.items}
        keys = {item.code for item in entry.items if item.is_key}
        items = tuple(known.get(code) or EntryItem(code, code, "string") for code in codes)
        return cls(items, entry.key_kind, bool(keys) and keys <= set(codes))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    def identity(self, alias: str = "") -> Iterator[str]:
        """The subject in SQL: a legal entity is one by its credit code or by its organisation code (GB 32100: places 9 to 17), whichever it came with."""
        keys = [item for item in self.items if item.is_key]
        two_forms = len(keys) == 1 and self.key_kind in (KeyKind.USCC, KeyKind.LEGAL_ENTITY)
        for item in keys:
            name = f'{alias}."{item.code}"' if alias else f'"{item.code}"'
            yield f"(case when length({name}) = 18 then substr({name}, 9, 9) else {name} end)" if two_forms else name


class Target(Protocol):
    """Raises TargetWrong, TargetNotEmpty, DatabaseUnreachable, Overtaken."""

    def held(self) -> Held | None:
        """None where the next copy has to be a full one."""
        ...

    def replace(self, shape: Shape, copy: BinaryIO, stamp: Stamp) -> int:
        """A full copy: CSV below a header of codes. The number of rows held then."""
        ...

    def change(self, shape: Shape, changes: BinaryIO, stamp: Stamp, since: int) -> int:
        """Net changes by key after `since`. The number of rows held then."""
        ...

    def survey(self) -> tuple[str, ...]:
        """The columns that are there; none where the table will be made."""
        ...


def target_of(reception: Reception) -> Target:
    if reception.database.kind == "sqlite":
        from yishu.front.target_sqlite import SqliteTarget

        return SqliteTarget(reception)
    from yishu.front.target_postgres import PostgresTarget

    return PostgresTarget(reception)
