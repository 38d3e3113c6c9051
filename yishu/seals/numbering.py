"""Numbers that are never given twice."""

from datetime import date

from django.db import connection


def next_of_day(mark: str, day: date) -> str:
    """`ZZ20261127-0001`. Locks the day's counter until the transaction ends."""
    return f"{mark}{day:%Y%m%d}-{_next(f'{mark}{day:%Y%m%d}'):04d}"


def next_of_year(mark: str, year: int) -> int:
    """From 1 on in each year, without a gap: locks the year's counter until the transaction ends."""
    return _next(f"{mark}{year}")


def next_kind() -> str:
    """`ZL000001`."""
    return f"ZL{_next('ZL'):06d}"


def _next(prefix: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into seals_numbercounter as counter (prefix, next) values (%(prefix)s, 2)
            on conflict (prefix) do update set next = counter.next + 1
            returning next - 1
            """,
            {"prefix": prefix},
        )
        (number,) = cursor.fetchone()
    return number
