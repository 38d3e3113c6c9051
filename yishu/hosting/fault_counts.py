"""Why the records of a staged file come back: counted by item and rule, and the first of them as they came (21.2)."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from yishu.hosting.declared.rules import Kind
from yishu.hosting.staging import SENT_BACK

ROWS_NAMED, MOST_FAULTS = 5, 50


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How many records break a rule; `rows` are the first of them, by their number in the file."""

    field: str
    rule: str
    zh: str
    en: str
    count: int
    rows: tuple[int, ...]


def count_faults() -> tuple[FaultCount, ...]:
    """By item and rule; several rules that the provider declared for an item are told apart by what they say."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select error ->> 'field', error ->> 'rule', min(error ->> 'zh'), min(error ->> 'en'), count(*),
                (array_agg(_row order by _row))[1:{ROWS_NAMED}]
            from {SENT_BACK} cross join jsonb_array_elements(errors) error
            group by 1, 2, case when error ->> 'rule' = any(%s) then error ->> 'zh' end
            order by 5 desc, 1, 2, 3 limit {MOST_FAULTS}
            """,
            [list(Kind)],
        )
        return tuple(
            FaultCount(field, rule, zh, en, count, tuple(rows))
            for field, rule, zh, en, count, rows in cursor.fetchall()
        )


def first_sent_back(most: int) -> list[dict[str, Any]]:
    """[{"row", "values", "errors"}], as a record sent back is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select coalesce(jsonb_agg(jsonb_build_object('row', _row, 'values', "values", 'errors', errors) order by _row), '[]')
            from (select * from {SENT_BACK} order by _row limit %s) s
            """,
            [most],
        )
        return json.loads(cursor.fetchone()[0])
