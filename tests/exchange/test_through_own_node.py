"""A county's agency finds, applies for and uses what the province has, through its own node; a link that is cut is said plainly and heals."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cast import PEOPLE_CSV
from tests.conftest import FAULT_ROUNDS
from tests.exchange.nodes import TierNode, eventually
from tests.hosting.people import csv, person

DUTY = "最低生活保障审核"
KNOWN = "330102199003076015"
UNTIL = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


def path_code(code: str) -> str:
    return f"330000-{code.replace('/', '-')}"


def find(node: TierNode, code: str) -> dict[str, Any] | None:
    return next((one for one in node.get("/api/v1/exchange/catalogue") if one["code"] == code), None)


def applied(county: TierNode, code: str, **changed: Any) -> str:
    """The id of an application for an entry of the province."""
    entry = eventually(lambda: find(county, f"330000/{code}"))
    body = {
        "resource": entry["code"],
        "system": county.set["system"],
        "duty": DUTY,
        "items": [item["code"] for item in entry["items"]],
        "modes": entry["modes"],
        "until": UNTIL,
        "basis": "《社会救助暂行办法》",
    }
    return county.post("/api/v1/exchange/applications", body | changed)["id"]


def state(county: TierNode, number: str, *wanted: str) -> dict[str, Any] | None:
    one = next(one for one in county.get("/api/v1/exchange/applications") if one["id"] == number)
    return one if one["state"] in wanted else None


def granted(province: TierNode, county: TierNode, **changed: Any) -> dict[str, Any]:
    """A restricted resource applied for at the county and granted by the provincial police."""
    code = province.set["population"]
    number = applied(county, code, **changed)
    waiting = eventually(lambda: state(county, number, "in_review"))
    decision = {"line": code, "outcome": "approve", "reason": "同意"}
    province.post(f"/api/v1/applications/{waiting['number']}/decision", decision, who="signer")
    return eventually(lambda: state(county, number, "granted"))


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def verify(**changed: Any) -> dict[str, Any]:
    purpose = {"duty": DUTY, "case": "XH-2026-1"}
    return {"purpose": purpose, "subject": KNOWN, "claims": {"name": "赵一", "sex": "2"}} | changed


@pytest.mark.clause("14.1", "4.5")
def test_entries_flow_both_ways_and_withdrawn_ones_go(province: TierNode, county: TierNode) -> None:
    up = county.act("publish_entry", "区级低保对象")
    found = eventually(lambda: find(province, f"330106/{up}"))
    assert (found["side"], found["node_name"], found["category"]) == ("child", "西湖区平台", "unrestricted")
    assert found["provider"].startswith("统计局")  # whose it is, besides whose node tells it
    down = province.act("publish_entry", "省级统计年鉴")
    entry = eventually(lambda: find(county, f"330000/{down}"))
    assert (entry["side"], entry["modes"]) == ("parent", ["verify", "query", "bulk"])
    province.act("withdraw_entry", down)
    eventually(lambda: find(county, f"330000/{down}") is None)


@pytest.mark.clause("37.1")
def test_a_call_goes_through_ones_own_node_and_both_sides_name_the_others_receipt(
    province: TierNode, county: TierNode
) -> None:
    code = path_code(province.set["population"])
    refused = county.call(code, "verify", verify())
    assert refused.status_code == 403
    assert refused.json()["code"] in (
        "no_grant",
        "purpose_not_granted",
    )  # the latter where another test has a grant already
    grant = granted(province, county)
    answer = county.call(code, "verify", verify())
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["result"] == {"name": "match", "sex": "mismatch"}
    queried = county.call(code, "query", {"purpose": verify()["purpose"], "subject": KNOWN, "items": ["name"]})
    assert queried.json()["record"] == {"name": "赵一"}
    here = {one["receipt"]: one for one in county.act("evidence", f"330000/{province.set['population']}")}
    there = {one["receipt"]: one for one in province.act("evidence", province.set["population"])}
    ours, theirs = here[told["receipt"]], there[told["provider_receipt"]]
    assert ours["detail"]["peer_receipt"] == told["provider_receipt"]
    assert theirs["detail"]["peer_receipt"] == ours["detail"]["carried"]
    assert here[ours["detail"]["carried"]]["action"] == "call:carried"
    assert (ours["grant"], theirs["grant"]) == (grant["grant"], grant["grant"])
    assert (theirs["agency"], theirs["duty"], theirs["case"]) == (county.set["agency"], DUTY, "XH-2026-1")
    # Each names the agency that uses, the node across, and by the hash of its terms the agency that provides.
    assert (ours["agency"], ours["detail"]["link"]) == (county.set["agency"], "330000")
    assert theirs["detail"]["link"] == "330106"
    [opened] = [one for one in province.get("/api/v1/grants", "signer") if one["id"] == grant["grant"]]
    assert ours["grant_hash"] == theirs["grant_hash"] == opened["hash"]
    assert opened["provider"] == province.set["police_code"]
    assert ours["subjects"]
    assert KNOWN not in str(ours)
    stranger = county.call(code, "verify", verify(), key=county.set["stranger"])
    assert (stranger.status_code, stranger.json()["code"]) == (403, "no_grant")
    assert "provider_receipt" not in stranger.json()  # it was not carried


@pytest.mark.clause("37.1")
def test_refusals_pass_through_and_a_withdrawn_grant_is_refused_from_the_next_call_on(
    province: TierNode, county: TierNode
) -> None:
    code = path_code(province.set["population"])
    grant = granted(province, county, duty="临时救助审核")
    asked = verify(purpose={"duty": "临时救助审核", "case": "1"}, grant=grant["grant"])
    assert county.call(code, "verify", asked).status_code == 200
    wrong = county.call(code, "verify", asked | {"subject": "330102199003076016"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "malformed_subject"), wrong.text
    withdrawal = f"{province.url}/api/v1/grants/{grant['grant']}"
    answer = httpx.request("DELETE", withdrawal, headers=province.as_("signer"), json={"reason": "核查"})
    assert answer.status_code == 200
    refused = county.call(code, "verify", asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_grant")
    assert refused.json()["receipt"]
    eventually(lambda: state(county, grant["id"], "withdrawn"))


@pytest.mark.clause("14.1")
def test_a_bulk_grant_is_delivered_to_the_county_and_follows_the_changes(province: TierNode, county: TierNode) -> None:
    code = province.set["open_list"]
    number = applied(county, code)
    eventually(lambda: (one := state(county, number, "granted")) and one["delivered"])
    headers = {"Authorization": f"Bearer {county.set['key']}"}
    url = f"{county.url}/api/v1/data/{path_code(code)}/bulk"
    first = httpx.get(url, headers=headers)
    assert first.status_code == 200, first.text
    before = len(first.text.splitlines())
    assert before >= 4
    publish = f"{province.url}/api/v1/data/{code.replace('/', '-')}/batches"
    key = {"Authorization": f"Bearer {province.set['key']}", "Content-Type": "text/csv"}
    row = "id_number,name,sex,birth_date,residence_code\n330102199003076015,赵大,1,1990-03-07,330102\n"
    assert httpx.post(publish, headers=key, content=row.encode()).json()["accepted"] == 1
    gone = "id_number\n330102199003076031\n"
    assert httpx.post(publish + "?mode=delete", headers=key, content=gone.encode()).status_code == 200
    eventually(
        lambda: "赵大" in (text := httpx.get(url, headers=headers).text) and len(text.splitlines()) == before - 1
    )
    assert {one["action"] for one in county.act("evidence", f"330000/{code}")} == {"data:copied"}


@pytest.mark.clause("6.1", "14.1")
def test_masks_hold_at_the_county_for_calls_and_for_the_copy_it_has(province: TierNode, county: TierNode) -> None:
    code = province.act("publish_people", province.set["key"])
    number = applied(county, code)
    waiting = eventually(lambda: state(county, number, "in_review"))
    decision = {"line": code, "outcome": "approve", "reason": "同意"}
    province.post(f"/api/v1/applications/{waiting['number']}/decision", decision, who="signer")
    eventually(lambda: (one := state(county, number, "granted")) and one["delivered"])
    path, query = path_code(code), {"purpose": verify()["purpose"], "subject": KNOWN, "items": ["name"]}
    assert county.call(path, "query", query).json()["record"] == {"name": "赵一"}

    def held() -> httpx.Response:
        answer = httpx.get(f"{county.url}/api/v1/data/{path}/bulk", headers=bearer(county.set["key"]), timeout=20)
        assert answer.status_code == 200, answer.text
        return answer

    assert "赵一" in held().text
    province.act("mask", code, {"name": "name", "residence_code": "hidden"})
    assert county.call(path, "query", query).json()["record"] == {"name": "赵*"}
    assert county.call(path, "verify", verify()).json()["result"]["name"] == "match"
    eventually(lambda: "赵一" not in held().text)  # though the data has the version that it had
    assert held().headers["yishu-masked"] == "name=name, residence_code=hidden"
    assert {"赵*", "****"} <= set(held().text.replace("\n", ",").split(","))
    taken = [one for one in province.act("evidence", code) if one["action"] == "data:copied"]
    time.sleep(3)  # of the copy that it has now nothing is carried again
    assert len([one for one in province.act("evidence", code) if one["action"] == "data:copied"]) == len(taken)

    def told(what: str) -> dict[str, str]:
        entry = find(county, f"330000/{code}")
        return {item["code"]: item[what] for item in entry["items"] if item[what]} if entry else {}

    eventually(lambda: told("mask") == {"name": "name", "residence_code": "hidden"})
    province.act("mask", code, {})
    eventually(lambda: "赵一" in held().text and "yishu-masked" not in held().headers)
    claimed = verify() | {"claims": {"name": "趙一"}}
    assert county.call(path, "verify", claimed).json()["result"] == {"name": "mismatch"}
    province.act("compare", code, {"name": "name"})
    assert county.call(path, "verify", claimed).json()["result"] == {"name": "match"}
    eventually(lambda: told("comparison") == {"name": "name"})

    province.act("declare_keys", code, {"name": "1"})
    by_name = county.call(path, "query", query | {"subject": {"name": "赵一"}, "items": ["birth_date"]})
    assert by_name.status_code == 200, by_name.text
    assert by_name.json()["record"] == {"birth_date": "1990-03-07"}
    eventually(lambda: told("alternative") == {"name": "1"})


@pytest.mark.clause("4.5")
def test_a_countys_data_gathers_at_the_province_and_follows_its_changes(province: TierNode, county: TierNode) -> None:
    roster = county.set["roster"]
    entry = eventually(lambda: find(province, f"330106/{roster.replace('-', '/', 1)}"))
    asked = {
        "resource": entry["code"],
        "system": province.set["system"],
        "duty": "全省低保对象汇总",
        "items": [item["code"] for item in entry["items"]],
        "modes": ["bulk"],
        "until": UNTIL,
        "basis": "《社会救助暂行办法》",
    }
    number = province.post("/api/v1/exchange/applications", asked)["id"]
    waiting = eventually(lambda: state(province, number, "in_review"))
    decision = {"line": roster.replace("-", "/", 1), "outcome": "approve", "reason": "同意汇总"}
    county.post(f"/api/v1/applications/{waiting['number']}/decision", decision, who="signer")
    eventually(lambda: (one := state(province, number, "granted")) and one["delivered"])
    url = f"{province.url}/api/v1/data/330106-{roster}/bulk"
    headers = {"Authorization": f"Bearer {province.set['data_key']}"}
    first = httpx.get(url, headers=headers, timeout=20)
    assert first.status_code == 200, first.text
    assert KNOWN in first.text
    row = "id_number,name,sex,birth_date,residence_code\n330102199003076154,王八,1,1990-03-07,330106\n"
    key = {"Authorization": f"Bearer {county.set['publish_key']}", "Content-Type": "text/csv"}
    answer = httpx.post(f"{county.url}/api/v1/data/{roster}/batches", headers=key, content=row.encode(), timeout=20)
    assert answer.json()["accepted"] == 1, answer.text
    eventually(lambda: "王八" in httpx.get(url, headers=headers, timeout=20).text)


@pytest.mark.clause("37.1")
def test_rows_published_around_a_kill_reach_the_county_once(province: TierNode, county: TierNode) -> None:
    code = province.set["open_list"]
    number = applied(county, code, duty="断链期间更新")
    grant = eventually(lambda: (one := state(county, number, "granted")) and one["delivered"] and one["grant"])
    publish = f"{province.url}/api/v1/data/{code.replace('/', '-')}/batches"
    key = {"Authorization": f"Bearer {province.set['key']}", "Content-Type": "text/csv"}

    def published(number: str, name: str) -> None:
        row = f"id_number,name,sex,birth_date,residence_code\n{number},{name},1,1990-03-07,330102\n"
        assert httpx.post(publish, headers=key, content=row.encode(), timeout=20).json()["accepted"] == 1

    published("330102199003076090", "周五")
    county.kill()
    published("330102199003076111", "吴六")
    county.start()
    published("330102199003076138", "郑七")
    county.kill()
    county.start()
    url = f"{county.url}/api/v1/data/{path_code(code)}/bulk?grant={grant}"
    headers = {"Authorization": f"Bearer {county.set['key']}"}

    def names() -> list[str]:
        return [line.split(",")[1] for line in httpx.get(url, headers=headers, timeout=20).text.splitlines()[1:]]

    eventually(lambda: {"周五", "吴六", "郑七"} <= set(names()))
    assert all(names().count(name) == 1 for name in ("周五", "吴六", "郑七"))


@pytest.mark.clause("14.1")
def test_a_copy_is_used_no_longer_than_its_grant_can_be_confirmed(province: TierNode, county: TierNode) -> None:
    code = province.set["open_list"]
    number = applied(county, code, duty="失联期间使用")
    grant = eventually(lambda: (one := state(county, number, "granted")) and one["delivered"] and one["grant"])
    url = f"{county.url}/api/v1/data/{path_code(code)}/bulk?grant={grant}"
    headers = {"Authorization": f"Bearer {county.set['key']}"}
    province.kill()
    try:
        eventually(lambda: county.get("/api/v1/exchange/links", "admin")[0]["failure"])
        county.act("lose_contact", 71)
        assert httpx.get(url, headers=headers, timeout=20).status_code == 200
        county.act("lose_contact", 73)
        late = httpx.get(url, headers=headers, timeout=20)
        assert (late.status_code, late.json()["code"]) == (503, "replica_unconfirmed"), late.text
        assert "72 小时" in late.json()["detail"]
    finally:
        province.start()
    eventually(lambda: httpx.get(url, headers=headers, timeout=20).status_code == 200)


@pytest.mark.clause("14.1", "26.5")
def test_a_county_uses_and_receives_its_own_divisions_records_alone(province: TierNode, county: TierNode) -> None:
    code = province.act("publish_people", province.set["key"])
    city = {"item": "residence_code", "values": ["3301"], "match": "prefix"}
    own = {"item": "residence_code", "values": ["330106"], "match": "exact"}
    number = applied(county, code, rows=city, items=["id_number", "name"])
    waiting = eventually(lambda: state(county, number, "in_review"))
    assert waiting["rows"] == city
    asked = province.get(f"/api/v1/applications/{waiting['number']}", who="signer")
    assert asked["lines"][0]["rows"] == city
    decision = {"line": code, "outcome": "approve", "rows": own}
    province.post(f"/api/v1/applications/{waiting['number']}/decision", decision, who="signer")
    grant = eventually(lambda: (one := state(county, number, "granted")) and one["delivered"] and one)
    assert grant["rows"] == own

    path, (out, _, ours) = path_code(code), (line.split(",")[0] for line in PEOPLE_CSV.splitlines()[1:])
    found = [county.call(path, "verify", verify(subject=who, claims={"name": "孙三"})).json() for who in (ours, out)]
    assert [one["found"] for one in found] == [True, False]
    query = {"purpose": verify()["purpose"], "items": ["name"]}
    read = [county.call(path, "query", query | {"subject": who}).json() for who in (ours, out)]
    assert [one["record"] for one in read] == [{"name": "孙三"}, None]

    def held() -> list[str]:
        answer = httpx.get(f"{county.url}/api/v1/data/{path}/bulk", headers=bearer(county.set["key"]))
        assert answer.status_code == 200, answer.text
        return sorted(answer.text.splitlines()[1:])

    assert held() == [f"{ours},孙三"]
    refused = httpx.get(f"{county.url}/api/v1/data/{path}/bulk", headers=bearer(county.set["stranger"]))
    assert (refused.status_code, refused.json()["code"]) == (403, "no_grant")

    # One moves in, one out, one changes outside: the replica follows.
    moved = PEOPLE_CSV.replace(",330106", ",330102").replace(
        "07,330102\n330102199003076031", "07,330106\n330102199003076031"
    )
    publish = f"{province.url}/api/v1/data/{code.replace('/', '-')}/batches"
    headers = bearer(province.set["key"]) | {"Content-Type": "text/csv"}
    assert httpx.post(publish, headers=headers, content=moved.replace("钱二", "钱贰").encode()).json()["accepted"] == 3
    eventually(lambda: held() == [f"{out},赵一"])
    copies = [one for one in province.act("evidence", code) if one["action"] == "data:copied"]
    terms = {(one["grant"], one["grant_hash"], one["found"], one["detail"]["since"]) for one in copies}
    (hashed,) = {one["hash"] for one in province.get("/api/v1/grants", who="signer") if one["id"] == grant["grant"]}
    assert terms == {(grant["grant"], hashed, 1, None), (grant["grant"], hashed, 2, 1)}


@pytest.mark.clause("26.5")
def test_rows_of_another_nodes_resource_name_an_item_that_it_has(province: TierNode, county: TierNode) -> None:
    entry = eventually(lambda: find(county, f"330000/{province.set['population']}"))
    body = {
        "resource": entry["code"],
        "system": county.set["system"],
        "duty": DUTY,
        "items": ["name"],
        "modes": ["query"],
    }
    for rows, field in (
        ({"item": "shoe_size", "values": ["40"]}, "rows.item"),
        ({"item": "residence_code", "values": []}, "rows.values"),
        ({"item": "residence_code", "values": ["西湖"], "match": "prefix"}, "rows.values"),
    ):
        url = f"{county.url}/api/v1/exchange/applications"
        answer = httpx.post(url, headers=county.as_("handler"), json=body | {"until": UNTIL, "rows": rows})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.clause("20.2")
def test_a_copy_that_leaks_from_the_county_is_traced_at_the_province(
    province: TierNode, county: TierNode, tmp_path: Path
) -> None:
    code = province.set["open_list"]
    publish = f"{province.url}/api/v1/data/{code.replace('/', '-')}/batches?mode=replace"
    key = {"Authorization": f"Bearer {province.set['key']}", "Content-Type": "text/csv"}
    rows = csv(*(person(n) for n in range(100, 160)))
    assert httpx.post(publish, headers=key, content=rows.encode()).json()["accepted"] == 60
    number = applied(county, code, duty="副本追溯")
    told = eventually(lambda: (one := state(county, number, "granted")) and one["delivered"] and one)
    url = f"{county.url}/api/v1/data/{path_code(code)}/bulk"
    headers = {"Authorization": f"Bearer {county.set['key']}"}
    answer = httpx.get(url, params={"grant": told["grant"]}, headers=headers)
    leaked = tmp_path / "leaked.csv"
    leaked.write_text("".join(answer.text.splitlines(keepends=True)[:41]))
    [holder] = json.loads(province.cli("copies", "trace", str(leaked), "--resource", code, "--json"))["holders"]
    assert (holder["grant"], holder["system"]) == (told["grant"], county.set["system"])
    assert holder["chance"] < -20


@pytest.mark.slow
@pytest.mark.clause("37.1")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("_round", range(FAULT_ROUNDS))
def test_killed_again_and_again_while_entries_flow_no_side_loses_or_doubles_any(
    province: TierNode, county: TierNode, _round: int
) -> None:
    with ThreadPoolExecutor(1) as beside:
        published = beside.submit(province.act, "publish_entries", f"批{_round}", 60)
        for n in range(6):
            node = (county, province)[n % 2]
            node.kill()
            node.start()
        codes = published.result()

    def arrived() -> list[str]:
        found = county.get("/api/v1/exchange/catalogue", q=f"批{_round}号")
        return sorted(one["code"] for one in found)

    assert eventually(lambda: len(arrived()) >= len(codes), 30)
    assert arrived() == sorted(f"330000/{code}" for code in codes)


@pytest.mark.clause("37.1")
def test_a_cut_link_is_said_plainly_and_catches_up_without_loss_or_doubles(
    province: TierNode, county: TierNode
) -> None:
    code = path_code(province.set["population"])
    granted(province, county, duty="断链核验")
    asked = verify(purpose={"duty": "断链核验", "case": "1"})
    province.kill()
    down = county.call(code, "verify", asked)
    assert (down.status_code, down.json()["code"]) == (503, "link_down"), down.text
    assert "330000" in down.json()["detail"]
    # What the county has of its own is used as ever.
    asked_here = verify(purpose={"duty": "社会救助审核", "case": "1"}, claims={"name": "赵一"})
    own = county.call(county.set["roster"], "verify", asked_here, county.set["stranger"])
    assert own.status_code == 200, own.text
    assert own.json()["result"] == {"name": "match"}
    status = eventually(
        lambda: next((one for one in county.get("/api/v1/exchange/links", "admin") if one["failure"]), None)
    )
    assert status["code"] == "330000"
    numbers = [applied(county, province.set["population"], duty=f"断链申请{n}") for n in range(3)]
    # What the county sends to a node that comes and goes arrives once; it is killed as well while it sends.
    province.start()
    county.kill()
    county.start()
    for number in numbers:
        eventually(lambda number=number: state(county, number, "in_review"))
    inbox = [one for one in province.get("/api/v1/inbox", "signer") if one["duty"].startswith("断链申请")]
    assert sorted(one["duty"] for one in inbox) == [f"断链申请{n}" for n in range(3)]
    assert eventually(lambda: county.call(code, "verify", asked).status_code == 200)


@pytest.mark.clause("26.5")
def test_a_narrowed_grant_is_narrower_at_the_county_at_once_and_so_is_the_copy_it_has(
    province: TierNode, county: TierNode
) -> None:
    code = province.act("publish_people", province.set["key"])
    number = applied(county, code)
    waiting = eventually(lambda: state(county, number, "in_review"))
    decision = {"line": code, "outcome": "approve", "reason": "同意"}
    province.post(f"/api/v1/applications/{waiting['number']}/decision", decision, who="signer")
    grant = eventually(lambda: (one := state(county, number, "granted")) and one["delivered"] and one)["grant"]
    path, headers = path_code(code), bearer(county.set["key"])
    query = {"purpose": verify()["purpose"], "subject": KNOWN, "items": ["name"]}
    bulk = f"{county.url}/api/v1/data/{path}/bulk"
    assert county.call(path, "query", query).status_code == 200
    assert "name" in httpx.get(bulk, headers=headers, timeout=20).text.splitlines()[0]
    narrowing = {"items": ["id_number", "sex"], "reason": "核减"}
    province.post(f"/api/v1/grants/{grant}/narrowing", narrowing, who="signer")
    refused = county.call(path, "query", query)
    assert (refused.status_code, refused.json()["code"]) == (403, "item_not_granted")
    eventually(lambda: httpx.get(bulk, headers=headers, timeout=20).text.splitlines()[0] == "id_number,sex")
