"""A little RDF to write, never to read: things with properties, streamed as Turtle and as JSON-LD 1.1.

Both writers take one thing at a time, so that they need no more memory for a larger directory.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

PREFIXES: Final = {
    "csvw": "http://www.w3.org/ns/csvw#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Iri:
    """The address of something that is described elsewhere."""

    address: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text: in a language (`zh`), or of a datatype (`xsd:date`), or plain."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node: its address, its types, its properties by prefixed name (each may stand more than once). None is blank: a reader
    that comes again knows each again, and two readings can be compared line by line."""

    address: str
    types: tuple[str, ...] = ()
    properties: tuple[tuple[str, "Iri | Literal | Thing"], ...] = ()


Value = Iri | Literal | Thing


TURTLE_HEAD: Final = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
JSON_LD_HEAD: Final = f'{{"@context": {json.dumps(PREFIXES)},\n"@graph": [\n'
JSON_LD_BETWEEN: Final = ",\n"
JSON_LD_END: Final = "\n]}\n"


def as_turtle(things: Iterable[Thing]) -> Iterator[str]:
    """A Turtle document (W3C Turtle 1.1) in pieces."""
    yield TURTLE_HEAD
    for thing in things:
        yield turtle(thing)


def as_json_ld(things: Iterable[Thing]) -> Iterator[str]:
    """A JSON-LD 1.1 document in pieces, a line for each thing of its graph."""
    yield JSON_LD_HEAD
    for n, thing in enumerate(things):
        yield (JSON_LD_BETWEEN if n else "") + json_ld(thing)
    yield JSON_LD_END


def turtle(thing: Thing) -> str:
    """One thing, to follow TURTLE_HEAD."""
    return "".join(_blocks(thing))


def json_ld(thing: Thing) -> str:
    """One thing, to stand between JSON_LD_HEAD and JSON_LD_END."""
    return json.dumps(_object(thing), ensure_ascii=False)


def _blocks(thing: Thing) -> Iterator[str]:
    """The thing's own block, then one for each thing below it."""
    types = [f"a {', '.join(thing.types)}"] if thing.types else []
    predicates = [*types, *(f"{name} {_term(value)}" for name, value in thing.properties)]
    yield f"\n<{_plain(thing.address)}> " + " ;\n    ".join(predicates) + " .\n"
    for _name, value in thing.properties:
        if isinstance(value, Thing):
            yield from _blocks(value)


def _term(value: Value) -> str:
    if isinstance(value, Literal):
        # JSON's escapes are Turtle's too (Turtle 1.1, 6.4); what JSON leaves as it is, Turtle does.
        tag = f"@{value.language}" if value.language else f"^^{value.datatype}" if value.datatype else ""
        return json.dumps(value.text, ensure_ascii=False) + tag
    return f"<{_plain(value.address)}>"


def _plain(address: str) -> str:
    """The address without what an IRI must not hold (RFC 3987): blanks, quotes, brackets, as percent codes."""
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def _object(thing: Thing) -> dict[str, Any]:
    made: dict[str, Any] = {"@id": _plain(thing.address)}
    if thing.types:
        made["@type"] = list(thing.types)
    for name, value in thing.properties:
        made.setdefault(name, []).append(_json_value(value))
    return made


def _json_value(value: Value) -> dict[str, Any]:
    if isinstance(value, Thing):
        return _object(value)
    if isinstance(value, Iri):
        return {"@id": _plain(value.address)}
    tag = {"@language": value.language} if value.language else {"@type": value.datatype} if value.datatype else {}
    return {"@value": value.text} | tag
