"""Who used a person's information: every call about them is found, by those who may, on record; what the law lets nobody tell is left out at the counter (30.1, 32.1)."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.conftest import Node
from tests.gateway.stage import DUTY
from tests.operations.subject_uses.stage import PURPOSE, Scene, set_scene, work
from yishu.access import calls
from yishu.access.refused import why
from yishu.agencies import queries as agency_queries
from yishu.audit.models import Record
from yishu.audit.record import Action
from yishu.core.calendar import shanghai_day
from yishu.core.identifiers import resident_check_digit
from yishu.operations.subject_uses.models import Look, Withholding
from yishu.wire.data import Purpose, QueryRequest

pytestmark = [pytest.mark.clause("30.1"), pytest.mark.clause("32.1")]
COUNTER, LOOKUP = "/operations/subject-uses/counter/", "/operations/subject-uses/"
WITHHOLDINGS = "/operations/subject-uses/withholdings/"
LAW = "《中华人民共和国反洗钱法》"


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return set_scene(tmp_path_factory.mktemp("uses"))


@pytest.fixture(scope="module")
def gateway(start_node: Callable[..., Node], scene: Scene) -> Node:
    return start_node("gateway")


def _numbers() -> Iterator[str]:
    """People who are asked about in one test only."""
    for n in range(100, 999):
        first = f"330102198001{n // 100 + 10}{n:03d}"
        yield first + resident_check_digit(first)


_people = _numbers()


@pytest.fixture
def number() -> str:
    return next(_people)


def call(gateway: Node, scene: Scene, act: str, resource: Any = None, **body: Any) -> httpx.Response:
    whole = {"purpose": PURPOSE} | ({"items": ["name"]} if act == "query" else {}) | body
    address = gateway.url + scene.stage.path(act, resource)
    return httpx.post(address, json=whole, headers=scene.stage.civil_system.headers, timeout=60)


def verify(gateway: Node, scene: Scene, subject: Any, resource: Any = None, **more: Any) -> httpx.Response:
    return call(gateway, scene, "verify", resource, subject=subject, claims={"name": "赵一"}, **more)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def token(person: Any) -> dict[str, str]:
    client = Client()
    body = {"login": person.login, "password": "correct-horse-7-battery"}
    return {"Authorization": f"Bearer {client.post('/api/v1/session', body, 'application/json').json()['token']}"}


def post(person: Any, path: str, **body: Any) -> Any:
    return Client().post(f"/api/v1/subject-uses/{path}", body, "application/json", headers=token(person))


def at_counter(scene: Scene, number: str, **more: str) -> Any:
    """The page that the clerk is led to."""
    said = {"type": "111", "number": number, "identified": "original"} | more
    return signed_in(scene.clerk).post(COUNTER, said, follow=True)


def looked_up(scene: Scene, number: str, type_: str = "111") -> list[dict[str, Any]]:
    """What the coordinator sees, but for looks of these tests."""
    said = {"type": type_, "number": number, "basis": "监函〔2026〕3号", "reason": "核查投诉"}
    answer = post(scene.boss, "lookups", **said)
    assert answer.status_code == 201, answer.content
    return [use for use in answer.json()["uses"] if not use["action"].startswith("subject:")]


def test_every_way_of_asking_is_found_for_the_person(gateway: Node, scene: Scene, number: str) -> None:
    others = [next(_people) for _ in range(2)]
    assert verify(gateway, scene, number).status_code == 200
    assert verify(gateway, scene, f"  {number[:6]} {number[6:]} ").status_code == 200
    assert verify(gateway, scene, {"type": "111", "value": number}, scene.documents).status_code == 200
    asked = QueryRequest(Purpose(DUTY, "SQ-2"), items=["name"], subject=number)
    calls.query(agency_queries.actor_of_person(scene.caller), scene.stage.resource.code, asked, now=timezone.now())
    thousand = ([number, *others] * 334)[:1000]
    assert call(gateway, scene, "query", subjects=thousand).status_code == 200
    assert call(gateway, scene, "query", subjects=[*thousand, *others]).status_code == 200
    work()
    told = looked_up(scene, number)
    counts = sorted((use["action"], use["subjects"]) for use in told)
    assert counts == sorted(
        [("data:verified", 1)] * 3 + [("data:queried", 1), ("data:queried", 1000), ("data:queried", 1002)]
    )
    assert {use["agency"] for use in told} == {scene.stage.civil.agency.code}
    assert [use["at"] for use in told] == sorted((use["at"] for use in told), reverse=True)
    page = next(use for use in told if use["case"] == "SQ-2")
    assert (page["actor_name"], page["duty"], page["items"]) == (scene.caller.name, DUTY, ["姓名"])
    assert len(looked_up(scene, others[0])) == 2


def test_the_same_number_under_another_kind_of_key_is_another_subject(gateway: Node, scene: Scene, number: str) -> None:
    assert verify(gateway, scene, number, scene.bodies).status_code == 200
    assert verify(gateway, scene, {"type": "414", "value": "E12345678"}, scene.documents).status_code == 200
    work()
    assert looked_up(scene, number) == []
    assert len(looked_up(scene, "e12345678", "414")) == 1


def test_who_was_asked_about_in_vain_is_told_too(gateway: Node, scene: Scene, number: str) -> None:
    headers = scene.stage.forestry_system.headers
    body = {"purpose": PURPOSE, "items": ["name"], "subjects": [number, "12"]}
    refused = httpx.post(gateway.url + scene.stage.path("query"), json=body, headers=headers, timeout=30)
    assert refused.status_code == 403
    work()
    [tried] = looked_up(scene, number)
    assert (tried["outcome"], tried["agency"]) == ("denied", scene.stage.forestry.agency.code)
    page = at_counter(scene, number).content.decode()
    assert "被拒绝，没有得到信息" in page
    assert scene.stage.forestry.agency.name in page


def test_an_inspector_goes_on_from_a_use_to_its_case_its_grant_and_why_it_was_refused(
    gateway: Node, scene: Scene, number: str
) -> None:
    assert verify(gateway, scene, number).status_code == 200
    headers = scene.stage.forestry_system.headers
    body = {"purpose": PURPOSE, "items": ["name"], "subject": number}
    assert httpx.post(gateway.url + scene.stage.path("query"), json=body, headers=headers).status_code == 403
    work()
    said = {"type": "111", "number": number, "basis": "信访〔2026〕9号", "reason": "反映夜间查看"}
    page = signed_in(scene.inspector).post(LOOKUP, said, follow=True).content.decode()
    assert "/evidence/case/?number=SQ-1" in page
    [record] = Record.objects.filter(action="data:verified").order_by("-id")[:1]
    assert f"/evidence/?grant={record.grant_id}" in page
    assert why("no_grant") in unescape(page)
    assert "得到答复，没有查到记录" in page


def test_a_sheet_says_in_plain_words_who_when_for_what_and_what(gateway: Node, scene: Scene, number: str) -> None:
    asked = call(gateway, scene, "query", subject=number, items=["name", "birth_date"])
    assert asked.status_code == 200
    work()
    answer = at_counter(scene, number)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0].startswith("/operations/subject-uses/looks/")
    for words in (scene.stage.civil.agency.name, DUTY, "出生日期、姓名", f"330102********{number[-4:]}", "查看信息"):
        assert words in page
    # Neither the number, nor which official or case it was.
    for hidden in (number, "SQ-1", scene.stage.civil_system.system.name):
        assert hidden not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_look_is_itself_on_record_and_the_person_is_told_of_it(scene: Scene, number: str) -> None:
    at_counter(scene, number, identified="power_of_attorney", authority="委字7号")
    looked_up(scene, number)
    work()
    told, looked = Record.objects.filter(action__startswith="subject:").order_by("-id")[:2][::-1]
    assert (told.action, looked.action) == (Action.SUBJECT_TOLD, Action.SUBJECT_LOOKED_UP)
    assert bytes(told.subjects) == bytes(looked.subjects)
    assert len(bytes(told.subjects)) == 16
    assert told.whole.detail["authority"] == "委字7号"
    assert (looked.whole.detail["basis"], looked.whole.detail["why"]) == ("监函〔2026〕3号", "核查投诉")
    page = at_counter(scene, number).content.decode()
    assert "依职权查看使用记录" in page
    assert "在窗口查询使用记录" in page


def test_what_the_law_lets_nobody_tell_is_absent_at_the_counter_and_marked_for_the_coordinator(
    gateway: Node, scene: Scene, number: str
) -> None:
    verify(gateway, scene, number)
    work()
    civil, today = scene.stage.civil.agency, shanghai_day(timezone.now())
    said = {
        "agency": civil.code,
        "grant": "",
        "duty": DUTY,
        "law": LAW,
        "article": "第三十八条",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=30)).isoformat(),
    }
    assert signed_in(scene.boss).post(f"{WITHHOLDINGS}new/", said).status_code == 302
    made = Withholding.objects.get(agency=civil, ended_at=None)
    page = at_counter(scene, number).content.decode()
    assert civil.name not in page
    assert LAW not in page
    assert "没有可以告知的使用记录" in page
    [marked] = looked_up(scene, number)
    assert marked["withheld"] == {"id": made.pk, "law": LAW, "article": "第三十八条"}
    for person in (scene.boss, scene.inspector):
        assert LAW in signed_in(person).get(WITHHOLDINGS).content.decode()
    assert signed_in(scene.boss).post(f"{WITHHOLDINGS}{made.pk}/end/", {"reason": "案件办结"}).status_code == 302
    assert civil.name in at_counter(scene, number).content.decode()
    assert looked_up(scene, number)[0]["withheld"] is None
    acts = Record.objects.filter(action__startswith="withholding:").order_by("id").values_list("action", "body")
    assert [action for action, _ in acts] == [Action.WITHHOLDING_DECLARED, Action.WITHHOLDING_ENDED]
    assert LAW in acts[0][1]
    answer = post(scene.boss, f"withholdings/{made.pk}/end", reason="再次")
    assert (answer.status_code, answer.json()["code"]) == (409, "withholding_over")


def test_another_duty_another_grant_and_other_days_are_told(gateway: Node, scene: Scene, number: str) -> None:
    verify(gateway, scene, number)
    work()
    civil, today = scene.stage.civil.agency, shanghai_day(timezone.now())
    base = {"agency": civil.code, "law": LAW, "article": "第一条"}
    days = {"first_day": today.isoformat(), "last_day": today.isoformat()}
    made = [
        post(scene.boss, "withholdings", **base, **days, duty="别的事项"),
        post(scene.boss, "withholdings", **base, **days, grant=str(scene.page_grant.pk)),
        post(
            scene.boss,
            "withholdings",
            **base,
            first_day=(today + timedelta(days=1)).isoformat(),
            last_day=(today + timedelta(days=2)).isoformat(),
        ),
    ]
    assert [answer.status_code for answer in made] == [201] * 3
    assert made[2].json()["state"] == "ahead"
    assert civil.name in at_counter(scene, number).content.decode()
    for answer in made:
        post(scene.boss, f"withholdings/{answer.json()['id']}/end", reason="测试完毕")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"agency": "没有"}, "agency"),
        ({"grant": str(uuid4())}, "grant"),
        ({"grant": "x"}, "grant"),
        ({"law": " "}, "law"),
        ({"first_day": "2020-01-01"}, "first_day"),
        ({"last_day": "2099-01-01"}, "last_day"),
    ],
)
def test_what_is_wrong_with_a_withholding_is_named(scene: Scene, changed: dict[str, str], field: str) -> None:
    today = shanghai_day(timezone.now()).isoformat()
    body = {"agency": scene.stage.civil.agency.code, "law": LAW, "article": "1", "first_day": today, "last_day": today}
    answer = post(scene.boss, "withholdings", **(body | changed))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_strangers_are_refused(scene: Scene, number: str) -> None:
    said = {"type": "111", "number": number}
    signer = scene.stage.civil.person_b
    for person, path, more in (
        (scene.clerk, LOOKUP, {"basis": "x", "reason": "y"}),
        (signer, LOOKUP, {"basis": "x", "reason": "y"}),
        (signer, COUNTER, {"identified": "original"}),
        (scene.inspector, COUNTER, {"identified": "original"}),
        (scene.clerk, f"{WITHHOLDINGS}new/", {}),
        (scene.inspector, f"{WITHHOLDINGS}new/", {}),
        (scene.clerk, f"{WITHHOLDINGS}1/end/", {"reason": "x"}),
    ):
        before = Record.objects.filter(action=Action.REQUEST_REFUSED).count()
        assert signed_in(person).post(path, said | more).status_code == 403, (person, path)
        assert Record.objects.filter(action=Action.REQUEST_REFUSED).count() == before + 1
    assert signed_in(scene.clerk).get(WITHHOLDINGS).status_code == 403
    system = scene.stage.civil.system()
    answer = Client().post(
        "/api/v1/subject-uses/counter", said | {"identified": "original"}, "application/json", headers=system.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "only_a_person")


def test_a_look_is_its_own_persons_for_some_minutes(scene: Scene, number: str) -> None:
    at_counter(scene, number)
    look = Look.objects.first()
    assert look is not None
    address = f"/operations/subject-uses/looks/{look.record}/"
    assert signed_in(scene.clerk).get(address).status_code == 200
    assert signed_in(scene.boss).get(address).status_code == 404
    Look.objects.filter(pk=look.pk).update(at=look.at - timedelta(minutes=16))
    assert signed_in(scene.clerk).get(address).status_code == 404


def test_a_person_looks_so_often_a_day_and_no_more(scene: Scene, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = scene.cast.agency("水利").person_a
    monkeypatch.setattr(settings, "YISHU_SUBJECT_LOOKS", 2)
    said = {"type": "111", "number": number, "identified": "original"}
    answers = [signed_in(clerk).post(COUNTER, said).status_code for _ in range(3)]
    assert answers == [302, 302, 409]
    assert Look.objects.filter(by=f"person:{clerk.pk}").count() == 2


@pytest.mark.parametrize("field", ["reason", "basis"])
def test_a_number_written_into_the_reason_is_not_put_on_record(scene: Scene, number: str, field: str) -> None:
    said = {"type": "111", "number": number, "basis": "监函3号", "reason": "核查投诉"}
    said[field] = f"核查 {number[:6]} {number[6:]} 的投诉"
    before = Look.objects.count()
    answer = signed_in(scene.boss).post(LOOKUP, said)
    assert answer.status_code == 422
    assert Look.objects.count() == before
    assert f'value="{number}"' not in answer.content.decode()


def test_a_wrong_number_is_named_and_not_repeated(scene: Scene) -> None:
    wrong = "330102199003076014"
    answer = post(scene.clerk, "counter", type="111", number=wrong, identified="original")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "number")
    page = signed_in(scene.clerk).post(COUNTER, {"type": "111", "number": wrong, "identified": "original"})
    assert page.status_code == 422
    for text in (answer.content.decode(), page.content.decode()):
        assert wrong not in text
    body = {"type": "uscc", "number": "91350100M000100Y43", "identified": "original"}
    assert post(scene.clerk, "counter", **body).json()["errors"][0]["field"] == "type"


def test_the_number_stands_nowhere_in_the_clear(
    gateway: Node, scene: Scene, number: str, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    verify(gateway, scene, number)
    work()
    answer = at_counter(scene, number)
    looked_up(scene, number)
    work()
    assert number not in caplog.text
    assert all(number not in address for address, _ in answer.redirect_chain)
    assert number not in answer.content.decode()
    digits = number.encode().hex()
    with psycopg.connect(database_url) as connection:
        tables = connection.execute(
            "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            found = connection.execute(
                f"select count(*) from {table} t where strpos(t::text, %s) > 0 or strpos(t::text, %s) > 0",  # type: ignore[arg-type]
                [number, digits],
            ).fetchone()
            assert found == (0,), table


def test_pages_are_turned_by_the_look(gateway: Node, scene: Scene, number: str) -> None:
    for _ in range(3):
        call(gateway, scene, "query", subjects=[number] * 2)
    for _ in range(52):
        verify(gateway, scene, number)
    work()
    said = {"type": "111", "number": number, "basis": "监函4号", "reason": "核查投诉"}
    first = post(scene.inspector, "lookups", **said).json()
    assert (len(first["uses"]), first["subject"][:6]) == (50, number[:6])
    path = f"/api/v1/subject-uses/looks/{first['look']}"
    rest = Client().get(path, {"before": first["before"]}, headers=token(scene.inspector)).json()
    assert (len(rest["uses"]), rest["before"], rest["subject"]) == (5, None, "")
    assert {use["number"] for use in first["uses"]}.isdisjoint(use["number"] for use in rest["uses"])


def test_a_look_says_by_what_it_was_made_and_is_made_again_by_the_same(scene: Scene, number: str) -> None:
    said = {"type": "111", "number": number, "basis": "信访〔2026〕10号", "reason": "核查举报"}
    client = signed_in(scene.inspector)
    page = client.post(LOOKUP, said, follow=True).content.decode()
    look = Look.objects.first()
    assert look is not None
    for words in ("信访〔2026〕10号", "核查举报", f'href="/evidence/{look.record}/"', "第三十五条", "以前可以翻看"):
        assert words in page
    Look.objects.filter(pk=look.pk).update(at=look.at - timedelta(minutes=16))
    over = client.get(f"/operations/subject-uses/looks/{look.record}/")
    assert over.status_code == 404
    again = f"{LOOKUP}?again={look.record}"
    assert f'href="{again}"' in over.content.decode()
    form = client.get(again).content.decode()
    assert 'value="信访〔2026〕10号"' in form
    assert 'value="核查举报"' in form
    assert number not in over.content.decode() + form
    # Nobody else's.
    assert "信访〔2026〕10号" not in signed_in(scene.boss).get(again).content.decode()


def test_where_a_system_called_it_is_said_whom_to_ask_for_the_person(gateway: Node, scene: Scene, number: str) -> None:
    assert verify(gateway, scene, number).status_code == 200
    work()
    said = {"type": "111", "number": number, "basis": "信访〔2026〕11号", "reason": "核查举报"}
    client = signed_in(scene.inspector)
    page = unescape(client.post(LOOKUP, said, follow=True).content.decode())
    system, agency = scene.stage.civil_system.system, scene.stage.civil.agency
    told = f"向{agency.name}调取“{system.name}”的日志。"
    assert page.count(told) == 1
    [record] = Record.objects.filter(action="data:verified").order_by("-id")[:1]
    type(system).objects.filter(pk=system.pk).update(contact_name="运维甲", contact_phone="0571-8")
    one = unescape(client.get(f"/evidence/{record.id}/").content.decode())
    assert told in one
    assert "运维联系人：运维甲 0571-8" in one
    # Whom to ask is for who inspects.
    assert "运维甲" not in signed_in(scene.caller).get(f"/evidence/{record.id}/").content.decode()
