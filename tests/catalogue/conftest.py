"""What modules of the catalogue leave to each other: nothing of an open directory, so that what one imports is not counted, found or known again by the next."""

from collections.abc import Iterator

import pytest

_IMPORTED = "select id from catalogue_resource where state = 'imported'"
_REFERRING = """
select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and c.confrelid in ('catalogue_entry'::regclass, 'catalogue_resource'::regclass)
"""


@pytest.fixture(scope="module", autouse=True)
def no_directory_left(django_ready: str) -> Iterator[None]:
    """Takes away what the module imported, with all that refers to it."""
    from django.db import connection, transaction

    yield
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"create temporary table gone_resource on commit drop as {_IMPORTED}")
        cursor.execute(
            "create temporary table gone_entry on commit drop as"
            " select id from catalogue_entry where resource_id in (select id from gone_resource)"
        )
        cursor.execute("set local session_replication_role = replica")  # in no order, and no change is told of it
        cursor.execute(_REFERRING)
        for table, column, target in cursor.fetchall():
            if table != "catalogue_resource":
                gone = "gone_entry" if target == "catalogue_entry" else "gone_resource"
                cursor.execute(f'delete from {table} where "{column}" in (select id from {gone})')
        cursor.execute("delete from catalogue_resource where id in (select id from gone_resource)")
