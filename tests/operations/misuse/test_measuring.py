"""Use is measured from new records alone, in bounded time, and what is usual is learnt from the measures (30.1)."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.gateway.stage import DUTY, Stage
from tests.operations.misuse.scene import learnt, midnight, newcomer, ordinary
from yishu.audit.queries import first_id

RECORDS = 200_000


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(one for child in plan.get("Plans", []) for one in nodes(child))]


def of_evidence(statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """How a statement reads the evidence; it is undone."""
    with connection.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute(f"explain (analyze, format json) {statement}", parameters)
        told = cursor.fetchone()[0]
        cursor.execute("rollback")
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return [one for one in nodes(plan) if one.get("Relation Name", "").startswith("audit_record")]


@pytest.mark.long
@pytest.mark.clause("30.1")
def test_baselines_of_200_000_records_are_made_in_bounded_time_and_new_records_alone_are_read(stage: Stage) -> None:
    from yishu.operations.misuse.closing import CLOSE
    from yishu.operations.misuse.measuring import MEASURE
    from yishu.operations.misuse.models import Baseline, Hour

    system, _ = newcomer(stage)
    made = ordinary(stage, system, midnight(), days=30, an_hour=-(-RECORDS // (30 * 24)))
    assert made >= RECORDS
    begun = time.monotonic()
    learnt(midnight() - timedelta(days=30))
    assert time.monotonic() - begun < 120
    known = Baseline.objects.get(caller=system.actor.ref)
    assert Hour.objects.filter(caller=system.actor.ref).count() == 720
    assert (known.used_days, known.highest, known.duty) == (28, 278, DUTY)
    assert all(abs(mean - 278) < 1 for mean in (*known.working, *known.resting))
    assert (known.missed_percent, known.caseless_percent, known.looks, known.in_case) == (0, 0, 1, 1)

    hour = midnight() - timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute("analyze audit_record")
        of_hour = [first_id(hour), first_id(midnight())]
        cursor.execute("select count(*) from audit_record where id >= %s and id < %s", of_hour)
        (there,) = cursor.fetchone()
    span = {"since": first_id(hour), "until": first_id(midnight()), "hour": hour, "day": hour.date()}
    for statement in (MEASURE, CLOSE):
        (read,) = of_evidence(statement, span)
        assert read["Node Type"] in ("Index Scan", "Bitmap Heap Scan")
        assert read["Actual Rows"] + read.get("Rows Removed by Filter", 0) == there < 400
