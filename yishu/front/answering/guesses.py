"""Wrong claims of a day, as the node counts them for calls that it can read (docs/decisions/0056): so many different ones of an item of a subject, then nothing else is compared of it."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

WRONG: Final = 10
TABLE: Final = """
create table if not exists guess (
    day text not null, who blob not null, value blob not null, primary key (who, value)
) without rowid;
"""


class Claim(NamedTuple):
    """One claim that was compared: of whom (caller, resource, item, subject) and which value, both as keyed hashes."""

    who: bytes
    value: bytes
    is_wrong: bool


def is_stopped(connection: sqlite3.Connection, claims: Iterable[Claim], day: date) -> bool:
    """Whether one of them may not be answered any more; wrong ones are counted. In the transaction of the journal."""
    today = day.isoformat()
    connection.execute("delete from guess where day < ?", [today])
    stopped = False
    for claim in claims:
        known = {value for (value,) in connection.execute("select value from guess where who = ?", [claim.who])}
        if claim.value in known:
            continue
        if len(known) >= WRONG:
            stopped = True
        elif claim.is_wrong:
            connection.execute("insert into guess values (?, ?, ?)", [today, claim.who, claim.value])
    return stopped
