"""Evaluations from outside are kept, and those that are overdue are findings of the risk assessment (32.2)."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.commands import run_here
from tests.operations.commands import environment, run, succeed
from tests.operations.people import warden
from yishu.agencies.models import Role
from yishu.audit.models import Record
from yishu.operations.models import Evaluation

pytestmark = pytest.mark.usefixtures("django_ready")
CHECK = "evaluations_overdue"


@pytest.fixture(autouse=True)
def _none_yet(django_ready: str) -> None:
    Evaluation.objects.all().delete()


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, tmp_path / "key", database_url=database_url)


@pytest.fixture
def overdue(env: dict[str, str]) -> Callable[[], dict[str, Any]]:
    """What `yishu risk --json` finds of evaluations, by kind."""

    def look() -> dict[str, Any]:
        told = json.loads(succeed("risk", "--json", env=env))
        assert CHECK in told["checks"]
        return {one["key"]: one for one in told["findings"] if one["check"] == CHECK}

    return look


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def given(kind: str, *, held: int, due: int, number: str, **more: str) -> list[str]:
    """The command line of one that was held and is due so many days from today."""
    options = {
        "kind": kind,
        "assessor": "浙江某测评有限公司",
        "held": day(held),
        "next-due": day(due),
        "number": number,
    }
    options |= {"findings": "基本符合，低风险 2 项"} | more
    return ["evaluation", "record", *(part for name, value in options.items() for part in (f"--{name}", value))]


@pytest.mark.long
@pytest.mark.clause("32.2")
def test_an_overdue_evaluation_is_a_finding_with_its_reason_until_the_next_is_on_record(
    env: dict[str, str], overdue: Callable[[], dict[str, Any]], tmp_path: Path
) -> None:
    before = overdue()
    assert set(before) == {"classified-protection", "cryptography", "risk"}
    assert before["cryptography"]["zh"] == "没有登记过密评"
    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1.7 report")
    succeed(
        *given("classified-protection", held=-400, due=-1, number="DB-2025-1", level="3", report=str(report)), env=env
    )
    succeed(*given("cryptography", held=-30, due=0, number="MP-2026-1"), env=env)  # due today: not over yet
    found = overdue()
    assert set(found) == {"classified-protection", "risk"}
    late = found["classified-protection"]
    assert (late["severity"], bool(late["owner"]), bool(late["remedy_zh"])) == ("high", True, True)
    assert day(-1) in late["zh"]
    assert "DB-2025-1" in late["zh"]
    succeed(*given("classified-protection", held=0, due=365, number="DB-2026-1", level="3"), env=env)
    succeed(*given("risk", held=-10, due=355, number="FX-2026-1"), env=env)
    assert overdue() == {}
    kept = json.loads(succeed("evaluation", "list", "--json", env=env))["evaluations"]
    assert [one["report_number"] for one in kept] == ["DB-2026-1", "FX-2026-1", "MP-2026-1", "DB-2025-1"]
    oldest = kept[-1]
    assert (oldest["level"], oldest["overdue"]) == ("3", False)  # superseded
    assert oldest["report_digest"] == hashlib.sha256(report.read_bytes()).hexdigest()
    record = json.loads(Record.objects.filter(action="evaluation:recorded").order_by("-id")[3].body)
    assert record["detail"]["number"] == "DB-2025-1"
    assert record["detail"]["digest"] == oldest["report_digest"]


def test_what_cannot_be_so_is_refused_by_field(env: dict[str, str]) -> None:
    cases = (
        (given("classified-protection", held=-1, due=300, number="1"), "level: "),
        (given("risk", held=1, due=300, number="1"), "held_on: "),
        (given("risk", held=-1, due=-1, number="1"), "next_due: "),
        (given("risk", held=-1, due=300, number=" "), "report_number: "),
        (given("risk", held=-1, due=300, number="9" * 121), "report_number: "),
    )
    for n, (command, field) in enumerate(cases):
        done = run_here(*command) if n else run(*command, env=env)
        assert (done.returncode, field in done.stderr) == (1, True), done.stderr


@pytest.mark.clause("32.2")
def test_the_security_administrator_records_one_on_the_page_and_officials_do_not_see_it() -> None:
    client = Client()
    client.force_login(warden(Role.SECURITY_ADMINISTRATOR))
    place = "/operations/evaluations/"
    fields = {
        "kind": "cryptography", "level": "3", "assessor": "某密码测评中心", "held_on": day(-5), "next_due": day(-2),
        "report_number": "MP-页面-1", "findings": "部分符合：未用国密算法 1 项",
    }  # fmt: skip
    wrong = client.post(place, fields | {"next_due": day(-9)})
    assert (wrong.status_code, "下次到期须晚于测评日期" in wrong.content.decode()) == (422, True)
    file = SimpleUploadedFile("report.pdf", b"the report")
    assert client.post(place, fields | {"report": file}).status_code == 302
    shown = client.get(place).content.decode()
    for words in ("MP-页面-1", "部分符合：未用国密算法 1 项", hashlib.sha256(b"the report").hexdigest(), "已到期"):
        assert words in shown
    client.force_login(warden(Role.AUDIT_ADMINISTRATOR))
    assert "MP-页面-1" in client.get(place).content.decode()
    assert client.post(place, fields | {"report_number": "MP-页面-2"}).status_code == 403
    client.force_login(Cast().agency("民政").person_a)
    assert client.get(place).status_code == 403
