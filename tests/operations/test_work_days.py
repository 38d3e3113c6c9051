"""The working days are changed on record, and the deadlines that run follow: by a year's notice, by days that only this place has, and back (26.3, 38.1)."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Cast
from tests.operations.days import (
    NOTICE,
    URL,
    applied,
    confirm,
    due,
    moved_records,
    notices_of,
    office,
    preview,
    signed_in,
    text,
)
from tests.operations.people import warden
from yishu.agencies.models import Role
from yishu.node.workdays.models import WorkYear

__all__ = ["office"]


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
