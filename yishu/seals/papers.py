"""Sealed papers that a slice above this one issues, such as result sheets: it registers here how the public check finds them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Paper:
    """What anybody may know of an issued paper: nothing of a person. `standing` says whether the evidence agrees with it; `sha256` is its PDF's."""

    kind: str | Promise
    number: str
    standing: Literal["on_record", "disputed"]
    facts: tuple[tuple[str | Promise, str], ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """Whose papers: found by number and code as somebody typed them, or by the SHA-256 of the file."""

    by_code: Callable[[str, str], Paper | None]
    by_digest: Callable[[str], Paper | None]


_sources: list[Source] = []


def register(source: Source) -> None:
    """In `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def find_by_code(number: str, code: str) -> Paper | None:
    return next((paper for source in _sources if (paper := source.by_code(number, code))), None)


def find_by_digest(sha256: str) -> Paper | None:
    return next((paper for source in _sources if (paper := source.by_digest(sha256))), None)
