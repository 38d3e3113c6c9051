"""Values of items, by the types that an entry may give them: read from JSON or text, and shown again."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import msgspec

from yishu.core.geometry import shapes

Value = str | int | Decimal | date | datetime | bool | None

SHANGHAI = ZoneInfo("Asia/Shanghai")


class NotOfType(ValueError):
    """The text cannot be read as the item's type."""


def read(type_: str, raw: object) -> Value:
    """A JSON value or a text as the item's type; None and empty text are empty. Raises NotOfType.

    Dates: `2026-11-22`, `20261122`, `2026/11/22`, `2026年11月22日`; date-times ISO 8601, Asia/Shanghai where no zone is given;
    decimals and integers as text or number; booleans also 1/0, 是/否, true/false; geometries GeoJSON, as text or object.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        text = raw.strip()
        return _PARSE[type_](text) if text else None
    if isinstance(raw, bool):
        if type_ == "boolean":
            return raw
        raise NotOfType
    if isinstance(raw, int | float | Decimal):
        return _PARSE[type_](str(raw))
    if isinstance(raw, dict) and type_ == "geometry":
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
