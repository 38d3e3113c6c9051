"""Who looked up a person's uses takes away what was found, on record, and no more than the page shows (30.1, 32.1)."""

import csv
import io
import json
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV
from tests.operations.subject_uses.stage import Scene, set_scene, work
from yishu.access import calls
from yishu.agencies import queries as agency_queries
from yishu.audit import erasing, recording
from yishu.audit.models import Record
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.operations.subject_uses import taking
from yishu.operations.subject_uses.models import Look
from yishu.wire.data import Purpose, QueryRequest

pytestmark = [pytest.mark.clause("30.1"), pytest.mark.clause("32.1")]
NUMBER = PEOPLE_CSV.splitlines()[1].split(",")[0]
SAID = {"type": "111", "number": NUMBER, "basis": "信访〔2026〕113号", "reason": "核查投诉"}
CASE = "=JZ-7"


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    scene = set_scene(tmp_path_factory.mktemp("taking"))
    actor = agency_queries.actor_of_person(scene.caller)
    for case in (CASE, "JZ-8"):
        request = QueryRequest(Purpose("社会救助审核", case), items=["name"], subject=NUMBER)
        calls.query(actor, scene.stage.resource.code, request, now=timezone.now())
    work()
    return scene


@pytest.fixture
def inspector(scene: Scene) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(scene.inspector)
    return client


def looked(client: Client) -> str:
    """The address of a new look."""
    answer: Any = client.post("/operations/subject-uses/", SAID)
    assert answer.status_code == 302
    return answer["Location"]


def told(client: Client, address: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The uses, and what stands below them."""
    answer = client.post(f"{address}csv/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    ends = rows.index([])
    uses = [dict(zip(rows[0], row, strict=True)) for row in rows[1:ends]]
    return uses, {row[0]: row[1] for row in reversed(rows[ends + 1 :])}


def test_the_table_has_what_the_page_shows_and_by_what_it_was_looked_up(scene: Scene, inspector: Client) -> None:
    address = looked(inspector)
    page = unescape(inspector.get(address).content.decode())
    uses, below = told(inspector, address)
    agency = scene.stage.civil.agency.name
    mine = {use["办件"]: use["使用人"] for use in uses if (use["操作"], use["使用单位"]) == ("查询引用", agency)}
    # No spreadsheet computes it.
    assert {case: mine[case] for case in ("JZ-8", f"'{CASE}")} == dict.fromkeys(("JZ-8", f"'{CASE}"), scene.caller.name)
    for use in uses:
        shown = {name: cell.removeprefix("'") for name, cell in use.items() if name not in ("信息项", "同一次的对象数")}
        assert all(cell in page for cell in shown.values()), shown
    masked = f"{NUMBER[:6]}********{NUMBER[-4:]}"
    assert (below["证件号码"], below["依据"], below["理由"]) == (masked, SAID["basis"], SAID["reason"])
    assert below["条数"] == str(len(uses))
    assert scene.inspector.name in below["取走人"]
    assert NUMBER not in json.dumps([uses, below])


def test_taking_is_on_record_about_the_subject_and_listed_among_its_uses(scene: Scene, inspector: Client) -> None:
    address = looked(inspector)
    look = Look.objects.latest("at")
    _uses, below = told(inspector, address)
    paper = inspector.post(f"{address}paper/")
    table, sheet = Record.objects.filter(action=Action.SUBJECT_TAKEN).order_by("-id")[:2][::-1]
    assert below["取走的留痕回执"].partition(".")[0] == str(table.id)
    assert [each.whole.detail["format"] for each in (table, sheet)] == ["csv", "paper"]
    assert {bytes(each.subjects) for each in (table, sheet)} == {bytes(Record.objects.get(pk=look.record).subjects)}
    detail = table.whole.detail
    assert (detail["basis"], detail["why"], table.target) == (SAID["basis"], SAID["reason"], f"look:{look.pk}")
    assert detail["records"] == int(below["条数"])
    assert str(sheet.id) in paper.content.decode()
    work()
    assert "取走对象的使用记录" in inspector.get(looked(inspector)).content.decode()


def test_the_sheet_names_basis_case_and_times_and_masks_the_number(scene: Scene, inspector: Client) -> None:
    address = looked(inspector)
    page = unescape(inspector.post(f"{address}paper/").content.decode())
    for words in (SAID["basis"], SAID["reason"], "JZ-8", scene.stage.civil.agency.name, "取走时间", "查询时间"):
        assert words in page
    assert f"{NUMBER[:6]}********{NUMBER[-4:]}" in page
    assert NUMBER not in page
    assert "data-print" in page


def test_what_was_erased_is_not_taken_along_as_what_never_was(scene: Scene, inspector: Client) -> None:
    """Nor is a call that names no case left to be taken for one whose case was erased."""
    other = PEOPLE_CSV.splitlines()[2].split(",")[0]
    actor = agency_queries.actor_of_person(scene.caller)
    receipts = []
    for case in ("JZ-抹除", "JZ-9"):
        request = QueryRequest(Purpose("社会救助审核", case), items=["name"], subject=other)
        receipts.append(str(calls.query(actor, scene.stage.resource.code, request, now=timezone.now()).receipt))
    work()
    number = receipts[0].partition(".")[0]
    target = f"record:{number}"
    erasing.erase(UUID(number), lambda: recording.record(PLATFORM, Action.PERSONAL_PART_ERASED, target=target))
    address: Any = inspector.post("/operations/subject-uses/", SAID | {"number": other})["Location"]
    uses, _below = told(inspector, address)
    by_number = {use["留痕编号"]: (use["使用人"], use["办件"]) for use in uses}
    assert by_number[number] == ("已抹除", "已抹除")
    assert by_number[receipts[1].partition(".")[0]] == (scene.caller.name, "JZ-9")
    page = unescape(inspector.post(f"{address}paper/").content.decode())
    assert "办件（如写有）" in page
    assert page.count("已抹除") >= 2


def test_only_ones_own_authorised_look_is_taken_while_it_can_be_turned(scene: Scene, inspector: Client) -> None:
    address = looked(inspector)
    other = Client()
    other.force_login(scene.boss)
    clerk = Client()
    clerk.force_login(scene.clerk)
    for form in ("csv", "paper"):
        assert inspector.get(f"{address}{form}/").status_code == 405
        assert other.post(f"{address}{form}/").status_code == 404
        assert clerk.post(f"{address}{form}/").status_code == 403
    counter = clerk.post(
        "/operations/subject-uses/counter/", {"type": "111", "number": NUMBER, "identified": "original"}
    )
    assert clerk.post(f"{counter['Location']}csv/").status_code == 403
    before = Record.objects.filter(action=Action.SUBJECT_TAKEN).count()
    Look.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert inspector.post(f"{address}csv/").status_code == 404
    assert Record.objects.filter(action=Action.SUBJECT_TAKEN).count() == before


def test_where_there_are_more_that_is_said(scene: Scene, inspector: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST", 1)
    address = looked(inspector)
    uses, below = told(inspector, address)
    assert len(uses) == 1
    assert "只含最近 1 条" in below["说明"]
    assert "只含最近 1 条" in inspector.post(f"{address}paper/").content.decode()
