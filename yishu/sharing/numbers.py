"""Numbers of documents by day: XQ20261127-0001."""

from datetime import date

from django.db import connection


def next_number(prefix: str, day: date) -> str:
    """The next number of the day under this prefix; taken in the transaction that uses it, never given twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into sharing_numbercounter as counter (prefix, day, next) values (%(prefix)s, %(day)s, 2)
            on conflict (prefix, day) do update set next = counter.next + 1
            returning next - 1
            """,
            {"prefix": prefix, "day": day},
        )
        (number,) = cursor.fetchone()
    return f"{prefix}{day:%Y%m%d}-{number:04d}"
