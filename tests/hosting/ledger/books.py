"""Run in a process of its own over the cluster: everything that is on record of a resource, as JSON, and what a sweep leaves in the spool."""

import json
import sys
from datetime import timedelta
from typing import Any

import django

VERSIONS = 40  # looked at whole, besides the last


def main(code: str) -> dict[str, Any]:
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from yishu.hosting import queries, spooling
    from yishu.hosting.history import commits, rows_at
    from yishu.hosting.models import Batch, Holding

    def rows(sql: str, *values: Any) -> list[list[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return [[_plain(value) for value in row] for row in cursor.fetchall()]

    holding = Holding.objects.select_related("entry__resource").get(resource__code=code)
    table, items = queries.table_of(holding), ("id_number", "name")
    looked_at = sorted({*range(1, holding.version, max(1, holding.version // VERSIONS)), holding.version})
    spooling.sweep(timezone.now() + timedelta(days=2))
    return {
        "version": holding.version,
        "records": holding.records,
        "batches": [_fields(batch) for batch in Batch.objects.filter(holding=holding)],
        "quarantine": dict(rows("select batch_id, count(*) from hosting_quarantinedrecord group by 1")),
        "table": dict(rows(f"select id_number, name from {table.sql}")),
        "at": {version: rows(rows_at(table, items, version).sql) for version in looked_at},
        "changes": rows(commits(table, items, 2, holding.version).sql),
        "evidence": rows(
            "select id, salt, body, outcome from audit_record where resource = %s and action = 'batch:published'", code
        ),
        "spool": sorted(path.name for path in spooling.folder().iterdir()),
    }


def _fields(batch: Any) -> dict[str, Any]:
    return {field.attname: _plain(getattr(batch, field.attname)) for field in batch._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if value is None or isinstance(value, int | str) else str(value)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
