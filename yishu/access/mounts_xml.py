"""Interfaces that speak XML: plain, or SOAP 1.1 and 1.2 (W3C), document/literal (7.2). Pure: how one subject is asked for, and an answer as what JSON would say.

An answer is read by local names, whatever its prefixes. Nothing outside of it is fetched or expanded: document types are refused.
"""

from typing import Any, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from yishu.access.errors import BackendFailed

ENVELOPES: Final = {
    "soap11": "http://schemas.xmlsoap.org/soap/envelope/",
    "soap12": "http://www.w3.org/2003/05/soap-envelope",
}
_DEEPEST: Final = 50
_NIL: Final = "http://www.w3.org/2001/XMLSchema-instance nil"
_TEXT: Final = ""
"""Where the text of an element stands that has others within it, or attributes."""


def request(form: str, operation: str, namespace: str, fields: dict[str, str]) -> bytes:
    """The operation with its fields: `id`, `request.id` for one within another, `q:id` for one of the operation's own namespace (elementFormDefault="qualified")."""
    of = f" xmlns:q={quoteattr(namespace)}" if namespace else ""
    name = f"q:{operation}" if namespace else operation
    body = f"<{name}{of}>{_elements(fields)}</{name}>"
    if form in ENVELOPES:
        body = f'<e:Envelope xmlns:e="{ENVELOPES[form]}"><e:Body>{body}</e:Body></e:Envelope>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{body}'.encode()


def headers(form: str, action: str) -> dict[str, str]:
    """What such a request says of itself (SOAP 1.1, 6.1.1; 1.2: RFC 3902)."""
    if form == "soap11":
        return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"', "Accept": "text/xml"}
    if form == "soap12":
        of = f'; action="{action}"' if action else ""
        return {"Content-Type": f"application/soap+xml; charset=utf-8{of}", "Accept": "application/soap+xml"}
    return {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml, text/xml"}


def answer(form: str, body: bytes) -> dict[str, Any]:
    """By local names, as JSON would have it: several of one name as a list, empty ones and xsi:nil as null, attributes as `@name`; of SOAP what stands in the body. Raises BackendFailed."""
    try:
        whole = _Tree().read(body)
    except (expat.ExpatError, LookupError, ValueError, RecursionError):
        raise BackendFailed from None
    if form not in ENVELOPES:
        return whole
    envelope = whole.get("Envelope")
    inner = envelope.get("Body") if isinstance(envelope, dict) else None
    if not isinstance(inner, dict) or "Fault" in inner:
        raise BackendFailed
    return inner


def scalar(value: Any) -> Any:
    """The text of an element that has attributes beside it; any other value as it is."""
    if isinstance(value, dict) and value and all(name == _TEXT or name.startswith("@") for name in value):
        return value.get(_TEXT)
    return value


def _elements(fields: dict[str, str]) -> str:
    """Those of one parent together, in the order in which they are first named."""
    within: dict[str, dict[str, str]] = {}
    texts: dict[str, str] = {}
    for place, value in fields.items():
        name, _, rest = place.partition(".")
        if rest:
            within.setdefault(name, {})[rest] = value
        texts.setdefault(name, value)
    return "".join(
        f"<{name}>{_elements(within[name]) if name in within else escape(value)}</{name}>"
        for name, value in texts.items()
    )


class _Tree:
    """One document on its way into dictionaries."""

    def __init__(self) -> None:
        self._open: list[tuple[str, dict[str, Any], list[str], bool]] = [("", {}, [], False)]

    def read(self, body: bytes) -> dict[str, Any]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(body, True)
        return self._open[0][1]

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise ValueError("too deep")
        is_nil = attributes.pop(_NIL, "") in ("true", "1")
        held = {f"@{_local(each)}": value for each, value in attributes.items() if " " not in each}
        self._open.append((_local(name), held, [], is_nil))

    def _end(self, _: str) -> None:
        name, held, texts, is_nil = self._open.pop()
        text = "".join(texts).strip()
        if held and text:
            held[_TEXT] = text
        value = None if is_nil else held or text or None
        within = self._open[-1][1]
        if name not in within:
            within[name] = value
        elif isinstance(within[name], list):
            within[name].append(value)
        else:
            within[name] = [within[name], value]

    def _text(self, text: str) -> None:
        self._open[-1][2].append(text)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> None:
    raise ValueError("a document type")
