"""What an inspector reads of a look at a person's uses: at a glance how they were used, and what does not stand there (30.1, 32.1)."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.operations.subject_uses.stage import PURPOSE, Scene, set_scene, work
from yishu.access import calls
from yishu.agencies import queries as agency_queries
from yishu.audit import recording
from yishu.audit.models import Record
from yishu.audit.record import Action
from yishu.core.calendar import SHANGHAI
from yishu.core.errors import Problem
from yishu.operations.subject_uses.models import Look
from yishu.wire.data import Purpose, QueryRequest

pytestmark = [pytest.mark.clause("30.1"), pytest.mark.clause("32.1")]
LOOKUP = "/operations/subject-uses/"
NUMBER, NOBODY = "330102199003076015", "330102198001100013"


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """CIVIL's handler is answered once and refused once for want of a case; FORESTRY's is refused."""
    scene = set_scene(tmp_path_factory.mktemp("look"))
    ask(scene, scene.caller, "SQ-9")
    for person, case in ((scene.clerk, "SQ-8"), (scene.caller, "")):
        with pytest.raises(Problem):
            ask(scene, person, case)
    work()
    return scene


def ask(scene: Scene, person: Any, case: str) -> None:
    asked = QueryRequest(Purpose(PURPOSE["duty"], case), items=["name"], subject=NUMBER)
    calls.query(agency_queries.actor_of_person(person), scene.stage.resource.code, asked, now=timezone.now())


@pytest.fixture
def inspector(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.inspector)
    return client


def looked(inspector: Client, number: str = NUMBER, **said: str) -> str:
    given = {"type": "111", "number": number, "basis": "信访〔2026〕9号", "reason": "反映夜间查看"} | said
    return unescape(inspector.post(LOOKUP, given, follow=True).content.decode())


def test_a_look_sums_up_the_uses_each_kind_with_its_list(inspector: Client) -> None:
    page = looked(inspector)
    links = re.findall(r'<a href="(/evidence/\?look=[^"]+&[^"]+)"[^>]*>([^<]+)：(\d+)</a>', page)
    counts = {word: int(count) for _, word, count in links if word != "依职权查询"}
    moments = [each.at for each in Record.objects.filter(action="data:queried")]
    at_night = sum(not 8 <= moment.astimezone(SHANGHAI).hour < 18 for moment in moments)
    night = {"18:00 至次日 8:00": at_night} if at_night else {}
    assert counts == {"得到答复": 1, "被拒绝": 2, "没有写办件编号": 1} | night
    for address, _, count in links:
        assert f"本页 {count} 条" in inspector.get(address).content.decode()


def test_a_call_that_names_no_case_says_so_in_its_row(inspector: Client) -> None:
    rows = looked(inspector).partition("<tbody>")[2].split("<tr")
    [bare] = [row for row in rows if "没有写办件编号" in row]
    assert "被拒绝，没有得到信息" in bare
    assert "SQ-" not in bare


def test_what_is_not_registered_by_person_is_said_with_the_copies_that_may_hold_them(
    scene: Scene, inspector: Client
) -> None:
    page = looked(inspector, NOBODY)
    assert "本平台没有按人登记的使用记录" in page
    assert "留痕里没有整表复制" in page
    police = scene.stage.resource.code
    for resource in (police, scene.bodies.code):
        recording.record(agency_queries.actor_of_person(scene.caller), Action.DATA_COPIED, resource=resource)
    page = looked(inspector, NOBODY)
    [address] = re.findall(r'href="(/evidence/\?action=data%3Acopied[^"]+)"', page)
    assert police.partition("/")[2] in address
    assert scene.stage.civil.agency.name in page
    assert "本页 1 条" in inspector.get(address).content.decode()
    assert "请到该平台查" in page
    # A body's number keys other resources.
    assert "data%3Acopied" not in looked(inspector, "91350100M000100Y43", type="uscc")


def test_who_lacks_the_roles_is_told_that_one_of_them_is_enough(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.clerk)
    answer = client.get(LOOKUP)
    assert answer.status_code == 403
    assert "需要下列职责之一：平台主管、监督检查员" in unescape(answer.content.decode())


def test_the_form_tells_the_powers_and_how_many_looks_are_used_before_anything_is_looked_up(
    scene: Scene, inspector: Client
) -> None:
    looked(inspector)
    used = Look.objects.filter(by=f"person:{scene.inspector.pk}").count()
    form = inspector.get(LOOKUP).content.decode()
    for words in ("第三十条", "第三十二条", "第三十五条", f"今天已查询 {used} 次，每人每天最多 30 次。"):
        assert words in form


def test_the_search_within_a_look_repeats_whose_records_they_are_and_by_what(inspector: Client) -> None:
    assert "以同一依据再查（须重新输入号码）" in looked(inspector)
    look = Look.objects.first()
    assert look is not None
    page = inspector.get(f"/evidence/?look={look.pk}&no_case=none").content.decode()
    until = (look.at + timedelta(minutes=15)).astimezone(SHANGHAI)
    for words in ("330102********6015", "信访〔2026〕9号", "反映夜间查看", f"{until:%H:%M} 以前有效"):
        assert words in page


@pytest.mark.parametrize(("field", "text"), [("basis", "x"), ("reason", "查 。")])
def test_a_sign_or_two_is_neither_a_basis_nor_a_reason(inspector: Client, field: str, text: str) -> None:
    before = Look.objects.count()
    assert "日后核对这次查询的人要看得懂" in looked(inspector, **{field: text})
    assert Look.objects.count() == before
