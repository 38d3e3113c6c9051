"""Numbers of discrepancies (YY) and filings (BA): the kind, the day, and a number that is never given twice."""

from datetime import date

from django.db import connection


def next_number(kind: str, day: date) -> str:
    """Taken in the transaction that uses it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into quality_numbercounter as counter (kind, day, next) values (%(kind)s, %(day)s, 2)
            on conflict (kind, day) do update set next = counter.next + 1
            returning next - 1
            """,
            {"kind": kind, "day": day},
        )
        (number,) = cursor.fetchone()
    return f"{kind}{day:%Y%m%d}-{number:04d}"
