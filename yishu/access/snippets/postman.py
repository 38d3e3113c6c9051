"""A Postman collection (format v2.1): the variables `base` and `key`, and a request for each mode. The key is filled in by whoever imports it."""

import json
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from yishu.access.snippets.facts import Facts
from yishu.access.snippets.words import MODE_NAMES

SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(facts: Facts) -> dict[str, Any]:
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, facts.base + facts.path(facts.grant))),
            "name": f"{facts.name} {facts.code}",
            "schema": SCHEMA,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}]},
        "variable": [
            {"key": "base", "value": facts.base, "type": "string"},
            {"key": "key", "value": "", "type": "secret"},
        ],
        "item": [
            {"name": str(MODE_NAMES[mode]), "request": _request(facts, mode), "response": []} for mode in facts.modes
        ],
    }


def _request(facts: Facts, mode: str) -> dict[str, Any]:
    path = facts.path(mode)
    place: dict[str, Any] = {"host": ["{{base}}"], "path": path.strip("/").split("/")}
    if mode == "bulk":
        query = [{"key": name, "value": value} for name, value in facts.parameters().items()]
        said = "&".join(f"{each['key']}={each['value']}" for each in query)
        return {"method": "GET", "header": [], "url": {"raw": f"{{{{base}}}}{path}?{said}", **place, "query": query}}
    return {
        "method": "POST",
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": {"mode": "raw", "raw": _raw(facts.body(mode)), "options": {"raw": {"language": "json"}}},
        "url": {"raw": f"{{{{base}}}}{path}", **place},
    }


def _raw(body: dict[str, Any]) -> str:
    """Postman puts its variables in for `{{name}}` wherever that stands: a text that has it must not be taken for one, and least of all for the key."""
    return json.dumps(body, ensure_ascii=False, indent=2).replace("{{", r"\u007b\u007b")
