"""The working days are changed on record, and the deadlines that run follow: by a year's notice, by days that only this place has, and back (26.3, 38.1)."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import ROOT
from tests.operations.people import warden
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.audit.queries import Filters, Scope, list_records
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.models import WorkDay
from yishu.node.workdays.models import LocalDay, WorkYear
from yishu.operations import incidents
from yishu.sharing import commands as sharing
from yishu.sharing.demands import commands as demands
from yishu.sharing.demands.commands import Need

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕99号
一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。1月3日（周日）上班。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至3日（周一）放假，共3天。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月28日
"""
"""Made up for these tests: what the State Council would say of 2027."""
URL = "/operations/workdays/"


@pytest.fixture
def office(django_ready: str, clock: Any) -> Iterator[Cast.Member]:
    """On Friday 25 December 2026. The calendar of the worker goes back to what it was."""
    models: tuple[Any, ...] = (WorkDay, WorkYear, LocalDay)
    kept = [(model, list(model.objects.all())) for model in models]
    clock.set("2026-12-25 10:00")
    yield Cast().agency("省政府办公厅", coordinator=True)
    for model, rows in kept:
        model.objects.all().delete()
        model.objects.bulk_create(rows)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def preview(client: Client, **more: Any) -> tuple[Any, dict[str, str]]:
    """What the page shows of a notice, and the hidden fields with which it is confirmed."""
    answer = client.post(URL + "import/", {"text": NOTICE} | more)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))
    return answer, {name: unescape(value) for name, value in hidden.items() if name != "csrfmiddlewaretoken"}


def confirm(client: Client) -> Any:
    _answer, fields = preview(client)
    return client.post(URL + "import/", fields)


def applied(cast: Cast, office: Cast.Member) -> tuple[Cast.Member, Cast.Member, str]:
    """CIVIL applies to POLICE now: both, and the application's number."""
    police, civil = cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    line = {"resource": resource.code, "items": ["name"], "modes": ["verify"], "users": [civil.person_a.login]}
    body = {"duty": "社会救助审核", "lines": [line | {"until": "2027-12-31"}]}
    made = signed_in(civil.person_a).post("/api/v1/applications", body, content_type="application/json")
    assert made.status_code == 201, text(made)
    return police, civil, made.json()["id"]


def due(civil: Cast.Member, number: str) -> tuple[str, bool]:
    line = signed_in(civil.person_a).get(f"/api/v1/applications/{number}").json()["lines"][0]
    return line["due"], line["due_provisional"]


def moved_records(number: str) -> list[tuple[Any, ...]]:
    """Of one thing, as the evidence has them: clock, before, after, provisional; the oldest first."""
    page = list_records(Scope("", (), everything=True), Filters(action="deadline:moved"), size=500)
    found = [seen.record.detail for seen in page.records if seen.record.target.startswith(number)]
    return [tuple(one[name] for name in ("clock", "before", "after", "provisional")) for one in reversed(found)]


def notices_of(person: Any) -> str:
    return text(signed_in(person).get("/notices/"))


@pytest.mark.clause("26.3")
def test_a_notice_makes_provisional_deadlines_final_and_moves_them_on_record(office: Cast.Member) -> None:
    """Asked on Friday 25 December 2026. Mo 28 to Th 31 are four working days, Friday 1 January the fifth: as long as nobody has said otherwise.

    By the notice the 31st and the 1st are off, and Sunday the 3rd is worked: 28, 29, 30, the 3rd and Monday the 4th.
    """
    cast = Cast()
    police, civil, number = applied(cast, office)
    assert due(civil, number) == ("2027-01-01", True)
    stranger = cast.agency("林业")
    asked = text(signed_in(police.person_b).get("/sharing/inbox/"))
    assert "暂定" in asked
    shown = text(signed_in(stranger.person_a).get(URL + "?year=2027"))
    assert "暂定：本年度的放假通知还没有录入" in shown

    client = signed_in(office.person_b)
    answer, fields = preview(client)
    assert answer.status_code == 200
    seen = text(answer)
    assert "2026-12-31" in seen
    assert (fields["year"], fields["number"], fields["issued_on"]) == ("2027", "国办发明电〔2026〕99号", "2026-11-28")
    assert due(civil, number) == ("2027-01-01", True)  # a look changes nothing
    done = client.post(URL + "import/", fields)
    assert done.status_code == 302, text(done)

    assert due(civil, number) == ("2027-01-04", False)
    assert moved_records(number) == [("review", "2027-01-01", "2027-01-04", False)]
    change = done["Location"]
    assert number in text(signed_in(police.person_b).get(change))  # its own
    assert number in text(client.get(change))
    assert number not in text(signed_in(stranger.person_a).get(change))
    assert "2027-01-04" in notices_of(police.person_b)
    assert "2027-01-04" not in notices_of(stranger.person_a)
    calendar = text(signed_in(stranger.person_a).get(URL + "?year=2027"))
    assert "已确认" in calendar
    assert "国办发明电〔2026〕99号" in calendar
    assert "2027-02-14 上班 春节" in calendar


@pytest.mark.clause("26.3")
def test_what_is_decided_never_moves_and_undoing_is_another_change(office: Cast.Member) -> None:
    cast = Cast()
    police, civil, number = applied(cast, office)
    closed_police, closed_civil, closed = applied(cast, office)
    line = signed_in(closed_civil.person_a).get(f"/api/v1/applications/{closed}").json()["lines"][0]
    decision = {"line": line["resource"], "outcome": "refuse", "reason": "与履职无关"}
    refused = signed_in(closed_police.person_b).post(
        f"/api/v1/applications/{closed}/decision", decision, content_type="application/json"
    )
    assert refused.status_code == 200, text(refused)
    client = signed_in(office.person_b)
    change = confirm(client)["Location"]
    assert due(closed_civil, closed) == ("2027-01-01", True)
    assert moved_records(closed) == []
    assert client.post(change + "undo/", {"reason": ""}).status_code == 422
    undone = client.post(change + "undo/", {"reason": "误录"})
    assert undone.status_code == 302, text(undone)
    assert due(civil, number) == ("2027-01-01", True)
    assert [record[1:3] for record in moved_records(number)] == [
        ("2027-01-01", "2027-01-04"),
        ("2027-01-04", "2027-01-01"),
    ]
    assert client.post(change + "undo/", {"reason": "再撤"}).status_code == 409
    history = text(client.get(URL + "?year=2027"))
    assert "录入年度安排" in history
    assert "已被撤销" in history
    assert "撤销变更" in history
    assert police.agency.name not in history


@pytest.mark.clause("26.3")
def test_a_special_day_moves_what_runs_and_says_by_whose_decision(office: Cast.Member, clock: Any) -> None:
    """Asked at 23:59 on Monday 12 October 2026, and again a minute later, which is Tuesday in Shanghai; then Friday the 16th is off for a typhoon."""
    cast = Cast()
    clock.set("2026-10-12 23:59")
    _police, civil, first = applied(cast, office)
    clock.set("2026-10-13 00:00")
    _police, other, second = applied(cast, office)
    assert (due(civil, first)[0], due(other, second)[0]) == ("2026-10-19", "2026-10-20")
    client = signed_in(office.person_b)
    form = {"first": "2026-10-16", "last": "", "kind": "holiday", "name": "台风停工", "basis": ""}
    assert client.post(URL + "days/", form).status_code == 422
    added = client.post(URL + "days/", form | {"basis": "省政府防台风紧急通知"})
    assert added.status_code == 302, text(added)
    assert (due(civil, first)[0], due(other, second)[0]) == ("2026-10-20", "2026-10-21")
    page = text(client.get(URL + "?year=2026"))
    assert "省政府防台风紧急通知" in page
    assert "2026-10-16 放假 台风停工" in page
    assert client.post(URL + "days/", form | {"basis": "再来一次"}).status_code == 302  # the basis is another
    assert client.post(URL + "days/", form | {"basis": "再来一次"}).status_code == 409
    removed = client.post(URL + "days/2026-10-16/remove/", {"reason": "台风转向"})
    assert removed.status_code == 302, text(removed)
    assert (due(civil, first)[0], due(other, second)[0]) == ("2026-10-19", "2026-10-20")
    assert len(moved_records(first)) == 2  # the change of the basis has moved nothing


@pytest.mark.clause("26.3")
def test_a_deadline_is_never_put_on_a_day_that_has_passed(office: Cast.Member, clock: Any) -> None:
    """A Saturday that was worked, entered afterwards, would end the five days before today."""
    clock.set("2026-10-12 10:00")
    _police, civil, number = applied(Cast(), office)
    assert due(civil, number)[0] == "2026-10-19"
    clock.set("2026-10-19 09:00")
    form = {"first": "2026-10-17", "kind": "workday", "name": "临时上班", "basis": "省政府通知"}
    assert signed_in(office.person_b).post(URL + "days/", form).status_code == 302
    assert due(civil, number)[0] == "2026-10-19"
    assert moved_records(number) == []


@pytest.mark.clause("26.3")
def test_only_the_coordinator_and_the_system_administrator_change_the_days(office: Cast.Member) -> None:
    police = Cast().agency("公安")
    _answer, fields = preview(signed_in(office.person_b))
    change = confirm(signed_in(warden(Role.SYSTEM_ADMINISTRATOR)))["Location"]
    for person in (police.person_a, police.person_b, warden(Role.INSPECTOR), warden(Role.AUDIT_ADMINISTRATOR)):
        client = signed_in(person)
        assert client.get(URL).status_code == 200
        assert client.get(change).status_code == 200
        assert client.get(URL + "import/").status_code == 403
        assert client.post(URL + "import/", fields).status_code == 403
        assert client.post(URL + "days/", {"first": "2026-10-16"}).status_code == 403
        assert client.post(URL + "days/2026-10-16/remove/", {"reason": "x"}).status_code == 403
        assert client.post(change + "undo/", {"reason": "x"}).status_code == 403
    assert Client().get(URL).status_code == 302
    assert signed_in(office.person_b).post(URL + "changes/999999999/undo/", {"reason": "x"}).status_code == 404


@pytest.mark.clause("26.3")
def test_of_two_administrators_at_once_one_is_told_to_look_again(office: Cast.Member) -> None:
    """Both have looked; both confirm at the same moment."""
    first, second = signed_in(office.person_b), signed_in(warden(Role.SYSTEM_ADMINISTRATOR))
    forms = [preview(client)[1] for client in (first, second)]
    answers: list[Any] = []

    def send(client: Client, fields: dict[str, str]) -> None:
        try:
            answers.append(client.post(URL + "import/", fields))
        finally:
            connection.close()

    together = [threading.Thread(target=send, args=pair) for pair in zip((first, second), forms, strict=True)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert any("已被他人变更" in text(answer) for answer in answers if answer.status_code == 409)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "请粘贴通知全文"),
        ({"text": NOTICE.replace("1月3日（周日）上班", "1月4日（周一）上班")}, "第 3 行：2027-01-04 本来就是工作日"),
        ({"text": NOTICE.replace("国办发明电〔2026〕99号\n", "")}, "文中没有文号"),
        ({"text": NOTICE, "number": "国办发明电〔2025〕7号"}, "已用于另一年度"),
    ],
)
def test_a_wrong_notice_is_refused_by_line_and_rule(office: Cast.Member, given: dict[str, str], said: str) -> None:
    client = signed_in(office.person_b)
    answer = client.post(URL + "import/", given | ({"act": "confirm"} if "number" in given else {}))
    if "number" in given:
        _answer, fields = preview(client, number=given["number"])
        answer = client.post(URL + "import/", fields)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not WorkYear.objects.filter(pk=2027).exists()


def test_a_table_is_read_as_the_text_is(office: Cast.Member) -> None:
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from openpyxl import Workbook

    rows = [("日期", "类型", "名称"), ("2027-01-01", "放假", "元旦"), ("2027/2/14", "上班", "春节")]
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    sheet = BytesIO()
    book.save(sheet)
    client = signed_in(office.person_b)
    plain = "\n".join(",".join(row) for row in rows)
    for name, content in (("d.xlsx", sheet.getvalue()), ("d.csv", plain.encode("gbk")), ("d.csv", plain.encode())):
        fields = {"file": SimpleUploadedFile(name, content), "year": "2027", "number": "国办发明电〔2026〕99号"}
        shown = text(client.post(URL + "import/", fields))
        assert "2027-02-14" in shown
        assert "调休" in shown or "上班" in shown
    for content, said in (
        (b"PK\x03\x04nothing", "不是可读的"),
        ("日期,类型\n".encode(), "三列"),
        (plain.replace("放假", "休假").encode(), "第 2 行"),
    ):
        fields = {"file": SimpleUploadedFile("d.csv", content), "year": "2027", "number": "国办发明电〔2026〕99号"}
        answer = client.post(URL + "import/", fields)
        assert answer.status_code == 422
        assert said in text(answer)


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


def test_a_second_process_takes_a_notice_from_a_file(office: Cast.Member, tmp_path: Path) -> None:
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
    taken = run(str(file), "--yes")
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
