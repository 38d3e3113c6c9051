"""Once a year every entry is confirmed, amended, merged or withdrawn; what is late shows, with who answers for it (10.2)."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import Cast, entry_draft
from tests.conftest import Node
from tests.walking import enter, log_in, overdue_rows

pytestmark = pytest.mark.usefixtures("django_ready")
API = "/api/v1/catalogue/confirmations"


@pytest.fixture
def scene(clock: Any, client: Any) -> Any:
    """Two entries, published at noon of 2024-02-29."""
    cast = Cast(clock.set("2024-02-29 12:00"))
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    first, second = cast.resource(police, office, name="人口"), cast.resource(police, office, name="户籍")
    return SimpleNamespace(cast=cast, office=office, police=police, civil=civil, first=first, second=second)


def standing(client: Any, person: Any, **query: str) -> dict[str, Any]:
    client.force_login(person)
    answer = client.get(API, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client: Any, person: Any, path: str, body: Any) -> Any:
    client.force_login(person)
    return client.post(path, json.dumps(body), content_type="application/json")


@pytest.mark.clause("10.2", "34.1")
def test_an_entry_is_due_a_year_after_its_publication_and_overdue_the_day_after(
    scene: Any, client: Any, clock: Any
) -> None:
    person = scene.police.person_b
    assert {one["due"] for one in standing(client, person)["entries"]} == {"2025-02-28"}  # there is no 02-29
    clock.set("2025-01-28 23:59")
    assert standing(client, person)["due_soon"] == 0
    clock.set("2025-01-29 00:00")
    counted = standing(client, person, state="due_soon")
    assert (counted["due_soon"], counted["overdue"], len(counted["entries"])) == (2, 0, 2)
    clock.set("2025-02-28 23:59")
    assert standing(client, person)["overdue"] == 0
    clock.set("2025-03-01 00:00")
    late = standing(client, person, state="overdue")
    assert (late["overdue"], {one["how"] for one in late["entries"]}) == (2, {"published"})
    client.force_login(scene.office.person_b)
    rows = overdue_rows(client)
    name = scene.first.current.name
    assert rows[f"年度确认目录条目：{name}"][0] == scene.police.person_b.name


@pytest.mark.clause("10.2", "11.1")
def test_confirming_gives_another_year_and_the_entry_shows_who_did_it(scene: Any, client: Any, clock: Any) -> None:
    clock.set("2025-02-10 09:00")
    client.force_login(scene.police.person_b)
    page = client.get("/catalogue/confirming/").content.decode()
    assert scene.first.current.name in page
    assert "平台约定" in page
    sent = {"entry": [scene.first.code, scene.second.code], f"note-{scene.first.code}": "已与业务处室核对"}
    assert client.post("/catalogue/confirming/confirm/", sent).status_code == 200
    rows = {one["code"]: one for one in standing(client, scene.police.person_b)["entries"]}
    told = rows[scene.first.code]
    assert (told["how"], told["due"], told["note"], told["by"]) == (
        "confirmed",
        "2026-02-10",
        "已与业务处室核对",
        scene.police.person_b.name,
    )
    shown = client.get(f"/catalogue/{scene.first.path_code}/").content.decode()
    assert "年度确认：仍然有效" in shown
    assert "已与业务处室核对" in shown
    clock.set("2025-03-01 09:00")
    assert standing(client, scene.police.person_b)["overdue"] == 0
    client.force_login(scene.police.person_b)
    evidence = client.get("/evidence/?action=entry:confirmed").content.decode()
    assert "年度确认目录条目" in evidence


@pytest.mark.clause("10.2")
def test_a_new_version_confirms_the_entry_too(scene: Any, client: Any, clock: Any) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    now = clock.set("2025-02-20 09:00")
    draft = entry_draft(scene.first.current.name, summary="常住人口和户籍")
    entry = commands.draft_new_version(scene.police.a, scene.first, draft, now=now)
    commands.submit_entry(scene.police.a, entry.pk, now=now)
    commands.sign_off(scene.police.b, entry.pk, scope="全部信息项", now=now)
    commands.publish_entry(scene.office.b, entry.pk, now=now)
    assert Resource.objects.get(pk=scene.first.pk).current_id == entry.pk
    rows = {one["code"]: one for one in standing(client, scene.police.person_b)["entries"]}
    assert (rows[scene.first.code]["how"], rows[scene.first.code]["due"]) == ("amended", "2026-02-20")
    assert rows[scene.second.code]["due"] == "2025-02-28"


@pytest.mark.clause("5.1", "10.2")
def test_only_a_reviewer_of_the_agency_confirms_and_not_what_they_submitted(scene: Any, client: Any) -> None:
    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    body = [{"resource": scene.first.code}, {"resource": "330000/none"}]
    (stranger, none) = post(client, scene.civil.person_b, f"{API}/confirm", body).json()
    assert (stranger["done"], stranger["refusal"]["code"]) == (False, "not_the_provider")
    assert none["refusal"]["code"] == "resource_not_found"
    (cataloguer, _none) = post(client, scene.police.person_a, f"{API}/confirm", body).json()
    assert cataloguer["refusal"]["code"] == "role_missing"
    agencies.appoint(PLATFORM, scene.police.person_a, Role.REVIEWER)
    (submitter, _none) = post(client, scene.police.person_a, f"{API}/confirm", body).json()
    assert submitter["refusal"]["code"] == "own_submission"
    (reviewer, _none) = post(client, scene.police.person_b, f"{API}/confirm", body).json()
    assert reviewer["done"]
    assert post(client, scene.police.person_b, f"{API}/confirm", []).json()["code"] == "nothing_chosen"


def test_a_note_too_long_and_control_characters_are_refused_and_keep_nothing(scene: Any, client: Any) -> None:
    from yishu.catalogue.confirming.models import Confirmation

    client.force_login(scene.police.person_b)
    for bad in ("长" * 1001, "有\x00"):
        sent = {"entry": [scene.first.code], f"note-{scene.first.code}": bad}
        assert client.post("/catalogue/confirming/confirm/", sent).status_code == 422
    (long,) = post(
        client, scene.police.person_b, f"{API}/confirm", [{"resource": scene.first.code, "note": "长" * 501}]
    ).json()
    assert long["refusal"]["errors"][0]["field"] == "note"
    assert client.post("/catalogue/confirming/confirm/", {"entry": ["\x00"]}).status_code == 302  # nothing is chosen
    assert not Confirmation.objects.filter(resource=scene.first).exists()


@pytest.mark.clause("10.2")
def test_merging_withdraws_the_others_and_their_addresses_lead_to_what_stays(scene: Any, client: Any) -> None:
    body = {"merged": [scene.second.code], "into": scene.first.code, "reason": "内容重复"}
    done = post(client, scene.police.person_b, f"{API}/merge", body)
    assert done.json() == {"into": scene.first.code, "merged": [scene.second.code]}
    client.force_login(scene.civil.person_a)
    moved = client.get(f"/catalogue/{scene.second.path_code}/")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/catalogue/{scene.first.path_code}/")
    api = client.get(f"/api/v1/catalogue/resources/{scene.second.path_code}")
    assert (api.status_code, api.json()["code"]) == (410, "resource_merged")
    assert scene.first.code in api.json()["detail"]
    client.force_login(scene.police.person_b)
    own = client.get(f"/catalogue/{scene.second.path_code}/").content.decode()
    assert "已合并到" in own
    client.logout()  # neither is open to the public: nothing is told of them
    assert client.get(f"/catalogue/{scene.second.path_code}/").status_code == 302
    assert client.get(f"/api/v1/catalogue/resources/{scene.second.path_code}").status_code == 404
    assert standing(client, scene.police.person_b)["all"] == 1
    again = post(client, scene.police.person_b, f"{API}/merge", body)
    assert (again.status_code, again.json()["code"]) == (409, "entry_wrong_moment")


@pytest.mark.clause("10.2")
def test_what_others_hold_grants_of_is_merged_only_once_they_were_told(scene: Any, client: Any, clock: Any) -> None:
    from yishu.catalogue.models import Resource

    grant = scene.cast.grant(scene.civil, scene.police, scene.second, systems=(scene.civil.system(),))
    body = {"merged": [scene.second.code], "into": scene.first.code, "reason": "内容重复"}
    refused = post(client, scene.police.person_b, f"{API}/merge", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "resource_still_used")
    assert scene.civil.agency.name in refused.json()["detail"]
    client.force_login(scene.police.person_b)
    sent = {"entry": [scene.first.code, scene.second.code], "into": scene.first.code, "reason": "内容重复"}
    page = client.post("/catalogue/confirming/merge/", sent)
    assert page.status_code == 422
    assert scene.civil.agency.name in page.content.decode()
    assert Resource.objects.get(pk=scene.second.pk).state == "published"
    told = client.post("/catalogue/confirming/merge/", sent | {"informed": [scene.civil.agency.code]})
    assert told.status_code == 302
    assert Resource.objects.get(pk=scene.second.pk).state == "withdrawn"
    client.force_login(scene.civil.person_a)
    held = client.get(f"/sharing/grants/{grant.pk}/").content.decode()
    assert "资源已合并" in held
    assert scene.first.current.name in held


@pytest.mark.clause("10.2", "4.1")
def test_the_duties_of_a_merged_resource_are_held_by_what_stays(scene: Any, client: Any) -> None:
    client.force_login(scene.police.person_a)
    (duty,) = client.get("/api/v1/catalogue/holdings").json()
    linked = {"resource": scene.second.code}
    post(client, scene.police.person_a, f"/api/v1/catalogue/holdings/{duty['id']}/resources", linked)
    body = {"merged": [scene.second.code], "into": scene.first.code, "reason": "内容重复"}
    assert post(client, scene.police.person_b, f"{API}/merge", body).status_code == 200
    (duty,) = client.get("/api/v1/catalogue/holdings").json()
    assert (duty["unlisted"], scene.first.code in duty["resources"]) == (False, True)


def test_a_resource_is_not_merged_into_itself_nor_into_another_agencys(scene: Any, client: Any) -> None:
    theirs = scene.cast.resource(scene.civil, scene.office, name="婚姻")
    body = {"merged": [scene.second.code], "into": scene.second.path_code, "reason": ""}
    itself = post(client, scene.police.person_b, f"{API}/merge", body)
    assert [one["field"] for one in itself.json()["errors"]] == ["into", "reason"]
    body |= {"into": theirs.code, "reason": "重复"}
    assert post(client, scene.police.person_b, f"{API}/merge", body).json()["code"] == "not_the_provider"
    body |= {"into": scene.first.code, "merged": [theirs.code]}
    assert post(client, scene.police.person_b, f"{API}/merge", body).json()["code"] == "not_the_provider"


@pytest.mark.clause("10.2")
def test_the_coordinator_sees_every_agency_and_others_only_their_own(scene: Any, client: Any, clock: Any) -> None:
    clock.set("2025-06-01 09:00")
    office, police = scene.office.person_b, scene.police
    client.force_login(office)
    page = client.get("/catalogue/confirming/").content.decode()
    assert police.agency.name in page
    theirs = client.get("/catalogue/confirming/", {"agency": police.agency.code}).content.decode()
    assert scene.first.current.name in theirs
    assert 'name="entry"' not in theirs  # seen, not confirmed in their place
    assert standing(client, office, agency=police.agency.code)["overdue"] == 2
    assert standing(client, office, agency="*", state="overdue")["overdue"] >= 2
    client.force_login(scene.civil.person_b)
    assert client.get("/catalogue/confirming/", {"agency": police.agency.code}).status_code == 403
    assert client.get(API, {"agency": "*"}).status_code == 403
    assert standing(client, scene.civil.person_b)["entries"] == []


@pytest.mark.clause("10.2", "38.1")
def test_local_rules_may_ask_for_confirmation_more_often_but_not_more_rarely(
    scene: Any, client: Any, clock: Any
) -> None:
    clock.set("2024-09-01 09:00")
    client.force_login(scene.office.person_b)
    place, basis = "/operations/rules/clocks/entry_confirmation/", {"basis": "《杭州市目录管理办法》第三条"}
    assert client.post(place, {"months": "18", **basis}).status_code == 422
    assert client.post(place, {"months": "6", **basis}).status_code == 302
    try:
        assert {one["due"] for one in standing(client, scene.police.person_b)["entries"]} == {"2024-08-29"}
        client.force_login(scene.office.person_b)
        assert "6 个月" in client.get("/operations/rules/").content.decode()
        (rule,) = [one for one in client.get("/api/v1/rules").json()["clocks"] if one["code"] == "entry_confirmation"]
        assert (rule["in_force"], rule["common"], rule["unit"]) == (6, 12, "months")
    finally:
        client.force_login(scene.office.person_b)
        client.post(place, {"act": "reset"})
    assert standing(client, scene.police.person_b)["overdue"] == 0


@pytest.mark.clause("10.2")
def test_the_work_list_names_what_is_late_to_whoever_may_confirm(scene: Any, client: Any, clock: Any) -> None:
    clock.set("2025-06-01 09:00")
    client.force_login(scene.police.person_b)
    assert "2 条目录逾期未确认" in client.get("/").content.decode()
    client.force_login(scene.police.person_a)
    assert "逾期未确认" not in client.get("/").content.decode()


@pytest.mark.clause("10.2")
def test_a_resource_is_suspended_resumed_and_withdrawn_with_a_reason_on_its_page(scene: Any, client: Any) -> None:
    from yishu.catalogue.models import Resource

    place = f"/catalogue/{scene.first.path_code}/state/"
    client.force_login(scene.police.person_b)
    assert client.post(place, {"act": "suspend", "reason": ""}).status_code == 422
    for act, state in (("suspend", "suspended"), ("resume", "published"), ("withdraw", "withdrawn")):
        assert client.post(place, {"act": act, "reason": "业务调整"}).status_code == 302
        assert Resource.objects.get(pk=scene.first.pk).state == state
    client.force_login(scene.civil.person_b)
    assert client.get(f"/catalogue/{scene.second.path_code}/state/").status_code == 403


@pytest.mark.browser
@pytest.mark.clause("10.2")
def test_a_reviewer_ticks_what_still_holds_and_merges_the_rest(node: Node, page: Any) -> None:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    kept, same = cast.resource(police, office, name="人口"), cast.resource(police, office, name="户籍")
    log_in(page, node.url, police.person_b.login)
    enter(page, "目录")
    page.get_by_role("link", name="年度确认", exact=True).first.click()
    page.get_by_role("link", name="全部条目").first.click()
    page.get_by_role("checkbox", name="全选").check()
    page.get_by_text("已选 2 条").wait_for()
    assert kept.current is not None
    page.get_by_label(f"对“{kept.current.name}”的说明").fill("已核对")
    page.get_by_role("button", name="确认所选仍然有效").click()
    page.get_by_text("办理 2 条").wait_for()
    page.get_by_role("link", name="返回年度确认").click()
    page.get_by_role("link", name="全部条目").first.click()
    page.get_by_role("row", name=kept.current.name).get_by_text("已核对").wait_for()
    page.get_by_role("checkbox", name="全选").check()
    page.get_by_role("button", name="合并所选").click()
    page.get_by_label("保留的资源").select_option(kept.code)
    page.get_by_label("理由").fill("与人口信息重复")
    page.get_by_role("button", name="合并", exact=True).click()
    page.get_by_text("已合并").first.wait_for()
    page.goto(f"{node.url}/catalogue/{same.path_code}/")
    page.get_by_role("link", name=kept.current.name).first.wait_for()
