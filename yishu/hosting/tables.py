"""The shape of a hosted table, and the values that may stand in it. Pure: shared by publishing, the gateway and pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from zoneinfo import ZoneInfo

import msgspec

from yishu.catalogue.models import Item
from yishu.core.geometry import shapes
from yishu.core.identifiers import KeyKind, normalise, subject

Value = str | int | Decimal | date | datetime | bool | None

PG_TYPES = {
    "string": "text",
    "integer": "bigint",
    "decimal": "numeric",
    "date": "date",
    "datetime": "timestamptz",
    "boolean": "boolean",
    "geometry": "text",  # GeoJSON in its one text, so that equal shapes are equal
}
SHANGHAI = ZoneInfo("Asia/Shanghai")
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


class NotOfType(ValueError):
    """The text cannot be read as the item's type."""


def parse(column: Column, raw: object) -> Value:
    """A JSON value or a text as the item's type; None and empty text are empty. Raises NotOfType.

    Dates: `2026-11-22`, `20261122`, `2026/11/22`, `2026年11月22日`; date-times ISO 8601, Asia/Shanghai where no zone is given;
    decimals and integers as text or number; booleans also 1/0, 是/否, true/false; geometries GeoJSON, as text or object.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        text = raw.strip()
        return _PARSE[column.type](text) if text else None
    if isinstance(raw, bool):
        if column.type == "boolean":
            return raw
        raise NotOfType
    if isinstance(raw, int | float | Decimal):
        return _PARSE[column.type](str(raw))
    if isinstance(raw, dict) and column.type == "geometry":
        return _geometry(msgspec.json.encode(raw).decode())
    raise NotOfType


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise NotOfType
    return int(text)


def _decimal(text: str) -> Decimal:
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):  # Decimal would take 1_000 as well
        raise NotOfType
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise NotOfType from None
    if abs(value.adjusted()) > 60 or len(text) > 200:
        raise NotOfType
    return value


def _date(text: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text)
    if found and (len(text) >= 8):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise NotOfType from None
    raise NotOfType


def _datetime(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
        # Stored by its UTC form, shown by Shanghai's: at either end of the calendar one of them may not exist.
        return moment.astimezone(UTC).astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        raise NotOfType from None


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise NotOfType from None


def _geometry(text: str) -> str:
    try:
        return shapes.read(text).text()
    except shapes.NotAGeometry:
        raise NotOfType from None


_BOOLEANS = {"true": True, "1": True, "是": True, "t": True, "false": False, "0": False, "否": False, "f": False}
_PARSE = {
    "string": str,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
    "geometry": _geometry,
}


def shown(value: Value) -> str | int | bool | None:
    """A value as it travels in JSON: decimals as strings, dates ISO 8601, moments with Asia/Shanghai's offset."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
