"""JSON bodies as messages of the wire: what is no JSON is said apart from what is the wrong JSON."""

import re
from typing import TypeVar

import msgspec

from yishu.core.errors import FieldError, Invalid
from yishu.gateway.errors import MalformedJson, UnsupportedMediaType

Message = TypeVar("Message")
_AT = re.compile(r" - at `\$\.?(.*)`$")
_MISSING = re.compile(r"Object missing required field `(.+?)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+?)`")


def require_json(content_type: str, *, beside: str = "") -> None:
    """JSON is UTF-8 (RFC 8259, 8.1): another charset, or another type, is refused. No type at all is taken for JSON. `beside`: what else the path takes."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    if kind not in ("", "application/json") or any(charset not in ("utf-8", "utf8") for charset in charsets):
        known = ("application/json; charset=utf-8", beside)
        raise UnsupportedMediaType(known=", ".join(filter(None, known)))


def decode(decoder: msgspec.json.Decoder[Message], body: bytes) -> Message:
    """Raises MalformedJson (400) or Invalid (422) naming the field."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as wrong:
        _require_whole(body)
        raise Invalid(errors=[_field_error(str(wrong))]) from None
    except msgspec.DecodeError as wrong:
        raise MalformedJson(reason=str(wrong)) from None
    except UnicodeDecodeError:
        raise MalformedJson(reason="not UTF-8") from None
    except RecursionError:
        raise MalformedJson(reason="nested too deeply") from None


def _require_whole(body: bytes) -> None:
    """The first wrong field may stand before the place where the body stops being JSON."""
    try:
        msgspec.json.decode(body)
    except msgspec.ValidationError:
        return  # a number out of range
    except msgspec.DecodeError as wrong:
        raise MalformedJson(reason=str(wrong)) from None
    except (UnicodeDecodeError, RecursionError):
        raise MalformedJson(reason="not UTF-8, or nested too deeply") from None


def _field_error(message: str) -> FieldError:
    found = _AT.search(message)
    field = found[1] if found else ""
    said = message[: found.start()] if found else message
    if missing := _MISSING.match(said):
        return FieldError(_join(field, missing[1]), "required", "缺少此字段。", "This field is missing.")
    if unknown := _UNKNOWN.match(said):
        zh, en = "没有这个字段，请核对拼写。", "There is no such field; check its spelling."
        return FieldError(_join(field, unknown[1]), "unknown", zh, en)
    return FieldError(field, "type", "此字段的类型不对：{said}。", "This field has the wrong type: {said}.", said=said)


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name
