"""The text that says where the values of a record come from, and its reading. Pure."""

import re
from dataclasses import dataclass
from typing import Final

FORM: Final = re.compile(r"(?P<resource>[^@;]+)@(?P<version>\d+): (?P<items>[a-z][a-z0-9_]*(?:, [a-z][a-z0-9_]*)*)")


@dataclass(frozen=True, slots=True)
class Origin:
    """These items come from this resource; its version in which they last changed, as they were taken."""

    resource: str
    version: int
    items: tuple[str, ...]


def read_origins(text: str | None) -> list[Origin]:
    """`330001/000001@5: name, birth_date; 330007/000002@3: address`; nothing where a text has another form."""
    found = [FORM.fullmatch(part) for part in (text or "").split("; ")]
    if not all(found):
        return []
    return [Origin(one["resource"], int(one["version"]), tuple(one["items"].split(", "))) for one in found if one]
