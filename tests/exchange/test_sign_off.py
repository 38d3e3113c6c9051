"""What an agency sends to another node is signed off before anything of it leaves, and what is carried is what was signed (26.2, 34.1, 37.1)."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.exchange.nodes import TierNode, eventually
from tests.exchange.test_through_own_node import UNTIL, applied, find, state

SHANGHAI = ZoneInfo("Asia/Shanghai")
STEPS = {"name": "处室负责人审核", "role": "reviewer"}, {"name": "分管领导审批", "role": "signer"}


@pytest.fixture(scope="module")
def head(county: TierNode) -> str:
    county.set |= county.act("add_head", county.set["handler"])
    return county.set["head"]


@pytest.fixture(autouse=True)
def settings_undone(county: TierNode, head: str) -> Iterator[None]:
    """Each test begins with two steps and leaves none behind."""
    steps(county, {**STEPS[0], "role": "", "people": [head]}, STEPS[1])
    yield
    steps(county)


def steps(node: TierNode, *wanted: dict[str, Any]) -> None:
    answer = send(node, "PUT", "/api/v1/sign-off-steps/application", {"steps": list(wanted)})
    assert answer.status_code == 200, answer.text


def send(node: TierNode, method: str, path: str, body: Any = None, who: str = "handler") -> httpx.Response:
    return httpx.request(method, node.url + path, headers=node.as_(who), json=body, timeout=20)


def codes(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def one_of(node: TierNode, number: str) -> dict[str, Any]:
    return node.get(f"/api/v1/exchange/applications/{number}")


def signing(node: TierNode, sign_off: int, who: str, outcome: str = "sign", **changes: Any) -> httpx.Response:
    """As somebody who has just read the thing."""
    read = send(node, "GET", f"/api/v1/sign-offs/{sign_off}", who=who).json()
    body = {"outcome": outcome, "step": read.get("step", 1), "hash": read.get("hash", "0" * 64), **changes}
    return send(node, "POST", f"/api/v1/sign-offs/{sign_off}", body, who)


def noticed(node: TierNode, who: str, kind: str) -> list[str]:
    """The pages to which notices of one kind lead."""
    told = send(node, "GET", "/api/v1/notices", who=who).json()["notices"]
    return [one["path"] for one in told if one["kind"] == kind]


Pages = Callable[[TierNode, str], httpx.Client]


@pytest.fixture
def pages() -> Iterator[Pages]:
    """Opens a browser's session for somebody of a node."""
    with ExitStack() as opened:

        def log_in(node: TierNode, who: str) -> httpx.Client:
            client = opened.enter_context(httpx.Client(base_url=node.url, timeout=20))
            login = {"login": node.set[who], "password": node.set["password"]}
            sent = client.post("/login", data={**login, "csrfmiddlewaretoken": token(client, "/login")})
            assert sent.status_code == 302
            return client

        yield log_in


def token(client: httpx.Client, path: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).text)
    assert found is not None, path
    return found[1]


def text(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return unescape(answer.text)


def not_arrived(province: TierNode, county: TierNode, duty: str) -> bool:
    """Nor will it: two rounds with the province have begun and ended, in which whatever waits is carried."""
    for _ in range(2):
        before = last_contact(county)
        eventually(lambda: last_contact(county) != before)  # noqa: B023
    return duty not in {one["duty"] for one in province.get("/api/v1/inbox", "signer")}


def last_contact(county: TierNode) -> str:
    return next(one["last_contact"] for one in county.get("/api/v1/exchange/links", "admin") if one["code"] == "330000")


@pytest.mark.clause("26.2", "34.1", "37.1")
def test_nothing_is_carried_before_the_last_has_signed_and_then_what_was_signed(
    province: TierNode, county: TierNode, pages: Pages
) -> None:
    number = applied(county, province.set["population"], duty="跨平台审批", rows=None)
    one = one_of(county, number)
    assert (one["state"], isinstance(one["sign_off"], int)) == ("signing", True)
    read = county.get(f"/api/v1/sign-offs/{one['sign_off']}", "head")
    assert (read["subject"], read["application"], read["steps"]) == (
        "foreign_application",
        number,
        ["处室负责人审核", "分管领导审批"],
    )
    assert not_arrived(province, county, "跨平台审批")
    first = signing(county, one["sign_off"], "head", opinion="情况属实")
    assert (first.status_code, first.json()["step"]) == (200, 2), first.text
    assert not_arrived(province, county, "跨平台审批")
    assert one_of(county, number)["state"] == "signing"
    last = signing(county, one["sign_off"], "signer")
    assert (last.status_code, last.json()["state"]) == (200, "signed"), last.text
    sent = eventually(lambda: state(county, number, "in_review"))
    asked = province.act("received", number)
    assert {**asked, "agency": asked["agency"]["code"]} == {
        name: value for name, value in (read["content"] | {"statement": ""}).items() if name in asked
    }
    assert set(read["content"]) - set(asked) == {"node", "entry_version"}
    assert sent["sign_off"] is None
    code = f"330000/{province.set['population']}"
    assert county.act("recorded", number) == [
        f"application:prepared {code}",
        f"application:signed {code}",
        f"application:signed {code}",
        f"application:submitted {code}",
        f"application:carried {code}",
    ]
    page = text(pages(county, "handler"), f"/exchange/applications/{number}/")
    assert page.index("处室负责人审核：同意") < page.index("分管领导审批：同意") < page.index("提供单位审核")
    assert "情况属实" in page
    form = text(pages(county, "handler"), f"/exchange/applications/{number}/form/")
    assert "李处长" in form
    assert read["hash"] in form
    # What stands in the row is not what is carried: the signed content is.
    county.act("alter", number, ["name"])
    assert county.act("carried_again", number)["items"] == read["content"]["items"]


@pytest.mark.clause("26.2", "34.1")
def test_what_is_unrestricted_opens_after_the_last_signature_and_at_once_without_steps(
    province: TierNode, county: TierNode, pages: Pages
) -> None:
    number = applied(county, province.set["open_list"], duty="机构查询")
    sign_off = one_of(county, number)["sign_off"]
    steps(county)  # what is under way goes on as it began
    at_once = applied(county, province.set["open_list"], duty="名录核对")
    eventually(lambda: state(county, at_once, "granted"))
    assert one_of(county, number)["state"] == "signing"
    assert signing(county, sign_off, "head").status_code == 200
    assert signing(county, sign_off, "signer").status_code == 200
    eventually(lambda: state(county, number, "granted"))
    assert "授权的信息项" in text(pages(county, "handler"), f"/exchange/applications/{number}/")


@pytest.mark.clause("34.1")
def test_nobody_signs_their_own_and_what_was_altered_is_not_signed(province: TierNode, county: TierNode) -> None:
    steps(county, {"name": "初审", "role": "handler"}, {"name": "复审", "role": "signer"})
    number = applied(county, province.set["population"], duty="自批")
    sign_off = one_of(county, number)["sign_off"]
    assert codes(signing(county, sign_off, "handler")) == (403, "sign_off_own_work")
    assert codes(signing(county, sign_off, "head")) == (403, "sign_off_not_yours")
    assert signing(county, sign_off, "signer").status_code == 200  # no other handler: the signers sign the first
    assert codes(signing(county, sign_off, "signer")) == (403, "sign_off_signed_already")
    steps(county, STEPS[1])
    number = applied(county, province.set["population"], duty="改动")
    sign_off = one_of(county, number)["sign_off"]
    assert codes(signing(county, sign_off, "signer", hash="0" * 64)) == (409, "sign_off_changed")
    county.act("alter", number, ["name"])
    assert codes(signing(county, sign_off, "signer")) == (409, "sign_off_changed")


@pytest.mark.clause("32.1", "34.1")
def test_no_other_agency_sees_or_touches_it(province: TierNode, county: TierNode, pages: Pages) -> None:
    number = applied(county, province.set["population"], duty="保密事项")
    sign_off = one_of(county, number)["sign_off"]
    api, page = f"/api/v1/exchange/applications/{number}", f"/exchange/applications/{number}/"
    asked = {"system": county.set["system"], "duty": "x", "items": ["name"], "modes": ["verify"], "until": UNTIL}
    for method, path, body in (
        ("GET", api, None),
        ("POST", f"{api}/completion", asked),
        ("POST", f"{api}/withdrawal", {"reason": "越权"}),
        ("GET", f"/api/v1/sign-offs/{sign_off}", None),
        ("POST", f"/api/v1/sign-offs/{sign_off}", {"outcome": "sign", "step": 1, "hash": "0" * 64}),
        ("POST", f"/api/v1/sign-offs/{sign_off}/take-back", {}),
    ):
        assert send(county, method, path, body, "admin").status_code == 404, path
        stranger = {"Authorization": f"Bearer {county.set['stranger']}"}
        answer = httpx.request(method, county.url + path, headers=stranger, json=body)
        assert answer.status_code in (403, 404), (path, answer.text)
    other = pages(county, "admin")
    for path in (page, f"{page}complete/", f"{page}form/", f"/sharing/sign-off/{sign_off}/"):
        assert other.get(path).status_code == 404, path
    given = {"csrfmiddlewaretoken": token(other, "/"), "reason": "越权"}
    for path in (f"{page}withdraw/", f"/sharing/sign-off/{sign_off}/take-back/"):
        assert other.post(path, data=given).status_code == 404, path
    assert httpx.get(county.url + api).status_code == 401
    own = send(county, "POST", f"{api}/withdrawal", {"reason": "不归我管"}, "head")
    assert (own.status_code, own.json()["code"]) == (403, "role_missing")
    assert one_of(county, number)["state"] == "signing"


@pytest.mark.clause("34.1")
def test_what_is_sent_back_is_put_right_and_starts_anew(province: TierNode, county: TierNode, pages: Pages) -> None:
    number = applied(county, province.set["population"], duty="补正事项")
    sign_off = one_of(county, number)["sign_off"]
    assert f"/sharing/sign-off/{sign_off}/" in noticed(county, "head", "sign_off.waiting")
    signer = pages(county, "head")
    assert "审批跨平台申请" in text(signer, "/")
    assert "补正事项" in text(signer, "/sharing/sign-off/")
    page = text(signer, f"/sharing/sign-off/{sign_off}/")
    assert "浙江省平台" in page
    assert "姓名" in page
    assert signing(county, sign_off, "head", "send_back").status_code == 422
    read = county.get(f"/api/v1/sign-offs/{sign_off}", "head")
    assert signing(county, sign_off, "head", "send_back", opinion="只要姓名").json()["state"] == "sent_back"
    assert f"/sharing/sign-off/{sign_off}/" in noticed(county, "handler", "sign_off.sent_back")
    handler, place = pages(county, "handler"), f"/exchange/applications/{number}/"
    assert "补正跨平台申请" in text(handler, "/")
    page = text(handler, place)
    assert "在“处室负责人审核”被退回，待补正" in page
    assert "只要姓名" in page
    form = text(handler, f"{place}complete/")
    assert "补正事项" in form  # it begins with what was asked
    given = {
        "csrfmiddlewaretoken": token(handler, f"{place}complete/"),
        "system": county.set["system"],
        "duty": "补正事项",
        "basis": "《社会救助暂行办法》第四十七条",
        "items": ["id_number", "name"],
        "modes": ["verify"],
        "until": UNTIL,
    }
    assert handler.post(f"{place}complete/", data={**given, "items": []}).status_code == 422
    answer = handler.post(f"{place}complete/", data=given)
    assert (answer.status_code, answer.headers["Location"]) == (302, place), answer.text
    again = one_of(county, number)
    assert (again["state"], again["items"]) == ("signing", ["id_number", "name"])
    assert "户籍地区划" in text(signer, f"/sharing/sign-off/{sign_off}/")  # as it was read then
    assert "户籍地区划" not in text(signer, f"/sharing/sign-off/{again['sign_off']}/")
    anew = county.get(f"/api/v1/sign-offs/{again['sign_off']}", "head")
    assert (anew["step"], anew["content"]["items"]) == (1, ["id_number", "name"])
    assert codes(signing(county, again["sign_off"], "head", hash=read["hash"])) == (409, "sign_off_changed")
    assert codes(send(county, "POST", f"/api/v1/exchange/applications/{number}/completion", asked(county))) == (
        409,
        "foreign_application_not_returned",
    )
    assert send(county, "POST", f"/api/v1/sign-offs/{again['sign_off']}/take-back", {}).status_code == 200
    assert "已撤回修改，待补正" in text(handler, place)
    answer = send(county, "POST", f"/api/v1/exchange/applications/{number}/completion", asked(county))
    third = answer.json()
    assert (answer.status_code, third["state"]) == (200, "signing")
    for who in ("head", "signer"):
        assert signing(county, third["sign_off"], who).status_code == 200
    eventually(lambda: state(county, number, "in_review"))
    assert province.act("received", number)["items"] == ["name"]
    assert codes(
        send(county, "POST", f"/api/v1/exchange/applications/{number}/withdrawal", {"reason": "不需要了"})
    ) == (409, "foreign_application_sent")


def asked(county: TierNode) -> dict[str, Any]:
    return {
        "system": county.set["system"],
        "duty": "补正事项",
        "items": ["name"],
        "modes": ["verify"],
        "until": UNTIL,
        "reason": "核对姓名",
    }


@pytest.mark.clause("26.1", "34.1")
def test_what_has_not_left_can_be_withdrawn(province: TierNode, county: TierNode, pages: Pages) -> None:
    number = applied(county, province.set["population"], duty="撤回事项")
    sign_off = one_of(county, number)["sign_off"]
    handler, place = pages(county, "handler"), f"/exchange/applications/{number}/"
    given = {"csrfmiddlewaretoken": token(handler, place), "reason": " "}
    assert handler.post(f"{place}withdraw/", data=given).status_code == 422
    assert handler.post(f"{place}withdraw/", data={**given, "reason": "不需要了"}).status_code == 302
    assert one_of(county, number)["state"] == "cancelled"
    assert codes(signing(county, sign_off, "head")) == (409, "sign_off_ended")
    assert "不需要了" in text(handler, place)
    assert not_arrived(province, county, "撤回事项")


@pytest.mark.clause("6.1", "34.1", "37.1")
def test_an_entry_that_changed_or_is_gone_gives_back_what_was_prepared_by_it(
    province: TierNode, county: TierNode, pages: Pages
) -> None:
    code = province.act("publish_entry", "婚姻登记名册")
    number = applied(county, code, duty="目录变更")
    sign_off = one_of(county, number)["sign_off"]
    assert signing(county, sign_off, "head").status_code == 200
    province.act("mask", code, {"name": "name"})
    eventually(lambda: state(county, number, "returned"))
    assert county.get(f"/api/v1/sign-offs/{sign_off}", "head")["state"] == "void"
    assert codes(signing(county, sign_off, "signer")) == (409, "sign_off_ended")
    place = f"/exchange/applications/{number}/"
    assert place in noticed(county, "handler", "sign_off.outdated")
    assert "请核对后重新提交，或撤回。" in text(pages(county, "handler"), place)
    again = county.post(f"/api/v1/exchange/applications/{number}/completion", asked(county))
    assert again["state"] == "signing"
    province.act("withdraw_entry", code)
    eventually(lambda: state(county, number, "returned"))
    refused = send(county, "POST", f"/api/v1/exchange/applications/{number}/completion", asked(county))
    assert codes(refused) == (409, "not_offered_abroad")
    assert "该资源已不再共享，请撤回。" in text(pages(county, "handler"), place)
    gone = county.post(f"/api/v1/exchange/applications/{number}/withdrawal", {"reason": "已不共享"})
    assert gone["state"] == "cancelled"


@pytest.mark.clause("26.2", "34.1")
def test_a_system_that_applies_for_itself_is_treated_alike(province: TierNode, county: TierNode) -> None:
    code = f"330000/{province.set['population']}"
    eventually(lambda: find(county, code))
    own = {"Authorization": f"Bearer {county.set['own_key']}"}
    body = {**asked(county), "resource": code, "system": county.set["own_system"], "duty": "系统申请"}
    made = httpx.post(f"{county.url}/api/v1/exchange/applications", headers=own, json=body).json()
    assert made["state"] == "signing"
    path = f"{county.url}/api/v1/sign-offs/{made['sign_off']}"
    read = httpx.get(path, headers=own).json()
    assert not read["mine"]
    sign = httpx.post(path, headers=own, json={"outcome": "sign", "step": 1, "hash": read["hash"]})
    assert sign.status_code in (403, 404)
    assert signing(county, made["sign_off"], "head", "send_back", opinion="请写明依据").status_code == 200
    # Whoever handles for the agency is told, for a system reads no notices; it may complete by itself as well.
    assert f"/sharing/sign-off/{made['sign_off']}/" in noticed(county, "handler", "sign_off.sent_back")
    completion = f"{county.url}/api/v1/exchange/applications/{made['id']}/completion"
    again = httpx.post(completion, headers=own, json={**body, "basis": "《社会救助暂行办法》"}).json()
    assert again["state"] == "signing"
    assert signing(county, again["sign_off"], "head").status_code == 200
    county.act("narrow_system", county.set["handler"], county.set["own_system"])  # it may use no data any more
    assert one_of(county, made["id"])["state"] == "returned"
    assert codes(signing(county, again["sign_off"], "signer")) == (409, "sign_off_ended")


@pytest.mark.clause("34.1")
def test_a_step_that_names_who_leaves_goes_to_their_successor(province: TierNode, county: TierNode) -> None:
    number = applied(county, province.set["population"], duty="交接事项")
    sign_off = one_of(county, number)["sign_off"]
    moved = county.act("hand_over", county.set["head"], county.set["signer"])
    assert any("人口基本信息" in name for name in moved)
    who = county.get(f"/api/v1/sign-offs/{sign_off}", "signer")["who"]
    assert who == [county.set["signer"]]
    assert signing(county, sign_off, "signer").status_code == 200


@pytest.mark.clause("34.1")
def test_a_deputy_signs_for_whoever_is_away(province: TierNode, county: TierNode) -> None:
    steps(county, STEPS[1])
    number = applied(county, province.set["population"], duty="代理审批")
    sign_off = one_of(county, number)["sign_off"]
    assert codes(signing(county, sign_off, "head")) == (403, "sign_off_not_yours")
    today = datetime.now(SHANGHAI).date().isoformat()
    away = {"person": county.set["signer"], "deputy": county.set["head"], "roles": ["signer"], "reason": "外出"}
    made = send(county, "POST", "/api/v1/delegations", {**away, "first_day": today, "last_day": today}, "signer")
    assert made.status_code == 201, made.text
    assert sign_off in {one["id"] for one in county.get("/api/v1/sign-offs", "head", mine=True)}
    assert signing(county, sign_off, "head").json()["state"] == "signed"
    assert send(county, "POST", f"/api/v1/delegations/{made.json()['number']}/end", {}, "signer").status_code == 200
    eventually(lambda: state(county, number, "in_review"))
