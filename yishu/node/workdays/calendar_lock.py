"""One lock between counting a deadline and changing the days that it is counted in.

A command that counts a deadline holds it shared until its transaction ends; a change of the calendar holds it alone. So a deadline is either counted by the new
days, or its row is there when the change looks for what it has to count again: none slips through between.
"""

from typing import Final

from django.db import connection

_KEY: Final = 0x79_69_73_68_75_64_61_79  # "yishuday"


def while_counting() -> None:
    """Until the caller's transaction ends the days stay as they are; outside of one there is nothing to protect."""
    if connection.in_atomic_block:
        _lock("select pg_advisory_xact_lock_shared(%s)")


def while_changing() -> None:
    """Nobody counts until the caller's transaction ends."""
    assert connection.in_atomic_block, "the days change in a transaction"
    _lock("select pg_advisory_xact_lock(%s)")


def _lock(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_KEY])
