"""Collection tasks laid on lower agencies: looked up, struck out, agreed item by item, decided, counted (16.2)."""

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import openpyxl
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.sharing.test_demands import token
from tests.walking import overdue_rows
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.usefixtures("django_ready")

ITEMS = (
    ItemDraft("pension_no", "养老金发放编号", is_key=True),
    ItemDraft("pension_sum", "养老金月发放额"),
    ItemDraft("pension_bank", "养老金发放银行"),
)
STRUCK, SIMILAR, NEW, OTHER = "养老金月发放额", "养老金月发放总额", "空巢老人探访次数", "助餐点用餐人次"


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node) -> Any:
    cast = Cast()
    office, social = cast.agency("办公厅", coordinator=True), cast.agency("人社")
    civil, city = cast.agency("民政"), cast.agency("市民政", division="330100")
    county, elsewhere = cast.agency("区民政", division="330106"), cast.agency("林业")
    resource = cast.resource(social, office, items=ITEMS, key_kind="plain", name="养老金发放")
    people = {"civil": civil, "city": city, "county": county, "elsewhere": elsewhere, "office": office}
    return SimpleNamespace(
        cast=cast,
        url=f"{node.url}/api/v1/catalogue/collection-tasks",
        resource=resource,
        **people,
        as_={f"{name}_a": token(node.url, one.person_a) for name, one in people.items()}
        | {f"{name}_b": token(node.url, one.person_b) for name, one in people.items()},
    )


def body(scene: Any, **changes: Any) -> dict[str, Any]:
    return {
        "title": "老年人关爱服务月报",
        "basis": "《老年人权益保障法》第六条",
        "cycle": "monthly",
        "until": str(timezone.localdate() + timedelta(days=200)),
        "items": [STRUCK, SIMILAR, NEW],
        "bearers": [scene.city.agency.code, scene.county.agency.code],
        **changes,
    }


def ask(scene: Any, who: str, path: str = "", method: str = "POST", **sent: Any) -> httpx.Response:
    given = {"json": sent["json"]} if "json" in sent else {}
    return httpx.request(method, f"{scene.url}{path}", headers=scene.as_[who], **given)


def done(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def registered(scene: Any, **changes: Any) -> Any:
    return done(ask(scene, "civil_a", json=body(scene, **changes)))


def laid(scene: Any, **changes: Any) -> Any:
    made = registered(scene, **changes)
    return done(ask(scene, "civil_b", f"/{made['id']}/lay"))


def words(task: Any, *objected: str) -> list[dict[str, Any]]:
    return [
        {"position": line["position"], "agrees": line["name"] not in objected, "objection": "基层没有这项职责"}
        for line in task["items"]
        if not line["struck"]
    ]


def own_answers(task: Any, agency: Any) -> dict[str, tuple[str, bool]]:
    (bearer,) = [one for one in task["bearers"] if one["agency"] == agency.agency.code]
    return {one["name"]: (one["state"], one["in_effect"]) for one in bearer["answers"]}


@pytest.mark.clause("16.2")
def test_what_can_be_had_by_sharing_is_struck_out_with_the_resource_to_use(scene: Any) -> None:
    made = registered(scene)
    found = {line["name"]: line for line in made["items"]}
    assert [line["struck"] for line in made["items"]] == [True, False, False]
    assert found[STRUCK]["resource"] == scene.resource.code
    assert f"items={'pension_sum'}" in found[STRUCK]["apply"]
    assert (found[SIMILAR]["found"], found[NEW]["found"]) == ("similar", "new")
    # Nobody below is asked for anything yet, nor sees it.
    assert ask(scene, "county_b", f"/{made['id']}", "GET").status_code == 404


@pytest.mark.clause("16.2")
def test_only_what_the_lower_agency_agreed_to_takes_effect(scene: Any) -> None:
    task = laid(scene)
    for who in ("city_b", "county_b"):
        listed = done(ask(scene, who, "?side=borne", "GET"))
        assert task["id"] in [one["id"] for one in listed]
    answered = done(ask(scene, "county_b", f"/{task['id']}/answers", json=words(task, NEW)))
    assert own_answers(answered, scene.county) == {SIMILAR: ("agreed", True), NEW: ("objected", False)}
    assert len(answered["bearers"]) == 1  # its own word only
    seen = done(ask(scene, "civil_a", f"/{task['id']}", "GET"))
    assert own_answers(seen, scene.city) == {}  # silence is nothing


def test_whoever_registered_a_task_does_not_sign_it_and_strangers_see_nothing(scene: Any) -> None:
    made = registered(scene)
    assert ask(scene, "civil_a", f"/{made['id']}/lay").json()["code"] == "role_missing"
    from yishu.agencies import commands
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    both = commands.register_person(
        PLATFORM,
        scene.civil.agency,
        login=f"both{scene.civil.agency.pk}",
        name="both",
        password="correct-horse-7-battery",
        roles=frozenset({Role.CATALOGUER, Role.SIGNER}),
    )
    headers = token(scene.url.partition("/api")[0], both)
    own = httpx.post(scene.url, json=body(scene), headers=headers).json()
    answer = httpx.post(f"{scene.url}/{own['id']}/lay", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "own_submission")
    assert ask(scene, "elsewhere_b", f"/{made['id']}", "GET").status_code == 404
    task = laid(scene)
    assert ask(scene, "elsewhere_b", f"/{task['id']}/answers", json=words(task)).status_code == 404
    assert ask(scene, "county_a", f"/{task['id']}/answers", json=words(task)).json()["code"] == "role_missing"


@pytest.mark.clause("16.2")
def test_the_coordinator_keeps_or_drops_what_is_objected_to_and_the_upper_side_may_only_give_in(scene: Any) -> None:
    task = laid(scene, items=[NEW, OTHER])
    at = {line["name"]: line["position"] for line in task["items"]}
    done(ask(scene, "county_b", f"/{task['id']}/answers", json=words(task, NEW, OTHER)))
    decision = {"agency": scene.county.agency.code, "positions": [at[NEW]], "keeps": True, "opinion": "属区级职责"}
    refused = ask(scene, "civil_b", f"/{task['id']}/decisions", json=decision)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_the_coordinator")
    done(ask(scene, "office_b", f"/{task['id']}/decisions", json=decision))
    gives_in = {**decision, "positions": [at[OTHER]], "keeps": False, "opinion": "采纳"}
    decided = done(ask(scene, "civil_b", f"/{task['id']}/decisions", json=gives_in))
    assert own_answers(decided, scene.county) == {NEW: ("kept", True), OTHER: ("dropped", False)}
    again = ask(scene, "office_b", f"/{task['id']}/decisions", json=decision)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_decide")


@pytest.mark.clause("16.2")
def test_silence_is_overdue_no_consent_and_decided_on_record(scene: Any, clock: Any, client: Any) -> None:
    from yishu.audit.models import Record
    from yishu.catalogue.tasks import answering, laying
    from yishu.catalogue.tasks.laying import TaskDraft
    from yishu.catalogue.tasks.models import Answer

    start = clock.set("2025-03-03 10:00")
    draft = TaskDraft(
        "沉默测试任务", "文件", "once", start.date() + timedelta(days=90), (NEW,), (scene.city.agency.code,)
    )
    task = laying.register_task(scene.civil.a, draft, now=start)
    laying.lay_task(scene.civil.b, task.number, now=start)
    due = task.bearings.get().due
    assert str(due) == "2025-03-10"  # five working days
    decision = {"keeps": True, "opinion": "逾期未答复"}
    with pytest.raises(Exception, match="waits for a decision"):
        answering.decide_silence(scene.office.b, task.number, scene.city.agency.code, **decision, now=start)
    late = clock.set("2025-03-11 10:00")
    assert not Answer.objects.filter(bearing__task=task).exists()
    client.force_login(scene.city.person_b)
    assert overdue_rows(client)["答复采集任务：沉默测试任务"][0] == scene.city.person_b.name
    answering.decide_silence(scene.office.b, task.number, scene.city.agency.code, **decision, now=late)
    assert [one.state for one in Answer.objects.filter(bearing__task=task)] == ["kept"]
    record = Record.objects.filter(action="collection-task:objection-decided", target=task.number).get()
    assert "逾期未答复" in str(record.whole.detail)
    assert "答复采集任务：沉默测试任务" not in overdue_rows(client)


@pytest.mark.clause("15.2", "16.2")
def test_a_cited_law_excepts_a_struck_item_once_the_coordinator_passed_it(scene: Any) -> None:
    made = registered(scene, items=[STRUCK])
    number = made["id"]
    nothing = ask(scene, "civil_b", f"/{number}/lay")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_collect")
    vague = {"positions": [1], "law": "《统计法》", "article": "有关规定", "reason": "统计调查"}
    wrong = ask(scene, "civil_a", f"/{number}/citations", json=vague)
    assert [error["field"] for error in wrong.json()["errors"]] == ["article"]
    law = {**vague, "article": "第九条"}
    done(ask(scene, "civil_a", f"/{number}/citations", json=law))
    assert ask(scene, "civil_b", f"/{number}/lay").json()["code"] == "citations_waiting"
    assert (
        ask(scene, "civil_b", f"/{number}/citations/review", json={"positions": [1], "passes": True}).status_code == 403
    )
    assert (
        ask(scene, "office_b", f"/{number}/citations/review", json={"positions": [1], "passes": False}).json()["code"]
        == "opinion_required"
    )
    passed = done(ask(scene, "office_b", f"/{number}/citations/review", json={"positions": [1], "passes": True}))
    assert (passed["items"][0]["citation"], passed["items"][0]["struck"]) == ("passed", False)
    assert done(ask(scene, "civil_b", f"/{number}/lay"))["state"] == "laid"


@pytest.mark.clause("16.2")
def test_items_are_looked_up_once_more_when_the_task_is_laid(scene: Any) -> None:
    late_name = "日间照料床位使用率"
    made = registered(scene, items=[late_name, OTHER])
    assert not made["items"][0]["struck"]
    items = (ItemDraft("no", "日间照料中心编号", is_key=True), ItemDraft("rate", late_name))
    scene.cast.resource(scene.elsewhere, scene.office, items=items, key_kind="plain", name="日间照料")
    task = done(ask(scene, "civil_b", f"/{made['id']}/lay"))
    assert [line["struck"] for line in task["items"]] == [True, False]


@pytest.mark.clause("16.2")
def test_a_change_is_a_new_version_and_agreed_items_are_not_asked_again(scene: Any) -> None:
    task = laid(scene, items=[NEW])
    number = task["id"]
    done(ask(scene, "county_b", f"/{number}/answers", json=words(task)))
    changed = done(ask(scene, "civil_a", f"/{number}", "PUT", json=body(scene, items=[NEW, OTHER])))
    assert (changed["version"], changed["state"]) == (2, "draft")
    still = done(ask(scene, "county_b", f"/{number}", "GET"))
    assert (still["version"], still["state"]) == (1, "laid")
    second = done(ask(scene, "civil_b", f"/{number}/lay"))
    assert own_answers(second, scene.county) == {NEW: ("agreed", True)}
    first = done(ask(scene, "civil_a", f"/{number}?version=1", "GET"))
    assert first["state"] == "superseded"
    waits = [line for line in words(second) if line["position"] == 2]
    answered = done(ask(scene, "county_b", f"/{number}/answers", json=waits))
    assert own_answers(answered, scene.county) == {NEW: ("agreed", True), OTHER: ("agreed", True)}
    # More often is more than was agreed to: everything is asked anew.
    done(ask(scene, "civil_a", f"/{number}", "PUT", json=body(scene, items=[NEW], cycle="weekly")))
    assert own_answers(done(ask(scene, "civil_b", f"/{number}/lay")), scene.county) == {}


def test_a_task_ends_with_a_reason_and_is_not_answered_after(scene: Any) -> None:
    task = laid(scene)
    assert ask(scene, "civil_b", f"/{task['id']}/end", json={"reason": " "}).json()["code"] == "opinion_required"
    assert ask(scene, "county_b", f"/{task['id']}/end", json={"reason": "不办"}).status_code == 403
    assert done(ask(scene, "civil_b", f"/{task['id']}/end", json={"reason": "任务完成"}))["state"] == "ended"
    late = ask(scene, "county_b", f"/{task['id']}/answers", json=words(task))
    assert (late.status_code, late.json()["code"]) == (409, "collection_task_wrong_moment")


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"title": " "}, "title", "text"),
        ({"cycle": "hourly"}, "cycle", "one_of"),
        ({"until": "2020-01-01"}, "until", "in_the_future"),
        ({"bearers": []}, "bearers", "required"),
        ({"bearers": ["elsewhere"]}, "bearers", "lower_agency"),
        ({"keys": ["不在其中"]}, "keys", "among_the_items"),
        ({"keys": [STRUCK, SIMILAR, NEW, OTHER], "items": [STRUCK, SIMILAR, NEW, OTHER]}, "keys", "among_the_items"),
    ],
)
def test_a_wrong_registration_names_the_field_and_the_rule(scene: Any, changes: Any, field: str, rule: str) -> None:
    if changes.get("bearers") == ["elsewhere"]:  # of the same tier
        changes = {"bearers": [scene.elsewhere.agency.code]}
    answer = ask(scene, "civil_a", json=body(scene, **changes))
    assert answer.status_code == 422
    assert [(error["field"], error["rule"]) for error in answer.json()["errors"]] == [(field, rule)]


def test_an_identifying_item_is_not_struck_out(scene: Any) -> None:
    made = registered(scene, items=[STRUCK, NEW], keys=[STRUCK])
    assert [(line["key"], line["struck"]) for line in made["items"]] == [(True, False), (False, False)]


def test_every_item_is_answered_and_an_objection_says_why(scene: Any) -> None:
    task = laid(scene, items=[NEW, OTHER])
    half = ask(scene, "county_b", f"/{task['id']}/answers", json=[{"position": 1, "agrees": False}])
    assert {(error["field"], error["rule"]) for error in half.json()["errors"]} == {
        ("answers.1", "reason"),
        ("answers.2", "required"),
    }


@pytest.mark.clause("16.2")
def test_tasks_imposed_are_counted(scene: Any, client: Any) -> None:
    from yishu.catalogue.tasks.models import Task

    cast = Cast()
    upper, lower = cast.agency("卫健"), cast.agency("县卫健", division="330106")
    site = scene.url.partition("/api")[0]
    heads = {"a": token(site, upper.person_a), "b": token(site, upper.person_b), "lower": token(site, lower.person_b)}
    given = body(scene, items=[STRUCK, NEW, OTHER], bearers=[lower.agency.code])
    made = httpx.post(scene.url, json=given, headers=heads["a"]).json()
    task = httpx.post(f"{scene.url}/{made['id']}/lay", headers=heads["b"]).json()
    httpx.post(f"{scene.url}/{made['id']}/answers", json=words(task, OTHER), headers=heads["lower"])
    rows = done(ask(scene, "office_b", "/counts", "GET"))
    by_code = {row["code"]: row for row in rows}
    counted = by_code[upper.agency.code]
    assert [counted[name] for name in ("imposed", "borne", "items", "struck", "agreed", "objected", "unanswered")] == [
        1, 0, 3, 1, 1, 1, 0,
    ]  # fmt: skip
    assert by_code[lower.agency.code]["borne"] == 1
    own = httpx.get(f"{scene.url}/counts", headers=heads["lower"]).json()
    assert [row["code"] for row in own] == [lower.agency.code]

    client.force_login(scene.office.person_b)
    answer = client.get("/catalogue/collection-tasks/counts/?as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    table = {row[0]: row[2:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert table[upper.agency.code] == ("1", "0", "3", "1", "1", "1", "0", "0", "0")
    register = client.get("/catalogue/collection-tasks/?side=all&as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(register.content)).active
    assert sheet is not None
    assert made["id"] in [row[0] for row in sheet.iter_rows(values_only=True)]
    # What has run out is not counted.
    Task.objects.filter(number=made["id"]).update(until=timezone.localdate() - timedelta(days=1))
    assert upper.agency.code not in {row["code"] for row in done(ask(scene, "office_b", "/counts", "GET"))}


@pytest.mark.clause("16.2")
def test_the_workbench_shows_each_what_of_a_task_waits_for_them(scene: Any, client: Any) -> None:
    def todos(person: Any) -> str:
        client.force_login(person)
        return client.get("/").content.decode()

    task = laid(scene, title="助餐点季报", items=[OTHER, NEW])
    assert "答复采集任务" in todos(scene.city.person_b)
    assert "助餐点季报" in todos(scene.city.person_b)
    assert "助餐点季报" not in todos(scene.elsewhere.person_b)
    assert "助餐点季报" not in todos(scene.city.person_a)  # a cataloguer drafts, and does not answer for the agency
    done(ask(scene, "city_b", f"/{task['id']}/answers", json=words(task, OTHER)))
    assert "助餐点季报" not in todos(scene.city.person_b)
    page = todos(scene.office.person_b)
    assert "核定采集任务的异议" in page
    assert "助餐点季报" in page
