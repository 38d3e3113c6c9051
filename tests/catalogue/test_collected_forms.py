"""Forms by which agencies collect: what can be had by sharing, or is beyond the agency's duties, is flagged (15.2)."""

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import openpyxl
import pytest
from django.utils import timezone

from tests.cast import PASSWORD, Cast
from tests.conftest import Node
from tests.sharing.test_demands import token
from yishu.agencies.models import Role
from yishu.catalogue.rules import ItemDraft
from yishu.core.actor import PLATFORM

pytestmark = pytest.mark.usefixtures("django_ready")

ITEMS = (ItemDraft("farm_no", "渔船登记号", is_key=True), ItemDraft("tonnage", "渔船总吨位"))
HELD, FREE = "渔船总吨位", "渔船雇员食宿标准"


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node) -> Any:
    from yishu.agencies import commands

    cast = Cast()
    office, sea, labour = cast.agency("办公厅", coordinator=True), cast.agency("海洋"), cast.agency("人社")
    inspection, stranger = cast.agency("监察"), cast.agency("林业")
    login = f"sees{inspection.agency.pk}"
    inspector = commands.register_person(
        PLATFORM, inspection.agency, login=login, name=login, password=PASSWORD, roles=frozenset({Role.INSPECTOR})
    )
    resource = cast.resource(sea, office, items=ITEMS, key_kind="plain", name="渔船登记")
    site = node.url
    return SimpleNamespace(
        cast=cast,
        url=f"{site}/api/v1/catalogue/collected-forms",
        office=office,
        sea=sea,
        labour=labour,
        inspector=inspector,
        resource=resource,
        as_={
            "labour": token(site, labour.person_a),
            "office": token(site, office.person_b),
            "stranger": token(site, stranger.person_a),
            "inspector": token(site, inspector),
        },
    )


def ask(scene: Any, who: str, path: str = "", method: str = "POST", **sent: Any) -> httpx.Response:
    given = {"json": sent["json"]} if "json" in sent else {}
    return httpx.request(method, f"{scene.url}{path}", headers=scene.as_[who], **given)


def done(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def registered(scene: Any, *items: str, **changes: Any) -> Any:
    body = {"name": "渔业用工登记表", "audience": "public", "duty": "人社履职事项", "items": list(items), **changes}
    return done(ask(scene, "labour", json=body))


def flags(form: Any) -> dict[str, str]:
    return {line["name"]: line["flag"] for line in form["items"]}


@pytest.mark.clause("15.2")
def test_collecting_what_can_be_had_by_sharing_is_flagged_with_the_resource_to_use(scene: Any) -> None:
    made = registered(scene, HELD, FREE, "渔船登记号", keys=["渔船登记号"])
    assert flags(made) == {HELD: "open", FREE: "", "渔船登记号": ""}
    held = made["items"][0]
    assert (held["resource"], held["provider"]) == (scene.resource.code, scene.sea.agency.name)
    assert held["apply"].endswith("items=tonnage")


@pytest.mark.clause("15.2")
def test_collecting_for_what_is_no_duty_of_the_agency_is_flagged(scene: Any) -> None:
    made = registered(scene, FREE, duty="渔船检验")
    assert (flags(made), made["items"][0]["beyond_scope"]) == ({FREE: "open"}, True)


@pytest.mark.clause("15.2")
def test_a_new_resource_flags_old_forms(scene: Any) -> None:
    from yishu.audit.models import Record
    from yishu.catalogue.collected.commands import flag_again

    name = "渔港泊位停靠时长"
    made = registered(scene, name)
    assert flags(made) == {name: ""}
    flag_again(timezone.now())
    assert flags(done(ask(scene, "labour", f"/{made['id']}", "GET"))) == {name: ""}
    items = (ItemDraft("port_no", "渔港编号", is_key=True), ItemDraft("stay", name))
    published = Cast()  # its clock is now: after the form
    new = published.resource(scene.sea, scene.office, items=items, key_kind="plain", name="渔港停靠")
    assert flag_again(timezone.now()) >= 1
    found = done(ask(scene, "labour", f"/{made['id']}", "GET"))
    assert (flags(found), found["items"][0]["resource"]) == ({name: "open"}, new.code)
    flagged = Record.objects.filter(action="collected-form:flagged", target=made["id"])
    assert flagged.count() == 1
    assert flag_again(timezone.now() + timedelta(days=2)) == 0  # again at any time: nothing is flagged twice
    assert flagged.count() == 1


@pytest.mark.clause("15.2")
def test_a_law_excuses_a_flag_once_the_coordinator_passed_it(scene: Any) -> None:
    number = registered(scene, HELD, FREE)["id"]
    law = {"positions": [1], "law": "《渔业法》", "article": "第二十六条", "reason": "须当面核实"}
    free = ask(scene, "labour", f"/{number}/citations", json={**law, "positions": [2]})
    assert [error["rule"] for error in free.json()["errors"]] == ["struck"]
    assert flags(done(ask(scene, "labour", f"/{number}/citations", json=law)))[HELD] == "waiting"
    own = ask(scene, "labour", f"/{number}/citations/review", json={"positions": [1], "passes": True})
    assert own.status_code == 403
    passed = done(ask(scene, "office", f"/{number}/citations/review", json={"positions": [1], "passes": True}))
    assert flags(passed)[HELD] == "excused"
    again = ask(scene, "office", f"/{number}/citations/review", json={"positions": [1], "passes": True})
    assert (again.status_code, again.json()["code"]) == (409, "citation_decided")


@pytest.mark.clause("15.2")
def test_an_item_that_is_ended_is_no_flag_any_more(scene: Any) -> None:
    number = registered(scene, HELD, FREE)["id"]
    ended = done(ask(scene, "labour", f"/{number}/ended", json={"positions": [1]}))
    assert (flags(ended), ended["ended"]) == ({HELD: "ended", FREE: ""}, False)
    again = ask(scene, "labour", f"/{number}/ended", json={"positions": [1]})
    assert (again.status_code, again.json()["code"]) == (409, "collected_line_ended")
    assert done(ask(scene, "labour", f"/{number}/ended", json={"positions": [2]}))["ended"] is True


@pytest.mark.clause("15.2")
def test_flags_are_counted_for_the_coordinator_and_inspectors_and_strangers_see_none(scene: Any, client: Any) -> None:
    cast = Cast()
    agency = cast.agency("渔政")
    site = scene.url.partition("/api")[0]
    scene.as_["counted"] = token(site, agency.person_a)
    body = {"name": "登船检查表", "audience": "internal", "duty": "渔政履职事项", "items": [HELD, FREE, "渔船登记号"]}
    made = done(ask(scene, "counted", json=body))
    done(ask(scene, "counted", f"/{made['id']}/ended", json={"positions": [3]}))
    law = {"positions": [1], "law": "《渔业法》", "article": "第二十六条", "reason": "须当面核实"}
    done(ask(scene, "counted", f"/{made['id']}/citations", json=law))
    done(ask(scene, "office", f"/{made['id']}/citations/review", json={"positions": [1], "passes": True}))
    done(ask(scene, "counted", json={**body, "duty": "渔船检验", "items": [FREE]}))
    expected = {"forms": 2, "items": 3, "open": 1, "excused": 1, "ended": 1}
    for who in ("office", "inspector"):
        rows = {row["code"]: row for row in done(ask(scene, who, "/counts", "GET"))}
        assert {name: rows[agency.agency.code][name] for name in expected} == expected
        assert ask(scene, who, f"/{made['id']}", "GET").status_code == 200
    assert done(ask(scene, "stranger", "/counts", "GET")) == []
    assert ask(scene, "stranger", f"/{made['id']}", "GET").status_code == 404
    client.force_login(scene.inspector)
    answer = client.get("/catalogue/collected-forms/?as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    table = {row[0]: row[2:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert table[agency.agency.code] == ("2", "3", "1", "1", "1")


@pytest.mark.clause("15.2")
def test_the_pages_show_the_flag_take_the_law_and_its_review(scene: Any, client: Any) -> None:
    client.force_login(scene.labour.person_a)
    sent = {"name": "页面登记表", "audience": "public", "duty": "other", "own_duty": "人社履职事项", "names": HELD}
    made = client.post("/catalogue/collected-forms/new/", sent)
    page = client.get(made["Location"]).content.decode()
    for words in ("重复采集：可共享取得", scene.sea.agency.name, "申请使用"):
        assert words in page
    vague = {"act": "cite", "positions": "1", "law": "《渔业法》", "article": "有关规定", "reason": "核实"}
    answer = client.post(made["Location"], vague)
    assert answer.status_code == 422
    assert "请写到条" in answer.content.decode()
    client.post(made["Location"], {**vague, "article": "第二十六条"})
    client.force_login(scene.office.person_b)
    assert "《渔业法》第二十六条" in client.get(made["Location"]).content.decode()
    refusal = {"act": "refuse", "positions": "1", "opinion": "平台数据足够"}
    assert client.post(made["Location"], refusal).status_code == 302
    assert "平台数据足够" in client.get(made["Location"]).content.decode()
