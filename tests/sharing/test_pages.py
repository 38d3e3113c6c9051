"""Applying, deciding and withdrawing on pages; what is nobody else's business is not found."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    return SimpleNamespace(
        cast=cast,
        police=police,
        civil=civil,
        forestry=cast.agency("林业"),
        closed=cast.resource(police, office),
        free=cast.resource(police, office, category="unrestricted", name="行政区划"),
        system=civil.system(name="救助系统"),
    )


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def filled(scene: Any, resource: Any, step: str, **changes: Any) -> dict[str, Any]:
    """The application form as a handler sends it."""
    path = resource.path_code
    fields = {
        "resource": [path],
        "duty": "民政履职事项",
        "basis": "《社会救助暂行办法》第五条",
        "systems": ["救助系统"],
        "until": (timezone.localdate() + timedelta(days=200)).isoformat(),
        f"{path}-items": ["id_number", "name", "sex"],
        f"{path}-modes": ["verify", "query"],
        f"{path}-reason": "核对身份",
        f"{path}-confirms": "on",
        "step": step,
    }
    return {**fields, **changes}


def applied(scene: Any, **changes: Any) -> str:
    """A restricted application that waits; its number."""
    answer = signed_in(scene.civil.person_a).post("/sharing/apply/", filled(scene, scene.closed, "send", **changes))
    assert answer.status_code == 302, text(answer)
    return answer["Location"].strip("/").rpartition("/")[2]


def decided(scene: Any, number: str, **given: Any) -> Any:
    place = f"/sharing/inbox/{number}/{scene.closed.path_code}/"
    until = (timezone.localdate() + timedelta(days=100)).isoformat()
    fields = {"items": ["id_number", "name"], "modes": ["verify"], "until": until, "outcome": "approve", "reason": ""}
    return signed_in(scene.police.person_b).post(place, {**fields, **given})


@pytest.mark.clause("26.2")
def test_unrestricted_is_one_click_from_the_entry_page(scene: Any) -> None:
    handler = signed_in(scene.civil.person_a)
    page = text(handler.get(f"/catalogue/{scene.free.path_code}/"))
    form = re.search(r'<form method="post" action="/sharing/apply/".*?</form>', page, re.DOTALL)
    assert form is not None
    assert "立即开通" in form[0]
    sent: dict[str, list[str]] = {}
    for field in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]+)"', field), re.search(r'value="([^"]*)"', field)
        if name and value and ('type="hidden"' in field or "checked" in field):
            sent.setdefault(name[1], []).append(value[1])
    answer = handler.post("/sharing/apply/", {**sent, "duty": "民政履职事项", "step": "send"})
    assert answer["Location"].startswith("/sharing/grants/")
    grant = text(handler.get(answer["Location"]))
    assert f"curl http://testserver/api/v1/data/{scene.free.path_code}/verify" in grant
    assert "Bearer $YISHU_KEY" in grant


def test_answers_are_checked_before_they_are_sent(scene: Any) -> None:
    from yishu.sharing.models import Application

    handler = signed_in(scene.civil.person_a)
    before = Application.objects.count()
    page = text(handler.post("/sharing/apply/", filled(scene, scene.closed, "check")))
    assert "核对后提交" in page
    assert "核对身份" in page
    assert Application.objects.count() == before
    back = text(handler.post("/sharing/apply/", filled(scene, scene.closed, "edit")))
    assert "核对身份" in back
    assert "ys-errors" not in back


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"systems": []}, "id_systems_0"),
        ({"until": "2001-01-01"}, "id_until"),
        ({"until": "2099-01-01"}, "id_until"),
        ({"duty": "other"}, "id_own_duty"),
    ],
)
def test_a_fault_leads_to_its_field(scene: Any, changes: dict[str, Any], target: str) -> None:
    for step in ("check", "send"):
        answer = signed_in(scene.civil.person_a).post("/sharing/apply/", filled(scene, scene.closed, step, **changes))
        assert answer.status_code == 422
        assert f'href="#{target}"' in text(answer)


def test_items_and_modes_must_be_chosen(scene: Any) -> None:
    path = scene.closed.path_code
    bare = filled(scene, scene.closed, "check", **{f"{path}-items": [], f"{path}-modes": ["bulk_secret"]})
    page = text(signed_in(scene.civil.person_a).post("/sharing/apply/", bare))
    assert f'href="#id_{path}-items_0"' in page
    assert f'href="#id_{path}-modes_0"' in page


def test_several_resources_stand_in_one_application(scene: Any) -> None:
    both = filled(scene, scene.closed, "send") | {
        f"{scene.free.path_code}-items": ["name"],
        f"{scene.free.path_code}-modes": ["query"],
        "resource": [scene.closed.path_code, scene.free.path_code],
    }
    handler = signed_in(scene.civil.person_a)
    page = text(handler.post("/sharing/apply/", both, follow=True))
    assert "待审核" in page
    assert "已授权" in page
    assert "还剩 5 个工作日" in page


@pytest.mark.clause("26.3", "26.5")
def test_the_provider_allows_a_part_and_the_consumer_sees_which(scene: Any) -> None:
    number = applied(scene)
    inbox = text(signed_in(scene.police.person_b).get("/sharing/inbox/"))
    assert number in inbox
    assert decided(scene, number)["Location"] == "/sharing/inbox/"
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    assert "已授权" in page
    assert '<span class="sh-not">性别</span>' in page
    assert decided(scene, number).status_code == 409


@pytest.mark.clause("26.3")
def test_a_refusal_states_its_reason(scene: Any) -> None:
    number = applied(scene)
    stopped = decided(scene, number, outcome="refuse", reason="  ")
    assert stopped.status_code == 422
    assert 'href="#id_reason"' in text(stopped)
    assert decided(scene, number, outcome="refuse", template="mode", reason="另请附文件。").status_code == 302
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    assert "请改申请比对验证。（依据：《暂行办法》第二十六条" in page
    assert "另请附文件。" in page


def test_more_than_was_asked_cannot_be_granted(scene: Any) -> None:
    number = applied(scene)
    assert decided(scene, number, items=["birth_date"]).status_code == 422
    assert decided(scene, number, until="2099-01-01").status_code == 422
    assert decided(scene, number, modes=[]).status_code == 422
    assert "待审核" in text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))


@pytest.mark.clause("26.5")
def test_a_grant_is_ended_with_a_reason_by_either_side(scene: Any) -> None:
    from yishu.sharing.models import Grant

    for member, word in ((scene.police, "收回授权"), (scene.civil, "放弃授权")):
        number = applied(scene)
        decided(scene, number)
        grant = Grant.objects.get(line__application__number=number)
        client = signed_in(member.person_a)
        assert word in text(client.get(f"/sharing/grants/{grant.pk}/"))
        assert client.post(f"/sharing/grants/{grant.pk}/", {"reason": " "}).status_code == 422
        client.post(f"/sharing/grants/{grant.pk}/", {"reason": "事项已取消"})
        grant.refresh_from_db()
        assert (grant.state, grant.withdrawn_by) == ("withdrawn", member.a.ref)
        assert "事项已取消" in text(client.get(f"/sharing/grants/{grant.pk}/"))


def test_strangers_find_nothing_of_others(scene: Any) -> None:
    from yishu.sharing.models import Grant

    number = applied(scene)
    decided(scene, number)
    grant = Grant.objects.get(line__application__number=number)
    waiting = applied(scene)
    places = (
        f"/sharing/applications/{number}/",
        f"/sharing/grants/{grant.pk}/",
        f"/sharing/inbox/{waiting}/{scene.closed.path_code}/",
    )
    stranger = signed_in(scene.forestry.person_b)
    for place in places:
        assert stranger.get(place).status_code == 404, place
        assert stranger.post(place, {"reason": "x", "outcome": "refuse"}).status_code in (404, 405), place
    assert number not in text(stranger.get("/sharing/applications/"))
    assert signed_in(scene.civil.person_b).get(places[2]).status_code == 404  # the applicant does not decide
    for place in (*places, "/sharing/apply/", "/sharing/inbox/", "/sharing/grants/", "/sharing/applications/"):
        assert Client().get(place)["Location"].startswith("/login?next="), place
    assert stranger.get("/sharing/grants/not-a-grant/").status_code == 404


def test_who_is_no_handler_does_not_apply(scene: Any) -> None:
    signer = signed_in(scene.civil.person_b)
    assert signer.get(f"/sharing/apply/?resource={scene.closed.path_code}").status_code == 403
    assert "由本单位经办人提出申请" in text(signer.get(f"/catalogue/{scene.closed.path_code}/"))


def test_ones_own_resource_is_not_applied_for(scene: Any) -> None:
    provider = signed_in(scene.police.person_a)
    assert provider.get(f"/sharing/apply/?resource={scene.closed.path_code}").status_code == 422
    assert "本单位提供" in text(provider.get(f"/catalogue/{scene.closed.path_code}/"))


def test_every_list_says_what_to_do_when_it_is_empty(scene: Any) -> None:
    newcomer = signed_in(scene.cast.agency("水利").person_a)
    for place, told in {
        "/sharing/applications/": "本单位还没有提出申请",
        "/sharing/inbox/": "没有等待审核的申请",
        "/sharing/grants/": "本单位还没有获得授权",
        "/sharing/grants/?side=given": "本单位还没有给出授权",
        "/sharing/apply/": "先选择要申请的资源",
        "/catalogue/mine/": "本单位还没有登记条目",
        "/systems/": "本单位还没有应用系统",
    }.items():
        assert told in text(newcomer.get(place)), place
