"""The working days over the API, from the command line, and while others count their deadlines (26.3)."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.commands import run_here
from tests.conftest import ROOT
from tests.operations.days import (
    NOTICE,
    URL,
    applied,
    confirm,
    due,
    moved_records,
    office,
    preview,
    signed_in,
    text,
)
from tests.sharing.agreements import brought_in, set_scene
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.models import LocalStep
from yishu.node.workdays.models import WorkYear
from yishu.operations import incidents, local_rules
from yishu.sharing import commands as sharing
from yishu.sharing.checking.models import Check
from yishu.sharing.demands import commands as demands
from yishu.sharing.demands.commands import Need

__all__ = ["office"]


@pytest.mark.clause("26.3")
def test_formal_checks_and_standing_authorisations_follow_the_calendar(
    office: Cast.Member, clock: Any, tmp_path: Path
) -> None:
    """By the notice 31 December is a holiday and Sunday 3 January a working day."""
    clock.set("2026-12-29 10:00")
    code, now = LocalStep.Code.APPLICATION_FORMAL_CHECK, timezone.now()
    local_rules.add_step(office.b, code, basis="《某市数据共享细则》第七条", now=now)
    try:
        _police, _civil, number = applied(Cast(), office)
    finally:
        local_rules.drop_step(office.b, code)
    check, standing = Check.objects.get(application__number=number), brought_in(set_scene(tmp_path))
    assert check.due == date(2026, 12, 31)
    waited_until = standing.due
    confirm(signed_in(office.person_b))
    check.refresh_from_db()
    standing.refresh_from_db()
    assert (check.due, check.due_provisional) == (date(2027, 1, 3), False)
    assert standing.due != waited_until


@pytest.mark.clause("26.3")
def test_the_same_over_the_api(office: Cast.Member) -> None:
    cast = Cast()
    _police, civil, number = applied(cast, office)
    client, stranger = signed_in(office.person_b), signed_in(civil.person_a)

    def post(who: Client, path: str, body: dict[str, Any]) -> Any:
        return who.post(f"/api/v1/work-days/{path}", body, content_type="application/json")

    seen = post(client, "notice/preview", {"text": NOTICE})
    assert seen.status_code == 200, text(seen)
    assert (seen.json()["year"], seen.json()["remarks"]) == (2027, [])
    assert {"date": "2026-12-31", "was": "", "becomes": "holiday", "name": "元旦"} in seen.json()["differences"]
    body = {"text": NOTICE, "seen": seen.json()["seen"]}
    assert post(stranger, "notice", body).status_code == 403
    assert post(stranger, "notice/preview", body).status_code == 403
    made = post(client, "notice", body)
    assert made.status_code == 201, text(made)
    again = post(client, "notice", body)
    assert (again.status_code, again.json()["code"]) == (409, "calendar_moved")
    wrong = post(client, "notice/preview", {"text": NOTICE.replace("周日", "周一", 1)})
    assert (wrong.status_code, wrong.json()["errors"][0]["rule"]) == (422, "weekday")
    year = stranger.get("/api/v1/work-days?year=2027").json()
    assert (year["number"], year["confirmed_until"]) == ("国办发明电〔2026〕99号", "2027-12-31")
    changes = stranger.get("/api/v1/work-days/changes?year=2027").json()
    assert changes[0]["deadlines"] == []  # what moved is POLICE's to do
    assert [one["after"] for one in made.json()["deadlines"] if number in one["thing"]] == ["2027-01-04"]
    local = {"first": "2027-03-01", "kind": "holiday", "name": "临时放假", "basis": "省政府通知"}
    assert post(stranger, "local", local).status_code == 403
    assert post(client, "local", local).status_code == 201
    assert post(client, "local/2027-03-01/removal", {"reason": "取消"}).status_code == 201
    assert post(client, "local/2027-03-01/removal", {"reason": "取消"}).json()["code"] == "local_day_not_found"
    number_of = made.json()["id"]
    assert post(stranger, f"changes/{number_of}/undo", {"reason": "x"}).status_code == 403
    assert post(client, f"changes/{number_of}/undo", {"reason": "误录"}).status_code == 201
    assert stranger.get("/api/v1/work-days?year=2027").json()["number"] == ""
    assert stranger.get("/api/v1/work-days?year=1").status_code == 422


def test_a_command_takes_a_notice_from_a_file(office: Cast.Member, tmp_path: Path) -> None:
    """It says what changes, or line and rule of what is wrong."""
    file, wrong = tmp_path / "2027.txt", tmp_path / "wrong.txt"
    file.write_text(NOTICE, "utf-8")
    wrong.write_text(NOTICE.replace("共8天", "共9天"), "utf-8")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "yishu.cli", "calendar", "import", *words]
        return subprocess.run(command, env=dict(os.environ), cwd=ROOT, capture_output=True, text=True, check=False)

    refused = run(str(wrong), "--yes")
    assert (refused.returncode, "第 4 行" in refused.stderr) == (1, True)
    assert not WorkYear.objects.filter(pk=2027).exists()
    taken = run_here("calendar", "import", str(file), "--yes")
    assert taken.returncode == 0, taken.stderr
    assert "2027-02-14" in taken.stdout
    assert WorkYear.objects.get(pk=2027).number == "国办发明电〔2026〕99号"


@pytest.mark.clause("26.3")
def test_a_change_waits_for_what_is_being_counted_and_finds_it(office: Cast.Member) -> None:
    """A command has counted its deadline but has not ended: the change of the calendar comes after it, and counts its deadline again."""
    counted, go_on = threading.Event(), threading.Event()
    cast = Cast()
    police, civil = cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    ask = sharing.LineRequest(
        resource=resource.code, items=("name",), modes=("verify",), users=(civil.person_a.login,), until=date(2027, 12, 31)
    )  # fmt: skip
    numbers: list[str] = []

    def apply_slowly() -> None:
        with transaction.atomic():
            numbers.append(sharing.apply(civil.a, duty="社会救助审核", basis="", requests=(ask,), now=cast.now).number)
            counted.set()
            go_on.wait(20)
        connection.close()

    slow = threading.Thread(target=apply_slowly)
    slow.start()
    assert counted.wait(20)
    client = signed_in(office.person_b)
    _answer, fields = preview(client)
    threading.Timer(0.6, go_on.set).start()
    done = client.post(URL + "import/", fields)
    slow.join(20)
    assert done.status_code == 302, text(done)
    assert due(civil, numbers[0]) == ("2027-01-04", False)


def test_a_change_that_would_wait_too_long_gives_way(office: Cast.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yishu.operations.workdays.commands.TRIES", 1)
    counted, go_on = threading.Event(), threading.Event()

    def count_slowly() -> None:
        with transaction.atomic():
            clocks.deadline(clocks.REVIEW, timezone.now())
            counted.set()
            go_on.wait(20)
        connection.close()

    slow = threading.Thread(target=count_slowly)
    slow.start()
    assert counted.wait(20)
    try:
        refused = confirm(signed_in(office.person_b))
    finally:
        go_on.set()
        slow.join(20)
    assert refused.status_code == 409
    assert "请一分钟后再试" in text(refused)
    assert not WorkYear.objects.filter(pk=2027).exists()


@pytest.mark.clause("26.3")
def test_a_clock_set_back_changes_no_deadline(office: Cast.Member, clock: Any) -> None:
    """The machine's clock goes back a week after the application: neither its day nor what a change counts depends on it."""
    _police, civil, number = applied(Cast(), office)
    clock.set("2026-12-18 10:00")
    assert due(civil, number) == ("2027-01-01", True)
    assert confirm(signed_in(office.person_b)).status_code == 302
    assert due(civil, number) == ("2027-01-04", False)


@pytest.mark.clause("26.3")
def test_demands_supplements_and_incidents_follow_as_well(office: Cast.Member, clock: Any) -> None:
    """All begun on Friday 25 December 2026: the demand's five days end on the 4th, the incident's twenty on the 25th of January in place of the 22nd."""
    cast = Cast()
    police, civil = cast.agency("公安"), cast.agency("民政")
    need = Need("车辆信息", ("号牌",), "社会救助审核", "《社会救助暂行办法》第四十一条", "核对申请人家庭财产")
    code = police.agency.code
    demand = demands.file_demand(civil.a, need, holder=code, now=cast.now)
    accepted = demands.file_demand(civil.a, replace(need, name="船舶信息"), holder=code, now=cast.now)
    demands.accept(police.b, accepted.number, now=cast.now)
    agencies.appoint(PLATFORM, police.person_b, Role.RISK_OFFICER)
    incident = incidents.report(
        police.b, police.agency, kind="misuse", what="夜间大量比对", found_at=cast.now, now=cast.now
    )
    assert confirm(signed_in(office.person_b)).status_code == 302
    for row in (demand, accepted, incident):
        row.refresh_from_db()
    assert (demand.due, demand.due_provisional) == (date(2027, 1, 4), False)
    assert accepted.fulfil_due == date(2027, 1, 25)
    assert accepted.due == date(2027, 1, 1)  # it was answered: that day is past
    assert shanghai_day(incident.close_due - timedelta(seconds=1)) == date(2027, 1, 25)
    assert {record[0] for one in (demand.number, accepted.number, incident.number) for record in moved_records(one)} == {
        "demand_answer", "demand_fulfil", "incident_close"
    }  # fmt: skip
