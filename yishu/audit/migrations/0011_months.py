import time
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from django.db import OperationalError, migrations, transaction

TRIES, LOCK, PAUSE = 30, "1s", 2


def by_months(_apps, schema_editor) -> None:
    """The table there is becomes the first partition: nothing of it is copied. Killed anywhere, it begins anew.

    What takes long, reading whether all ids lie below the partition's end, hinders nobody. The change itself holds the table for some milliseconds, however large it is; it waits for
    the lock a second at most, since whoever puts calls on record waits behind it, and then tries again.
    """
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("select id from audit_record order by id desc limit 1")
        newest = cursor.fetchone()
        end = _end(newest and newest[0])
        if newest:
            within = f"id < '{end}'" if end else "true"
            _patiently(
                connection,
                "alter table audit_record drop constraint if exists audit_record_before_end",
                f"alter table audit_record add constraint audit_record_before_end check ({within}) not valid",
            )
            cursor.execute("alter table audit_record validate constraint audit_record_before_end")
        cursor.execute(
            "select indexname, indexdef from pg_indexes where schemaname = current_schema() "
            "and tablename = 'audit_record' and indexname <> 'audit_record_pkey' order by indexname"
        )
        indexes = cursor.fetchall()
    rename = [f"alter index {name} rename to {name[:50]}_before" for name, _ in indexes]
    _patiently(
        connection,
        "alter table audit_record rename to audit_record_before",
        "alter table audit_record_before rename constraint audit_record_pkey to audit_record_before_pkey",
        *rename,
        "drop trigger audit_require_epoch on audit_record_before",
        "create table audit_record (like audit_record_before including defaults including generated including storage including compression) partition by range (id)",
        "alter table audit_record add constraint audit_record_pkey primary key (id)",
        *(definition for _, definition in indexes),
        "create trigger audit_require_epoch after insert on audit_record for each statement execute function audit_require_epoch()",
        *_kept(end if newest else None, bool(newest)),
        "create table audit_record_other partition of audit_record default",
    )


def _kept(end: UUID | None, any_rows: bool) -> list[str]:
    if not any_rows:
        # Under the lock by now: what came since we looked must not go with the table.
        return [
            "do $$ begin assert not exists (select from audit_record_before), 'records were written meanwhile: run this again'; end $$",
            "drop table audit_record_before",
        ]
    until = f"'{end}'" if end else "maxvalue"
    return [
        f"alter table audit_record attach partition audit_record_before for values from (minvalue) to ({until})",
        "alter table audit_record_before drop constraint audit_record_before_end",
    ]


def _end(newest: UUID | None) -> UUID | None:
    """The least id of a month of Asia/Shanghai above all there are and all that are written meanwhile; None where an id is of no time that has months."""
    latest = max(int(time.time() * 1000), (newest.int >> 80) if newest else 0)
    if latest > 250_000_000_000_000:  # the year 9892
        return None
    day = datetime.fromtimestamp(latest / 1000 + 8 * 3600, UTC)
    years, month = divmod(day.month + 1, 12)
    begins = datetime(day.year + years, month + 1, 1, tzinfo=UTC)
    return UUID(int=(int(begins.timestamp()) - 8 * 3600) * 1000 << 80)


def _patiently(connection, *statements: str) -> None:
    """All of them or none."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{LOCK}'")
                for statement in statements:
                    cursor.execute(statement)
            return
        except OperationalError as held:
            if not left or not isinstance(held.__cause__, psycopg.errors.LockNotAvailable):
                raise
            time.sleep(PAUSE)


class Migration(migrations.Migration):
    """The evidence by months: a range of ids for each (`audit.months`, record 0068)."""

    atomic = False
    dependencies = [("audit", "0010_case_index")]

    operations = [migrations.RunPython(by_months)]
