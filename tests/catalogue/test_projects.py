"""IT projects: what they reuse instead of collecting, what they add, what they double; and the second look at acceptance (12.1)."""

import io
from types import SimpleNamespace
from typing import Any

import httpx
import openpyxl
import pytest

from tests.cast import PASSWORD, Cast
from tests.conftest import Node
from tests.sharing.test_demands import token
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.usefixtures("django_ready")

ITEMS = (ItemDraft("lot_no", "停车场备案编号", is_key=True), ItemDraft("lots", "停车场泊位总数"))
REUSED, NEW, OTHER = "停车场泊位总数", "泊位占用时段", "停车诱导屏点位"


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node) -> Any:
    cast = Cast()
    office, city, traffic = cast.agency("办公厅", coordinator=True), cast.agency("城管"), cast.agency("交通")
    stranger = cast.agency("林业")
    resource = cast.resource(city, office, items=ITEMS, key_kind="plain", name="停车场备案")
    people = {"office": office, "traffic": traffic, "city": city, "stranger": stranger}
    return SimpleNamespace(
        cast=cast,
        url=f"{node.url}/api/v1/catalogue/projects",
        resource=resource,
        **people,
        as_={f"{name}_a": token(node.url, one.person_a) for name, one in people.items()}
        | {f"{name}_b": token(node.url, one.person_b) for name, one in people.items()},
    )


def body(**changes: Any) -> dict[str, Any]:
    return {"name": "智慧停车二期", "systems": ["停车诱导系统"], "items": [REUSED, NEW, OTHER], **changes}


def ask(scene: Any, who: str, path: str = "", method: str = "POST", **sent: Any) -> httpx.Response:
    given = {"json": sent["json"]} if "json" in sent else {}
    return httpx.request(method, f"{scene.url}{path}", headers=scene.as_[who], **given)


def done(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def registered(scene: Any, who: str = "traffic_a", **changes: Any) -> Any:
    return done(ask(scene, who, json=body(**changes)))


def submitted(scene: Any, *new: str) -> Any:
    made = registered(scene, items=[REUSED, *(new or (NEW, OTHER))])
    done(ask(scene, "traffic_a", f"/{made['id']}/planned", json={"name": "路侧停车", "positions": [2, 3]}))
    return done(ask(scene, "traffic_b", f"/{made['id']}/submit"))


@pytest.mark.clause("12.1")
def test_a_project_is_told_what_to_reuse_instead_of_collecting(scene: Any) -> None:
    made = registered(scene)
    assert [(line["name"], line["struck"]) for line in made["items"]] == [
        (REUSED, True),
        (NEW, False),
        (OTHER, False),
    ]
    reused = made["items"][0]
    assert (reused["resource"], reused["provider"]) == (scene.resource.code, scene.city.agency.name)
    assert reused["apply"].endswith("items=lots")


@pytest.mark.clause("12.1")
def test_what_another_project_plans_as_well_is_named(scene: Any) -> None:
    name = f"高位视频泊位号{scene.city.agency.pk}"
    first = registered(scene, "city_a", name="城市停车一期", items=[name])
    second = registered(scene, items=[name.replace("高", "高 "), NEW])  # blanks tell nothing
    doubled = [one for one in second["doubles"] if one["number"] == first["id"]]
    assert [(one["project"], one["agency"]) for one in doubled] == [("城市停车一期", scene.city.agency.name)]


@pytest.mark.clause("12.1")
def test_what_is_new_must_become_an_entry_before_the_project_is_submitted(scene: Any) -> None:
    made = registered(scene)
    early = ask(scene, "traffic_b", f"/{made['id']}/submit")
    assert (early.status_code, early.json()["code"]) == (409, "entries_not_planned")
    assert NEW in early.json()["detail"]
    planned = {"name": "路侧停车", "positions": [2, 3]}
    shown = done(ask(scene, "traffic_a", f"/{made['id']}/planned", json=planned))
    assert [line["planned"] for line in shown["items"]] == ["", "路侧停车", "路侧停车"]
    # Written anew, the plan stays with the items that stay.
    again = done(ask(scene, "traffic_a", f"/{made['id']}", "PUT", json=body(items=[NEW, "停车欠费金额"])))
    assert [line["planned"] for line in again["items"]] == ["路侧停车", ""]


def test_nobody_passes_their_own_project_and_strangers_do_not_see_it(scene: Any) -> None:
    made = registered(scene)
    assert ask(scene, "traffic_a", f"/{made['id']}/submit").json()["code"] == "role_missing"
    assert ask(scene, "stranger_b", f"/{made['id']}", "GET").status_code == 404
    assert ask(scene, "traffic_b", f"/{made['id']}/opinion", json={"outcome": "pass"}).status_code == 403
    early = ask(scene, "office_b", f"/{made['id']}/opinion", json={"outcome": "pass"})
    assert (early.status_code, early.json()["code"]) == (409, "project_wrong_moment")
    from yishu.agencies import commands
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    roles = frozenset({Role.CATALOGUER, Role.SIGNER, Role.COORDINATOR})
    login = f"all{scene.office.agency.pk}"
    everything = commands.register_person(
        PLATFORM, scene.office.agency, login=login, name=login, password=PASSWORD, roles=roles
    )
    headers = token(scene.url.partition("/api")[0], everything)
    own = httpx.post(scene.url, json=body(items=[REUSED]), headers=headers).json()
    done(ask(scene, "office_b", f"/{own['id']}/submit"))
    answer = httpx.post(f"{scene.url}/{own['id']}/opinion", json={"outcome": "pass"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "own_submission")


@pytest.mark.clause("12.1")
def test_the_coordinator_passes_with_conditions_or_returns_with_a_reason(scene: Any) -> None:
    number = submitted(scene)["id"]
    bare = ask(scene, "office_b", f"/{number}/opinion", json={"outcome": "conditional"})
    assert (bare.status_code, bare.json()["code"]) == (422, "opinion_required")
    back = {"outcome": "return", "opinion": "泊位占用时段请与城管商定"}
    assert done(ask(scene, "office_b", f"/{number}/opinion", json=back))["state"] == "returned"
    done(ask(scene, "traffic_b", f"/{number}/submit"))
    terms = {"outcome": "conditional", "opinion": "上线前申请停车场备案"}
    passed = done(ask(scene, "office_b", f"/{number}/opinion", json=terms))
    assert (passed["state"], passed["opinion"]) == ("conditional", "上线前申请停车场备案")


@pytest.mark.clause("12.1")
def test_a_law_that_is_cited_is_decided_before_the_project_passes(scene: Any) -> None:
    made = registered(scene, items=[REUSED])
    law = {"positions": [1], "law": "《统计法》", "article": "第九条", "reason": "专项调查"}
    done(ask(scene, "traffic_a", f"/{made['id']}/citations", json=law))
    done(ask(scene, "traffic_b", f"/{made['id']}/submit"))
    early = ask(scene, "office_b", f"/{made['id']}/opinion", json={"outcome": "pass"})
    assert early.json()["code"] == "citations_waiting"
    review = {"positions": [1], "passes": False, "opinion": "不是统计调查"}
    refused = done(ask(scene, "office_b", f"/{made['id']}/citations/review", json=review))
    assert (refused["items"][0]["citation"], refused["items"][0]["struck"]) == ("refused", True)
    assert done(ask(scene, "office_b", f"/{made['id']}/opinion", json={"outcome": "pass"}))["state"] == "passed"


@pytest.mark.clause("12.1")
def test_at_acceptance_the_planned_entries_are_there_and_the_shared_items_were_applied_for(scene: Any) -> None:
    new = ("充电桩占用时长", "错峰共享车位数")
    number = submitted(scene, *new)["id"]
    done(ask(scene, "office_b", f"/{number}/opinion", json={"outcome": "pass"}))
    first = done(ask(scene, "traffic_a", f"/{number}/acceptance"))
    assert first["state"] == "passed"
    results = {one["name"]: one["is_done"] for one in first["acceptance"][0]["results"]}
    assert results == {new[0]: False, new[1]: False, REUSED: False}

    items = (ItemDraft("no", "泊位编号", is_key=True), ItemDraft("span", new[0]), ItemDraft("sign", new[1]))
    scene.cast.resource(scene.traffic, scene.office, items=items, key_kind="plain", name="路侧停车")
    grown = done(ask(scene, "traffic_a", f"/{number}/acceptance"))
    results = {one["name"]: one["is_done"] for one in grown["acceptance"][0]["results"]}
    assert results == {new[0]: True, new[1]: True, REUSED: False}

    scene.cast.grant(
        scene.traffic, scene.city, scene.resource, users=(scene.traffic.person_a,), items=("lot_no", "lots")
    )
    last = done(ask(scene, "office_b", f"/{number}/acceptance"))
    assert (last["state"], last["acceptance"][0]["is_met"]) == ("accepted", True)
    assert len(last["acceptance"]) == 3


def test_an_opinion_that_does_not_come_is_overdue(scene: Any, clock: Any) -> None:
    from yishu.catalogue.projects import commands
    from yishu.catalogue.projects.commands import ProjectDraft
    from yishu.catalogue.projects.duties import list_overdue

    now = clock.set("2025-03-03 10:00")
    made = commands.register_project(scene.traffic.a, ProjectDraft("迟迟未答的项目", (REUSED,), ("系统",)), now=now)
    commands.submit_project(scene.traffic.b, made.number, now=now)
    assert list_overdue(clock.set("2025-03-17 10:00")) == []  # the tenth working day
    (late,) = list_overdue(clock.set("2025-03-18 10:00"))
    assert (late.what, str(late.due)) == ("对信息化项目提出意见：迟迟未答的项目", "2025-03-17")


def test_the_sheet_tells_the_result_in_print_and_as_a_workbook(scene: Any, client: Any) -> None:
    number = submitted(scene)["id"]
    client.force_login(scene.traffic.person_a)
    page = client.get(f"/catalogue/projects/{number}/sheet/").content.decode()
    for words in ("信息化项目目录核对结果单", REUSED, "路侧停车", "尚未提出意见"):
        assert words in page
    answer = client.get(f"/catalogue/projects/{number}/sheet/?as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = {row[1]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert (rows[REUSED][2], rows[REUSED][4]) == ("复用", scene.resource.code)
    assert (rows[NEW][2], rows[NEW][6]) == ("新增", "路侧停车")


@pytest.mark.parametrize(
    ("changes", "field"), [({"name": ""}, "name"), ({"systems": []}, "systems"), ({"approval": "文" * 61}, "approval")]
)
def test_a_wrong_project_names_the_field(scene: Any, changes: Any, field: str) -> None:
    answer = ask(scene, "traffic_a", json=body(**changes))
    assert [error["field"] for error in answer.json()["errors"]] == [field]
