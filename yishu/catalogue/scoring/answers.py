"""How applications were answered is known further up: the slice that has them says here how to count them."""

from dataclasses import dataclass
from typing import LiteralString

NONE: LiteralString = "select null::bigint as resource_id, 0 as asked, 0 as in_time where false"


@dataclass(slots=True)
class _Source:
    statement: LiteralString = NONE
    url_name: str = ""


_source = _Source()


def register(statement: LiteralString, url_name: str) -> None:
    """`statement` selects resource_id, asked and in_time of every resource that was applied for (`%(now)s` may stand in it); answers are given on the page of
    this name. In `AppConfig.ready()`."""
    _source.statement, _source.url_name = statement, url_name


def statement() -> LiteralString:
    return _source.statement


def url_name() -> str:
    return _source.url_name
