"""A refusal as it is told over HTTP (RFC 9457). Plain data; further fields are let pass."""

from msgspec import Struct


class WrongField(Struct, frozen=True):
    """One wrong field of a request: its path, the rule it breaks, and what to do, in the caller's language."""

    field: str = ""
    rule: str = ""
    message: str = ""


class ProblemMessage(Struct, frozen=True):
    """`code` is stable; texts are in the caller's language; `receipt` where the refusal is on record."""

    code: str = ""
    status: int = 0
    title: str = ""
    detail: str = ""
    errors: tuple[WrongField, ...] = ()
    receipt: str = ""
