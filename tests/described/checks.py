"""What schemathesis is to know and to check besides its own: loaded by it as its hooks, by `schemathesis.toml`."""

from typing import Any, get_args

import schemathesis
from pydantic_core.core_schema import ErrorType
from schemathesis.core.failures import Failure
from schemathesis.generation.modes import GenerationMode

OF_THE_FORM = set(get_args(ErrorType)) - {"date_past"}
"""Rules that the document could have told: pydantic's. The others are those of the domain, one of which has a name of pydantic's."""
OF_MESSAGES = {"type", "unknown"}
"""The same of the gateway's messages."""


@schemathesis.serializer("application/offset+octet-stream")
def part_of_a_file(_: Any, value: Any) -> Any:
    return value


@schemathesis.check
def reads_what_is_declared(_: Any, response: Any, case: Any) -> bool | None:
    """Whoever keeps to the document is refused for what they say, never for its form."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE or response.status_code != 422:
        return None
    is_message = "/data/{code}/" in case.operation.path
    for wrong in response.json().get("errors", ()):
        if wrong["rule"] in (OF_MESSAGES if is_message else OF_THE_FORM):
            raise Failure(operation=case.operation.label, title="Declared, and yet not read", message=f"{wrong}")
    return None
