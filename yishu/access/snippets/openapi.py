"""The OpenAPI document of what a grant opens: the node's own operations, narrowed to the grant's resource, items and duties."""

from copy import deepcopy
from typing import Any, Final

from yishu import __version__
from yishu.access.openapi import CODE, PATH, add_data_plane
from yishu.access.snippets.facts import Facts, Granted
from yishu.access.snippets.words import MODE_NAMES

Schema = dict[str, Any]
_METHODS: Final = {"verify": "post", "query": "post", "bulk": "get"}
_TYPES: Final[dict[str, Schema]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
    "geometry": {"type": "string", "contentMediaType": "application/geo+json"},
}
_RECEIPT: Final = "0190a000-0000-7000-8000-000000000000.0"
_REF: Final = "#/components/schemas/"


def document(facts: Facts) -> dict[str, Any]:
    """Complete in itself: what it does not use is not in it."""
    own = add_data_plane({"paths": {}})
    paths = {facts.path(mode): _operation(facts, mode, own) for mode in facts.modes}
    schemas = _narrowed(facts, own["components"]["schemas"])
    return {
        "openapi": "3.1.0",
        "info": {"title": facts.name, "version": __version__, "description": f"{facts.provider} · {facts.code}"},
        "servers": [{"url": facts.base}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {"schemas": _used(paths, schemas), "securitySchemes": own["components"]["securitySchemes"]},
    }


def _operation(facts: Facts, mode: str, own: dict[str, Any]) -> dict[str, Any]:
    method = _METHODS[mode]
    made = deepcopy(own["paths"][f"{PATH}/{mode}"][method])
    made["parameters"] = [one for one in made["parameters"] if one != CODE]
    made["summary"] = str(MODE_NAMES[mode])
    if mode == "bulk":
        _choose_grant(facts, made["parameters"])
        return {method: made}
    made["requestBody"]["content"]["application/json"]["example"] = facts.body(mode)
    answer = made["responses"]["200"]["content"]["application/json"]
    answer["example"] = _answer(facts, mode)
    if not facts.has_places:
        answer["schema"]["oneOf"] = [one for one in answer["schema"]["oneOf"] if "Place" not in one["$ref"]]
    return {method: made}


def _choose_grant(facts: Facts, parameters: list[dict[str, Any]]) -> None:
    if facts.grant:
        said = next(one for one in parameters if one["name"] == "grant")
        said |= {"required": True, "schema": {"type": "string", "const": facts.grant}}


def _answer(facts: Facts, mode: str) -> dict[str, Any]:
    told: dict[str, Any] = {"result": dict.fromkeys(facts.claims, "match")}
    if mode == "query":
        told = {"record": {item.code: "***" if item.is_masked else facts.record[item.code] for item in facts.items}}
    return {"found": True, **told, "version": 1, "receipt": _RECEIPT}


def _narrowed(facts: Facts, own: dict[str, Schema]) -> dict[str, Schema]:
    """The node's messages with the grant's own subject, claims, items and record in them."""
    made = deepcopy(own)
    verdict = {"type": "string", "enum": ["match", "mismatch", "empty"]}
    made["Subject"] = _subject(facts)
    made["Claims"] = _object({item.code: _claim(item) for item in facts.items})
    made["Record"] = _object({item.code: _value(item) for item in facts.items})
    made["References"] = _object({item.code: _ref("Reference") for item in facts.items})
    made["Verdicts"] = _object({item.code: verdict for item in facts.items})
    _narrow_purpose(facts, made["Purpose"])
    _narrow_requests(facts, made)
    for name in ("VerifyAnswer", "Verified"):
        made[name]["properties"]["result"] = _ref("Verdicts")
    for name in ("QueryAnswer", "Queried"):
        made[name]["properties"]["record"] = {"anyOf": [_ref("Record"), _ref("References"), {"type": "null"}]}
    return made


def _narrow_purpose(facts: Facts, purpose: Schema) -> None:
    purpose["properties"]["duty"] = {"type": "string", "enum": list(facts.duties)}
    if facts.case:
        purpose["properties"]["case"] = {"type": "string", "minLength": 1}
        purpose["required"] = ["duty", "case"]


def _narrow_requests(facts: Facts, made: dict[str, Schema]) -> None:
    for name in ("VerifyRequest", "QueryRequest"):
        _name_grant(facts, made[name])
        made[name]["properties"]["subject"] = _ref("Subject")
    made["Claimed"]["properties"] |= {"subject": _ref("Subject"), "claims": _ref("Claims")}
    made["VerifyRequest"]["properties"]["claims"] = _ref("Claims")
    asked = made["QueryRequest"]["properties"]
    asked["items"] = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": facts.wanted}}
    asked["subjects"] = {"type": "array", "items": _ref("Subject")}
    if not facts.has_places:
        del asked["place"]


def _name_grant(facts: Facts, message: Schema) -> None:
    if facts.grant:
        message["properties"]["grant"] = {"type": "string", "const": facts.grant}
        message["required"] = [*message["required"], "grant"]


def _subject(facts: Facts) -> Schema:
    """By the key, or by an alternative one."""
    ways = [_key(facts)]
    for codes in facts.alternatives:
        example = {code: facts.record[code] for code in codes}
        ways.append(_object({code: {} for code in codes}) | {"required": list(codes), "examples": [example]})
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _key(facts: Facts) -> Schema:
    given = facts.subject
    if not isinstance(given, dict):
        return {"type": ["string", "integer"], "examples": [given]}
    return _object({name: {} for name in given}) | {"required": list(given), "examples": [given]}


def _value(item: Granted) -> Schema:
    """As it is delivered: null where it is empty."""
    column, made = item.column, dict(_TYPES[item.column.type])
    if item.is_masked:
        made = {"type": "string"}
    elif column.codes:
        made["enum"] = [*column.codes, None]
    elif column.length and column.type == "string":
        made["maxLength"] = column.length
    return _described(item, made | {"type": [made["type"], "null"]})


def _claim(item: Granted) -> Schema:
    """As it may be claimed: as a text too, and a coded value by its meaning."""
    made = _TYPES[item.column.type]["type"]
    return _described(item, {"type": "string" if made == "string" else [made, "string"]})


def _described(item: Granted, schema: Schema) -> Schema:
    return {"title": item.column.name, **({"description": item.meaning} if item.meaning else {}), **schema}


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"{_REF}{name}"}


def _used(paths: Any, schemas: dict[str, Schema]) -> dict[str, Schema]:
    """Those that the paths lead to, by whatever way."""
    found: dict[str, Schema] = {}
    waiting = _names_in(paths)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = schemas[name]
            waiting |= _names_in(schemas[name])
    return dict(sorted(found.items()))


def _names_in(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_names_in, part))
    if not isinstance(part, dict):
        return set()
    named = part.get("$ref")
    own = {named.removeprefix(_REF)} if isinstance(named, str) and named.startswith(_REF) else set()
    return own.union(*map(_names_in, part.values()))
