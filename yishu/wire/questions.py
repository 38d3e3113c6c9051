"""What a node asks of a front agent's local interface about one subject, and what comes back (docs/decisions/0072). Plain data; unknown fields are refused: one of them may narrow what is meant.

Each is a POST of JSON, signed by the node's key (RFC 9421; `core.signatures`).
"""

from typing import Final

from msgspec import Struct

QUESTION_PATH: Final = "/v1/question"
MOST_BYTES: Final = 256 * 1024
"""Of a question, whatever its kind."""


class FrontQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """`number`: of the record that the call leaves at the node; `kind` and `key`: what kind of key names the subject, and its items with their values as text.

    Answered by 200 and `FrontRecord`, or by 204 where there is no record.
    """

    resource: str
    number: str
    kind: str
    key: dict[str, str]
    items: tuple[str, ...]


FrontRecord = dict[str, str | None]
"""The items that were asked for, by code: each value as text, null where it is empty."""


class FrontRefusal(Struct, frozen=True):
    """Why there is no answer; any status but 200 and 204."""

    code: str
