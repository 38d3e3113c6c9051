"""Whom an envelope asks about, as the key of the table: a string, `{"type","value"}`, or an object by item code, as any call has it."""

from typing import Any, Final

from yishu.core.identifiers import KeyKind, document, normalise, subject
from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES
from yishu.core.values import NotOfType, read, shown
from yishu.wire.blind import BlindItem

_LONGEST: Final = 200


class NoSubject(ValueError):
    """It has no form in which somebody is named. A number that breaks a rule of its kind has; it is that of nobody."""


def key_of(kind: str, keys: tuple[BlindItem, ...], raw: Any) -> dict[str, str]:
    """The value of each key item, as text. Raises NoSubject."""
    kind_ = KeyKind(kind)
    if isinstance(raw, dict) and raw.keys() == {item.code for item in keys}:
        return {item.code: _value(kind_ if len(keys) == 1 else KeyKind.PLAIN, item, raw[item.code]) for item in keys}
    if len(keys) != 1:
        raise NoSubject
    if isinstance(raw, dict) and raw.keys() == {"type", "value"}:
        raw = _document(kind_, _text(raw["type"]), _text(raw["value"]))
    return {keys[0].code: _value(kind_, keys[0], raw)}


def _value(kind: KeyKind, item: BlindItem, raw: Any) -> str:
    if item.type != "string":
        try:
            return str(shown(read(item.type, raw)))
        except NotOfType:
            raise NoSubject from None
    text = _text(raw)
    return subject(kind, normalise(kind, text))


def _document(kind: KeyKind, type_: str, number: str) -> str:
    if kind is KeyKind.RESIDENT_ID and type_ in RESIDENT_TYPES:
        return number
    if kind is not KeyKind.IDENTITY_DOCUMENT or (type_ not in RESIDENT_TYPES and type_ not in DOCUMENT_TYPES):
        raise NoSubject
    return document(type_, number)


def _text(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise NoSubject
    text = str(raw).strip()
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise NoSubject
    return text
