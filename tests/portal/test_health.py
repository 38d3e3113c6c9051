"""Readiness says which check fails; metrics are those of the database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from yishu.audit import recording
from yishu.audit.record import Action, Record
from yishu.core.ids import new_id
from yishu.portal import health


def test_ready_when_everything_holds(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": dict.fromkeys(("database", "schema", "log", "clock"), "ok")}


def test_a_demo_is_ready_when_it_is_filled(client: Client, tmp_path: Any) -> None:
    with override_settings(YISHU_DEMO=True, YISHU_DIR=tmp_path):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["checks"]["demo"]) == (503, "failing")
        (tmp_path / "demo.json").write_text("{}")
        assert client.get("/readyz").status_code == 200


def test_a_schema_behind_the_program_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/readyz")
    monkeypatch.setattr(health, "_known", health._known | {("audit", "9999_from_the_future")})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["schema"]) == (503, "failing")


def test_a_clock_that_differs_from_the_databases_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.timezone, "now", lambda: datetime.now(UTC) + timedelta(minutes=2))
    assert client.get("/readyz").json()["checks"]["clock"] == "failing"


def test_a_clock_behind_the_newest_record_is_not_ready(client: Client) -> None:
    ahead = int((datetime.now(UTC) + timedelta(minutes=2)).timestamp() * 1000)
    with transaction.atomic():
        recording.insert(Record(action=Action.SESSION_CLOSED, id=new_id(ahead)))
        assert client.get("/readyz").json()["checks"]["clock"] == "failing"
        transaction.set_rollback(True)
    assert client.get("/readyz").json()["checks"]["clock"] == "ok"


def test_a_read_only_database_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set default_transaction_read_only = on")
        try:
            assert client.get("/readyz").json()["checks"]["log"] == "failing"
        finally:
            cursor.execute("reset default_transaction_read_only")


def test_a_database_that_does_not_answer_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def broken(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_rows", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["checks"].values()) == {"failing"}
    assert "refused" not in answer.content.decode()


def counted(text: str, name: str) -> int:
    return sum(int(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))


def test_metrics_count_what_happened(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cast import Cast

    monkeypatch.setattr(health, "METRICS_LAST", 0.0)
    before = client.get("/metrics").content.decode()
    cast = Cast()
    resource = cast.resource(cast.agency("公安"), cast.agency("主管", coordinator=True), category="unrestricted")
    civil = cast.agency("民政")
    cast.grant(civil, cast.agency("甲"), resource, users=(civil.person_a,))
    after = client.get("/metrics").content.decode()

    def grown(name: str) -> int:
        return counted(after, name) - counted(before, name)

    assert grown('yishu_records_today_total{action="agency:registered",outcome="allowed"}') == 4
    assert grown("yishu_grants_active") == 1
    assert grown('yishu_resources{state="published"}') == 1
    assert grown("yishu_access_epoch") > 0


def test_metrics_are_made_at_most_every_ten_seconds(client: Client) -> None:
    from django.test.utils import CaptureQueriesContext

    client.get("/metrics")
    with CaptureQueriesContext(connection) as made:
        client.get("/metrics")
    assert len(made) == 5  # readiness alone
    assert not [query for query in made if "sharing_grant" in query["sql"]]


def test_the_tally_counts_settled_records_once(django_ready: str) -> None:
    from tests.cast import Cast

    tally, now = health.RecordTally(), timezone.now()
    Cast().agency("计数")
    first = tally.counted(now)
    later = tally.counted(now + timedelta(minutes=5))  # what was fresh is settled now
    assert first == later == tally.counted(now + timedelta(minutes=6))
