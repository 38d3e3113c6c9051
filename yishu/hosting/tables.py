"""The shape of a hosted table, and the values that may stand in it. Pure: shared by publishing, the gateway and pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yishu.catalogue.models import Item
from yishu.core.identifiers import KeyKind, normalise, subject
from yishu.core.values import SHANGHAI as SHANGHAI
from yishu.core.values import NotOfType as NotOfType
from yishu.core.values import Value, read
from yishu.core.values import shown as shown

PG_TYPES = {
    "string": "text",
    "integer": "bigint",
    "decimal": "numeric",
    "date": "date",
    "datetime": "timestamptz",
    "boolean": "boolean",
    "geometry": "text",  # GeoJSON in its one text, so that equal shapes are equal
}
SCHEMA = "hosted"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,47}")


@dataclass(frozen=True, slots=True)
class Column:
    """One item as a column; `code` is both, and is checked to be a plain identifier."""

    code: str
    name: str
    type: str
    required: bool = False
    length: int | None = None
    codes: tuple[str, ...] = ()
    sensitivity: str = "ordinary"
    is_key: bool = False
    meanings: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What each of the `codes` means."""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"not an item code: {self.code!r}")

    @classmethod
    def of(cls, item: Item) -> "Column":
        return cls(
            item.code,
            item.name,
            item.type,
            item.required or item.is_key,
            item.length,
            tuple(item.codes),
            item.sensitivity,
            item.is_key,
            item.codes,
        )

    @property
    def pg_type(self) -> str:
        return PG_TYPES[self.type]

    @property
    def sql(self) -> str:
        """The column's name, quoted for SQL."""
        return f'"{self.code}"'


@dataclass(frozen=True)
class Table:
    """The hosted table of one resource version. `name` is its name in schema `hosted`; `key_kind` a `core.identifiers.KeyKind`."""

    name: str
    key_kind: KeyKind
    columns: tuple[Column, ...]

    @cached_property
    def key(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_key)

    @cached_property
    def by_code(self) -> dict[str, Column]:
        return {column.code: column for column in self.columns}

    @property
    def sql(self) -> str:
        return f'{SCHEMA}."{self.name}"'

    @property
    def changes_sql(self) -> str:
        """What every version changed: `_version`, `_change` (insert, update, delete), the items, and what stood there before. A view, see `shaping`."""
        return f'{SCHEMA}."{self.name}_changes"'

    @property
    def log_sql(self) -> str:
        """The append-only table under it, where changes are written."""
        return f'{SCHEMA}."{self.name}_log"'

    @cached_property
    def has_two_forms(self) -> bool:
        """A legal entity is one subject by its credit code or by its organisation code; the record keeps the one it came with (21.2)."""
        kinds = (KeyKind.USCC, KeyKind.LEGAL_ENTITY)
        return len(self.key) == 1 and self.key[0].type == "string" and self.key_kind in kinds

    @cached_property
    def rest(self) -> tuple[Column, ...]:
        """The items that may differ between two records of one subject."""
        return tuple(column for column in self.columns if not column.is_key or self.has_two_forms)

    def identity(self, alias: str = "") -> tuple[str, ...]:
        """The subject in SQL, one expression a key item: the unique index, every join and every look-up are by these."""
        names = [f"{alias}.{column.sql}" if alias else column.sql for column in self.key]
        if self.has_two_forms:  # GB 32100: places 9 to 17 are the organisation code
            return tuple(f"(case when length({name}) = 18 then substr({name}, 9, 9) else {name} end)" for name in names)
        return tuple(names)

    def key_text(self, column: Column, raw: str) -> str:
        """The canonical subject of a key's raw text: only the single key of a kind has another form than its trimmed text."""
        if len(self.key) == 1 and column.type == "string":
            return subject(self.key_kind, normalise(self.key_kind, raw))
        return raw.strip()


def table_name(resource_code: str, entry_version: int) -> str:
    """`307022001/000123`, version 1 → `r307022001_000123_v1`."""
    return f"r{resource_code.replace('/', '_')}_v{entry_version}"


def parse(column: Column, raw: object) -> Value:
    """A JSON value or a text as the item's type, as `core.values.read` has it. Raises NotOfType."""
    return read(column.type, raw)
