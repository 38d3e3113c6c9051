"""What OpenAPI says beyond what ninja reads from signatures: who may call, that forms and addresses know no null, and the gateway's operations."""

from typing import TYPE_CHECKING, Any, Final

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from yishu.access.openapi import SECURITY, add_data_plane
from yishu.access.sandbox.openapi import add_sandbox
from yishu.agencies.api import PLAIN, anyone, known
from yishu.exchange.peers import newcomer, peer

if TYPE_CHECKING:
    from ninja import NinjaAPI

_BY_SIGNATURE: Final = [{"signature": []}]
_CALLERS: Final[dict[int, list[dict[str, Any]]]] = {
    id(known): SECURITY,
    id(anyone): [{}, *SECURITY],
    id(peer): _BY_SIGNATURE,
    id(newcomer): _BY_SIGNATURE,
}


class TwoOfOneName(Exception):
    """Two schemas have this name; a reader of the document would take one for the other. Name the classes apart."""


class Described(OpenAPISchema):
    """The management API, by ninja. Raises TwoOfOneName instead of letting the later of two schemas stand for both."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        for name, schema in definitions.items():
            if self.schemas.setdefault(name, _plain_names(schema)) != _plain_names(schema):
                raise TwoOfOneName(name)

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        """By which proofs an operation is called; none for what asks nobody who they are."""
        return next((_CALLERS[id(caller)] for caller in operation.auth_callbacks if id(caller) in _CALLERS), None)

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        parameters = super().operation_parameters(operation)
        for parameter in parameters:
            parameter["schema"] = _plain(_without_null(parameter["schema"]))
        return parameters

    def request_body(self, operation: Operation) -> dict[str, Any]:
        body = super().request_body(operation)
        for media, content in body.get("content", {}).items():
            if media != "application/json":
                fields = content["schema"]["properties"]
                fields.update({name: _without_null(schema) for name, schema in fields.items()})
                body["required"] = bool(content["schema"].get("required"))
        return body


def describe(api: "NinjaAPI", path_prefix: str) -> OpenAPISchema:
    """The whole document, data plane and sandbox included."""
    return add_sandbox(add_data_plane(Described(api, path_prefix)))


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """In an address or a form what is not given is left out."""
    left = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if not left:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return rest | (left[0] if len(left) == 1 else {"anyOf": left})


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """No address holds control characters: `yishu.api.ApiProblems` refuses them before anything is read."""
    if "items" in schema:
        return schema | {"items": _plain(schema["items"])}
    says_more = schema.keys() & {"format", "enum", "const", "pattern"}
    return schema if schema.get("type") != "string" or says_more else schema | {"pattern": PLAIN}


def _plain_names(schema: Any) -> Any:
    """Where a pattern tells the names of an object, no others are taken."""
    if isinstance(schema, list):
        return [_plain_names(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: _plain_names(one) for name, one in schema.items() if name != "patternProperties"}
    if "patternProperties" not in schema:
        return told
    values = _plain_names(schema["patternProperties"][PLAIN])
    return told | {"propertyNames": {"pattern": PLAIN}, "additionalProperties": values}
