"""Records that lie far apart: their pages are asked of the disk together, not one when the one before has come (32.1).

An index scan waits for each page in turn, and a hundred records of one case lie on a hundred pages. From a bitmap PostgreSQL knows all of them beforehand, and reads ahead.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

_AT_ONCE: Final = 4096
"""Numbers that are walked along in one statement, at most."""
_FORWARD: Final = """
select set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true), set_config('effective_io_concurrency', '64', true)
"""
_BACK: Final = "reset enable_indexscan; reset enable_seqscan; reset effective_io_concurrency"


def gather(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that reads records by their numbers: `… where id = any(…) offset 0`, so that no other index is tried."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FORWARD)
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
        cursor.execute(_BACK)
    return rows


def walk(numbers: str, parameters: dict[str, Any], first: int) -> Iterator[list[UUID]]:
    """The numbers that a statement selects as `id` below the parameter `below`, newest first: `first` of them, then more and more at once, for most pages end soon."""
    most, told = first, dict(parameters)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{numbers} order by id desc limit %(most)s", told | {"most": most})
            found = [number for (number,) in cursor.fetchall()]
        if found:
            yield found
            told["below"] = found[-1]
        if len(found) < most:
            return
        most = min(4 * most, _AT_ONCE)
