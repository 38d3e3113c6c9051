"""Reading the subject of a call as the key of its resource (contract: a subject), and naming it in evidence."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from yishu.access.errors import MalformedSubject
from yishu.audit.record import hash_begun, subject_hash
from yishu.core.errors import FieldError
from yishu.core.identifiers import KeyKind, check, document, normalise, subject
from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES
from yishu.hosting.quarantine.overrides import NO_OVERRIDES, Overrides
from yishu.hosting.tables import Column, NotOfType, Table, Value, parse, shown

MOST: Final = 1000
LONGEST: Final = 200
_PLAIN: Final = KeyKind.PLAIN  # any text is a good one


class Subject(NamedTuple):
    """`key`: the value of each key column; `text`: its one form for evidence; `kind`: what kind of key that is."""

    key: tuple[Value, ...]
    text: str
    kind: str

    def hashed(self, secret: bytes) -> bytes:
        return subject_hash(secret, self.kind, self.text)


def hashed_all(subjects: Sequence[Subject], secret: bytes) -> bytes:
    """As evidence names them, side by side: what all of a kind begin with is hashed once."""
    if len(subjects) == 1:
        return subjects[0].hashed(secret)
    begun = {kind: hash_begun(secret, kind).copy for kind in {each.kind for each in subjects}}
    hashes = []
    for each in subjects:
        hash_ = begun[each.kind]()
        hash_.update(each.text.encode())
        hashes.append(hash_.digest())
    return b"".join(hashes)


def read_subject(table: Table, raw: Any, field: str, *, today: date, overrides: Overrides = NO_OVERRIDES) -> Subject:
    """A string, `{"type","value"}`, or an object by item code, as the table's key. Raises MalformedSubject naming the field.

    `overrides`: the keys that records may have although they break a rule may be asked for as well (21.2).
    """
    first, *more = table.key
    if not more and isinstance(raw, str):
        return _of_one(table, first, raw, field, today, overrides)
    if isinstance(raw, dict):
        if raw.keys() == {column.code for column in table.key}:
            if more:
                return _of_several(table, raw, field)
            raw, field = raw[first.code], f"{field}.{first.code}"
        elif raw.keys() == {"type", "value"} and not more:
            raw = _document_text(table, raw, field)
        else:
            raise _wrong(field, "fields", *_wanted(table))
    elif more:
        raise _wrong(field, "fields", *_wanted(table))
    return _of_one(table, first, raw, field, today, overrides)


def _of_one(table: Table, column: Column, raw: Any, field: str, today: date, overrides: Overrides) -> Subject:
    if column.type != "string":
        value = _value(column, raw, field)
        return Subject((value,), str(shown(value)), KeyKind.PLAIN)
    text, kind = _text(raw, field), table.key_kind
    if kind is _PLAIN:
        key = normalise(_PLAIN, text)
        return Subject((key,), key, _PLAIN)
    broken = check(kind, text, today=today)
    if broken and not overrides.hold(broken.rule, normalise(kind, text)):
        raise _wrong(field, broken.rule, broken.zh, broken.en)
    key = subject(kind, text)
    return Subject((key,), key, kind_of(kind, key))


def _of_several(table: Table, raw: dict[str, Any], field: str) -> Subject:
    values: list[Value] = []
    for column in table.key:
        place = f"{field}.{column.code}"
        if column.type == "string":
            values.append(table.key_text(column, _text(raw[column.code], place)))
        else:
            values.append(_value(column, raw[column.code], place))
    return Subject(tuple(values), "\x1f".join(str(shown(value)) for value in values), KeyKind.PLAIN)


def names_key(table: Table, raw: dict[str, Any]) -> bool:
    """Whether an object has the form of the table's key."""
    return raw.keys() == {"type", "value"} or raw.keys() == {column.code for column in table.key}


def subject_of(table: Table, key: tuple[Value, ...]) -> Subject:
    """The subject whose record has this key, as `read_subject` would have it."""
    (first, *more) = key
    if not more and isinstance(first, str) and table.key[0].type == "string":
        return Subject(key, first, kind_of(table.key_kind, first))
    return Subject(key, "\x1f".join(str(shown(value)) for value in key), KeyKind.PLAIN)


def read_item(column: Column, raw: Any, field: str) -> Value:
    """The value of an item that names a subject, as it is published. Raises MalformedSubject."""
    value = _text(raw, field) if column.type == "string" else _value(column, raw, field)
    if column.codes and str(value) not in column.codes:
        raise _wrong(field, "codes", "不在该信息项的代码表内。", "It is not in the code list of this item.")
    return value


def kind_of(kind: KeyKind, text: str) -> str:
    """One kind for what one subject may be keyed by: a resident number is the same in a table of identity documents, a legal entity by either of its codes."""
    if kind is KeyKind.IDENTITY_DOCUMENT:
        return kind if ":" in text else KeyKind.RESIDENT_ID
    return KeyKind.ORG_CODE if kind in (KeyKind.LEGAL_ENTITY, KeyKind.USCC) else kind


def _document_text(table: Table, raw: dict[str, Any], field: str) -> str:
    type_code, number = _text(raw["type"], f"{field}.type"), _text(raw["value"], f"{field}.value")
    if table.key_kind is KeyKind.RESIDENT_ID and type_code in RESIDENT_TYPES:
        return number
    if table.key_kind is not KeyKind.IDENTITY_DOCUMENT:
        raise _wrong(field, "fields", *_wanted(table))
    if type_code not in RESIDENT_TYPES and type_code not in DOCUMENT_TYPES:
        zh, en = "证件类型代码不在代码表内。", "The type code of the document is not in the code list."
        raise _wrong(f"{field}.type", "document_type", zh, en)
    return document(type_code, number)


def _value(column: Column, raw: Any, field: str) -> Value:
    try:
        value = parse(column, raw)
    except NotOfType:
        zh, en = "应为{type}类型的值。", "This takes a value of type {type}."
        raise _wrong(field, "type", zh, en, type=column.type) from None
    if value is None:
        raise _wrong(field, "empty", "没有填写，请补上。", "Nothing is given; fill it in.")
    return value


def _text(raw: Any, field: str) -> str:
    if type(raw) is not str and (isinstance(raw, bool) or not isinstance(raw, str | int)):
        raise _wrong(field, "type", "应为一个字符串。", "This takes a string.")
    text = str(raw).strip()
    if not text:
        raise _wrong(field, "empty", "没有填写，请补上。", "Nothing is given; fill it in.")
    if len(text) > LONGEST or not text.isprintable():
        zh, en = "应为不超过 {most} 个可见字符。", "At most {most} characters, none of them a control character."
        raise _wrong(field, "text", zh, en, most=LONGEST)
    return text


def _wanted(table: Table) -> tuple[str, str]:
    names = ", ".join(column.code for column in table.key)
    if len(table.key) > 1:
        return f"请按信息项代码给出：{names}。", f"Give an object with: {names}."
    return f"请给出 {names} 的值。", f"Give the value of {names}."


def _wrong(field: str, rule: str, zh: str, en: str, **params: object) -> MalformedSubject:
    return MalformedSubject(errors=[FieldError(field, rule, zh, en, **params)])
