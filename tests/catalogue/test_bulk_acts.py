"""Many entries are submitted or decided upon in one go, each judged by itself (5.1, 10.1)."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import Cast, entry_draft
from tests.conftest import Node
from tests.thorough import full_or
from tests.walking import enter, log_in

pytestmark = pytest.mark.usefixtures("django_ready")
API = "/api/v1/catalogue"


@pytest.fixture
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    return SimpleNamespace(cast=cast, office=office, police=police, civil=civil)


def drafts(scene: Any, *names: str, agency: Any = None) -> list[Any]:
    from yishu.catalogue import commands

    member = agency or scene.police
    return [commands.draft_entry(member.a, member.agency, entry_draft(name), now=scene.cast.now) for name in names]


def signed_off(scene: Any, *names: str) -> list[Any]:
    """Submissions of the police that wait for the coordinator."""
    from yishu.catalogue import commands

    made = drafts(scene, *names)
    for entry in made:
        commands.submit_entry(scene.police.a, entry.pk, now=scene.cast.now)
        commands.sign_off(scene.police.b, entry.pk, scope="全部信息项", now=scene.cast.now)
    return made


def post(client: Any, person: Any, path: str, body: Any, **headers: str) -> Any:
    client.force_login(person)
    return client.post(API + path, json.dumps(body), content_type="application/json", headers=headers)


def statuses(entries: list[Any]) -> list[str]:
    for entry in entries:
        entry.refresh_from_db()
    return [entry.status for entry in entries]


def spoil(scene: Any, client: Any, entry: Any) -> None:
    """Another agency withdraws what the draft is related to: it no longer passes the rules."""
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    other = scene.cast.resource(scene.civil, scene.office)
    draft = entry_draft(entry.name, related=(other.code,))
    commands.amend_draft(scene.police.a, entry.pk, draft, now=scene.cast.now)
    commands.withdraw_resource(scene.civil.b, Resource.objects.get(pk=other.pk), reason="撤销", now=scene.cast.now)


@pytest.mark.clause("9.1", "10.1")
def test_the_sound_drafts_go_on_and_the_others_say_what_is_wrong(scene: Any, client: Any) -> None:
    good, bad, other = drafts(scene, "驾驶人信息", "车辆信息", "违法信息")
    spoil(scene, client, bad)
    (theirs,) = drafts(scene, "婚姻信息", agency=scene.civil)
    client.force_login(scene.police.person_a)
    assert "提交所选草稿" in client.get("/catalogue/mine/?show=drafts").content.decode()
    sent = {"entry": [str(good.pk), str(bad.pk), str(other.pk), str(theirs.pk), "x"]}
    page = client.post("/catalogue/mine/submit/", sent).content.decode()
    assert statuses([good, bad, other, theirs]) == ["in_secrecy_review", "draft", "in_secrecy_review", "draft"]
    assert "办理 2 条" in page
    assert "2 条未办理" in page
    assert "关联资源：" in page  # the field in its own words
    assert theirs.name not in page  # another agency's draft is nobody's business
    assert bad.name in page


@pytest.mark.clause("9.1", "32.1")
def test_the_api_tells_of_each_what_came_of_it_and_refusals_are_on_record(scene: Any, client: Any) -> None:
    from yishu.audit.models import Record

    good, bad = drafts(scene, "驾驶人信息", "车辆信息")
    spoil(scene, client, bad)
    answer = post(client, scene.police.person_a, "/entries/submit", {"ids": [good.pk, bad.pk]}, accept_language="en")
    (first, second) = answer.json()
    assert (first["id"], first["done"], first["status"]) == (str(good.pk), True, "in_secrecy_review")
    assert (second["done"], second["status"], second["refusal"]["code"]) == (False, "draft", "invalid")
    assert second["refusal"]["errors"][0]["field"].startswith("related")
    assert second["refusal"]["errors"][0]["message"].isascii()
    body = json.loads(Record.objects.filter(action="request:refused").latest("id").body)
    assert (body["actor"], body["reason"]) == (scene.police.a.ref, "invalid")
    (again, _still) = post(client, scene.police.person_a, "/entries/submit", {"ids": [good.pk, bad.pk]}).json()
    assert again["refusal"]["code"] == "entry_wrong_moment"


@pytest.mark.clause("10.1", "21.1")
def test_several_are_passed_or_returned_each_with_its_own_opinion(scene: Any, client: Any) -> None:
    passed, told, silent = signed_off(scene, "驾驶人信息", "车辆信息", "违法信息")
    client.force_login(scene.office.person_b)
    page = client.post(
        "/catalogue/review/",
        {
            "act": "return",
            "entry": [told.pk, silent.pk],
            f"opinion-{told.pk}": "时效要求不明确",
            f"opinion-{passed.pk}": "没有勾选，不办",
        },
    ).content.decode()
    assert statuses([passed, told, silent]) == ["in_coordinator_review", "returned", "in_coordinator_review"]
    assert (told.opinion, "退回时须写明意见" in page) == ("时效要求不明确", True)
    client.post("/catalogue/review/", {"act": "pass", "entry": [passed.pk], f"opinion-{passed.pk}": "同意"})
    assert statuses([passed]) == ["published"]
    assert passed.steps.last().opinion == "同意"


@pytest.mark.clause("5.1", "21.1")
def test_nobody_passes_their_own_among_many_and_secrecy_needs_its_scope(scene: Any, client: Any) -> None:
    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Role
    from yishu.catalogue import commands
    from yishu.core.actor import PLATFORM

    agencies.appoint(PLATFORM, scene.police.person_b, Role.CATALOGUER)
    own, others = drafts(scene, "驾驶人信息", "车辆信息")
    commands.submit_entry(scene.police.b, own.pk, now=scene.cast.now)
    commands.submit_entry(scene.police.a, others.pk, now=scene.cast.now)
    body = [{"id": one.pk, "act": "pass", "opinion": "已核", "scope": "全部信息项"} for one in (own, others)]
    mine, theirs = post(client, scene.police.person_b, "/reviews", body).json()
    assert (mine["refusal"]["code"], theirs["status"]) == ("own_submission", "in_coordinator_review")
    assert others.steps.last().opinion == "全部信息项；已核"
    (third,) = drafts(scene, "违法信息")
    commands.submit_entry(scene.police.a, third.pk, now=scene.cast.now)
    (bare,) = post(client, scene.police.person_b, "/reviews", [{"id": third.pk, "act": "pass"}]).json()
    assert bare["refusal"]["code"] == "scope_required"
    (stranger,) = post(client, scene.civil.person_b, "/reviews", [{"id": third.pk, "act": "pass"}]).json()
    assert (stranger["refusal"]["code"], stranger["status"]) == ("resource_not_found", "")
    assert statuses([own, third]) == ["in_secrecy_review", "in_secrecy_review"]


def test_nothing_chosen_and_more_than_500_are_refused(scene: Any, client: Any) -> None:
    many = list(range(1, 502))
    assert post(client, scene.police.person_a, "/entries/submit", {"ids": many}).json()["code"] == "too_many_at_once"
    assert post(client, scene.police.person_a, "/entries/submit", {"ids": []}).json()["code"] == "nothing_chosen"
    assert post(client, scene.office.person_b, "/reviews", [{"id": 1, "act": "burn"}]).status_code == 422
    client.force_login(scene.police.person_a)
    nothing = client.post("/catalogue/mine/submit/", follow=True)
    assert "没有选择条目" in nothing.content.decode()
    client.force_login(scene.office.person_b)
    (entry,) = signed_off(scene, "驾驶人信息")
    client.force_login(scene.office.person_b)
    wrong = {"act": "return", "entry": [entry.pk], f"opinion-{entry.pk}": "有\x00"}
    assert client.post("/catalogue/review/", wrong).status_code == 422
    assert statuses([entry]) == ["in_coordinator_review"]


@pytest.mark.abridged
@pytest.mark.clause("10.1")
def test_a_page_of_500_rows_each_with_its_opinion_is_sent_at_once(scene: Any, client: Any) -> None:
    made = signed_off(scene, *(f"第{n}号台账" + chr(0x4E00 + n) for n in range(3)))
    sent: dict[str, Any] = {f"opinion-{n}": "未勾选" for n in range(10**9, 10**9 + full_or(497, 957))}
    sent |= {f"opinion-{one.pk}": "补充依据" for one in made}
    ticked = [*(one.pk for one in made), *range(10**9, 10**9 + full_or(497, 37))]  # as many fields either way
    sent |= {"act": "return", "entry": ticked}
    client.force_login(scene.office.person_b)
    assert client.post("/catalogue/review/", sent).status_code == 200
    assert statuses(made) == ["returned"] * 3


@pytest.mark.browser
@pytest.mark.clause("10.1")
def test_drafts_are_submitted_signed_off_and_published_together(node: Node, page: Any) -> None:
    cast = Cast()
    scene = SimpleNamespace(cast=cast, office=cast.agency("办公厅", coordinator=True), police=cast.agency("公安"))
    made = drafts(scene, "驾驶人信息", "车辆信息")
    log_in(page, node.url, scene.police.person_a.login)
    enter(page, "目录")
    page.get_by_role("link", name="本单位条目", exact=True).first.click()
    page.get_by_role("checkbox", name="全选").check()
    page.get_by_role("button", name="提交所选草稿").click()
    page.get_by_text("办理 2 条").wait_for()
    log_in(page, node.url, scene.police.person_b.login)
    page.goto(f"{node.url}/catalogue/review/")
    page.get_by_role("checkbox", name="全选").check()
    page.get_by_label("保密审查范围").fill("全部信息项")
    page.get_by_role("button", name="所选通过").click()
    page.get_by_text("办理 2 条").wait_for()
    log_in(page, node.url, scene.office.person_b.login)
    page.goto(f"{node.url}/catalogue/review/")
    row = page.get_by_role("row", name=scene.police.agency.name)
    row.filter(has_text="驾驶人信息").get_by_role("checkbox").check()
    row.filter(has_text="驾驶人信息").get_by_label("意见").fill("同意发布")
    page.get_by_role("button", name="所选通过").click()
    page.get_by_text("办理 1 条").wait_for()
    assert statuses(made) == ["published", "in_coordinator_review"]
