"""The sandbox's operations for the OpenAPI document: those of the data plane, about invented subjects."""

from copy import deepcopy
from typing import Any, Final

import msgspec

from yishu.access.openapi import CODE, PATH, PROBLEM, SECURITY
from yishu.wire.lists import MEDIA_TYPE
from yishu.wire.sandbox import SandboxResource

SANDBOX_PATH: Final = "/api/v1/sandbox/data/{code}"
_MARK: Final = {"Yishu-Sandbox": {"description": "`true`, on every answer and refusal.", "schema": {"const": "true"}}}
_SUMMARIES: Final = {
    "verify": "Does this value match? About invented subjects, without a grant",
    "query": "The items of invented subjects, without a grant",
}


def add_sandbox(document: Any) -> Any:
    """`document` has the data plane already."""
    (schema,), components = msgspec.json.schema_components(
        (SandboxResource,), ref_template="#/components/schemas/{name}"
    )
    document["components"]["schemas"].update(components)
    for act in _SUMMARIES:
        document["paths"][f"{SANDBOX_PATH}/{act}"] = {"post": _trial(act, document["paths"][f"{PATH}/{act}"]["post"])}
    document["paths"][SANDBOX_PATH] = {
        "get": {
            "operationId": "sandbox_subjects",
            "summary": "Whom one may ask about in the sandbox, and what each provokes",
            "tags": ["sandbox"],
            "security": SECURITY,
            "parameters": [CODE],
            "responses": {"200": _marked({"application/json": {"schema": schema}}), "default": PROBLEM},
        }
    }
    return document


def _trial(act: str, own: dict[str, Any]) -> dict[str, Any]:
    """The same messages, but for what the sandbox has not: Arrow, places, references."""
    made = deepcopy(own)
    made |= {"operationId": f"sandbox_{act}", "summary": _SUMMARIES[act], "tags": ["sandbox"]}
    del made["requestBody"]["content"][MEDIA_TYPE]
    answers = made["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"]
    left = [one for one in answers if not one["$ref"].endswith(("PlaceAnswer", "ReferencesAnswer"))]
    made["responses"]["200"] = _marked({"application/json": {"schema": {"oneOf": left}}})
    return made


def _marked(content: dict[str, Any]) -> dict[str, Any]:
    return {"description": "OK", "headers": _MARK, "content": content}
