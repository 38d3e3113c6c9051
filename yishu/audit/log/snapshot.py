"""The log read whole while it goes on: in one snapshot, in which each erasure has its place in the log.

A part is gone with the transaction in which its erasure is put on record, and that record has its place in the log a second later; a file of the archive that is written anew without a part takes the place of one
that a snapshot names. Whoever reads between would find a part that is gone, and no record of it.
"""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from yishu.audit.errors import ArchiveRewritten
from yishu.audit.log.parts import ERASED
from yishu.audit.log.reading import Connection

T = TypeVar("T")

PLACED_SECONDS: Final = 10
"""So long erasures are waited for; where nothing appends to the log, they wait for ever."""
_EVERY_SECONDS: Final = 0.2
_MOST_TIMES: Final = 5


def in_one_snapshot(connection: Connection, work: Callable[[frozenset[str]], T]) -> T:
    """`work` is given the records whose erasure has no place in the log even now, and is begun anew where the archive was rewritten amid it. Raises what it raises, and ArchiveRewritten where that does not end."""
    until, rewritten = time.monotonic() + PLACED_SECONDS, 0
    while True:
        try:
            with connection.transaction():
                connection.execute("set transaction isolation level repeatable read, read only")
                waiting = _list_waiting(connection)
                if not waiting or time.monotonic() > until:
                    return work(waiting)
        except ArchiveRewritten:
            rewritten += 1
            if rewritten == _MOST_TIMES:
                raise
        time.sleep(_EVERY_SECONDS)


def _list_waiting(connection: Connection) -> frozenset[str]:
    """The numbers of the records that were erased and whose erasure the log has still to take: see `sequencing` for which those are."""
    found = connection.execute(
        """
        select r.target from audit_record r cross join audit_log l where r.moment >= l.seen and r.action = %(erased)s
        union all
        select r.target from audit_record r cross join audit_log l
        where r.moment = any(l.open) and r.moment < l.seen and r.action = %(erased)s
        union all
        select r.target from audit_record r cross join audit_log l
        where r.moment is null and r.id > l.older and r.action = %(erased)s
        """,
        {"erased": ERASED},
    ).fetchall()
    return frozenset(target.removeprefix("record:") for (target,) in found)
