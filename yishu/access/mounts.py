"""A resource behind its provider's own interface (7.2), without any input or output: how one subject is asked for, and what the answer says.

It speaks JSON, or XML and SOAP (`mounts_xml`); or it is a front agent, which we sign to. There is no record where it answers 204, or has null, `{}`, `[]` or an empty element in the record's place. Every other status than 200, a 404 too, is a failure: a wrong path must not
pass for «no record».
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple, NoReturn
from urllib.parse import quote
from uuid import UUID

import msgspec
from msgspec import Struct

from yishu.access import mounts_xml
from yishu.access.errors import BackendFailed
from yishu.access.subjects import Subject
from yishu.hosting.rules import FRONT
from yishu.hosting.tables import Column, NotOfType, Table, Value, parse, shown
from yishu.node.enciphering import decipher
from yishu.wire.questions import FrontQuestion

MOST_SUBJECTS: Final = 20
"""Of one call: each is a request to the provider."""
MOST_BYTES: Final = 1024 * 1024
_EMPTY: Final = (None, {}, [])
_HEADER_SAFE: Final = re.compile(r"[\x21-\x7e]{1,200}")


class Mounted(Struct, frozen=True):
    """A mount in force, as the state holds it; `secret` is enciphered."""

    id: int
    origin: str
    path: str
    method: str
    key_fields: dict[str, str]
    record_at: str
    item_fields: dict[str, str]
    secret_header: str
    secret: str
    timeout_ms: int
    at_once: int
    form: str = "json"
    operation: str = ""
    namespace: str = ""
    action: str = ""
    blind_key: str = ""
    """Of a front agent: its public key (base64) for blind verify, once the provider has confirmed it."""

    @property
    def seconds(self) -> float:
        return self.timeout_ms / 1000

    @property
    def is_json(self) -> bool:
        """Whether the answer is JSON, as that of a front agent is."""
        return self.form in ("json", FRONT)


RECORD: Final = "Fsc-Transaction-Id"
"""The header in which a provider's interface is told the number of the record, by the one published name for it (FSC Logging)."""


class Question(NamedTuple):
    """One request. The subject stands in the body or a header, never in the address."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


class Answered(NamedTuple):
    status: int
    body: bytes


def question(mounted: Mounted, table: Table, subject: Subject, secret: bytes, number: UUID) -> Question:
    """Ask for one subject; `number` is that of the record which the call leaves, so that the provider finds its own log by our evidence. Raises BackendFailed where the key kept for the interface cannot be read any more."""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "yishu", RECORD: str(number)}
    if mounted.secret_header:
        try:
            headers[mounted.secret_header] = _interface_key(secret, mounted.secret)
        except ValueError:
            raise BackendFailed from None
    values = {
        mounted.key_fields[column.code]: shown(value) for column, value in zip(table.key, subject.key, strict=True)
    }
    url = mounted.origin + mounted.path
    if not mounted.is_json:
        fields = {name: str(value) for name, value in values.items()}
        body = mounts_xml.request(mounted.form, mounted.operation, mounted.namespace, fields)
        return Question("POST", url, headers | mounts_xml.headers(mounted.form, mounted.action), body)
    if mounted.method == "GET":
        return Question("GET", url, headers | {name: _in_header(str(value)) for name, value in values.items()}, None)
    body = json.dumps(values, ensure_ascii=False).encode()
    return Question("POST", url, headers | {"Content-Type": "application/json"}, body)


@lru_cache(maxsize=256)
def _interface_key(secret: bytes, enciphered: str) -> str:
    """Deciphered once, not for every call. Raises ValueError."""
    return decipher(secret, enciphered)


Signed = Callable[[str, bytes], dict[str, str]]
"""The headers that sign a body to an address."""


def front_question(
    mounted: Mounted, code: str, table: Table, subject: Subject, items: Iterable[str], number: UUID, signed: Signed
) -> Question:
    """The same of a front agent, about these items of the resource of this code; and its key, by which the answer is known to be about whom was asked."""
    key = {column.code: str(shown(value)) for column, value in zip(table.key, subject.key, strict=True)}
    asked = FrontQuestion(code, str(number), subject.kind, key, tuple(sorted({*items, *key})))
    return signed_question(mounted.origin + mounted.path, msgspec.json.encode(asked), number, signed)


def signed_question(url: str, body: bytes, number: UUID, signed: Signed) -> Question:
    """JSON to a front agent."""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "yishu", RECORD: str(number)}
    return Question("POST", url, headers | {"Content-Type": "application/json"} | signed(url, body), body)


def row_of(
    mounted: Mounted, table: Table, subject: Subject, codes: Sequence[str], answered: Answered
) -> list[Value] | None:
    """The record's values in the order of `codes`, each as its item's type; None where there is no record. Raises BackendFailed."""
    record = _record(mounted, answered)
    if record is None:
        return None
    _require_subject(mounted, table, subject, record)
    keys = dict(zip((column.code for column in table.key), subject.key, strict=True))
    return [
        _value(table.by_code[code], _item_at(mounted, record, code)) if code in mounted.item_fields else keys[code]
        for code in codes
    ]  # fmt: skip


def _record(mounted: Mounted, answered: Answered) -> dict[str, Any] | None:
    if answered.status == 204:
        return None
    if answered.status != 200:
        raise BackendFailed
    whole = _whole(mounted, answered.body)
    found = _at(whole, mounted.record_at) if mounted.record_at else whole
    if found in _EMPTY:
        return None
    if isinstance(found, list) and len(found) == 1:
        (found,) = found
    if not isinstance(found, dict):
        raise BackendFailed
    return found


def _whole(mounted: Mounted, body: bytes) -> Any:
    if not mounted.is_json:
        return mounts_xml.answer(mounted.form, body)
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError, ArithmeticError):  # the last for an exponent beyond all bounds
        raise BackendFailed from None


def _require_subject(mounted: Mounted, table: Table, subject: Subject, record: dict[str, Any]) -> None:
    """Where the answer names whom it is about, that must be whom we asked for."""
    for column, asked in zip(table.key, subject.key, strict=True):
        if column.code not in mounted.item_fields:
            continue
        value = _value(column, _item_at(mounted, record, column.code))
        same = table.key_text(column, value) == asked if isinstance(value, str) else value == asked
        if not same:
            raise BackendFailed


def _at(whole: Any, place: str) -> Any:
    """What stands at `base.name`; nothing where the way there ends."""
    for name in place.split("."):
        if not isinstance(whole, dict):
            return None
        whole = whole.get(name)
    return whole


def _item_at(mounted: Mounted, record: dict[str, Any], code: str) -> Any:
    found = _at(record, mounted.item_fields[code])
    return found if mounted.is_json else mounts_xml.scalar(found)


def _value(column: Column, raw: Any) -> Value:
    if column.type == "string" and isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        raw = str(raw)
    try:
        return parse(column, raw)
    except NotOfType:
        raise BackendFailed from None


def _in_header(text: str) -> str:
    return text if _HEADER_SAFE.fullmatch(text) and "%" not in text else quote(text, safe="")


def _refused(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")
