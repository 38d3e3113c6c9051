"""Work that several workers share: one of them has a piece in hand, and who is killed has it no more."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def claimed(kind: int, number: int) -> Iterator[bool]:
    """Whether the piece is ours for the block: an advisory lock of the session, of a class of its own for each `kind` of work. It is not waited for."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [kind, number])
        (is_ours,) = cursor.fetchone() or (False,)
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [kind, number])
