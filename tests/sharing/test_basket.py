"""Several resources are gathered, filled in once, kept, checked and sent together; nobody touches another's list (26.1)."""

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
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, county = cast.agency("民政"), cast.agency("西湖民政", division="330106")
    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        county=county,
        closed=cast.resource(police, office),
        free=cast.resource(police, office, category="unrestricted", name="行政区划"),
        other=cast.resource(cast.agency("社保"), office, name="参保信息"),
        system=civil.system(name="救助系统"),
    )


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def chosen(client: Client, resource: Any, act: str = "add") -> Any:
    return client.post("/sharing/basket/", {"resource": resource.path_code, "act": act})


def filled(scene: Any, step: str, *resources: Any, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "resource": [resource.path_code for resource in resources],
        "duty": "other",
        "own_duty": "临时救助审核",
        "case_kind": "临时救助申请",
        "purpose": "核对申请人身份，用后不留存",
        "basis": "《社会救助暂行办法》第五条",
        "systems": ["救助系统"],
        "until": (timezone.localdate() + timedelta(days=200)).isoformat(),
        "step": step,
    }
    for resource in resources:
        path = resource.path_code
        fields |= {f"{path}-items": ["id_number", "name"], f"{path}-modes": ["verify"], f"{path}-volume": "300"}
        fields |= {f"{path}-reason": f"核对{path}", f"{path}-confirms": "on"}
    return {**fields, **changes}


@pytest.mark.clause("26.1", "26.2", "26.3")
def test_what_is_gathered_is_sent_as_one_and_decided_each_by_itself(scene: Any) -> None:
    from yishu.sharing.models import Application, Line

    handler = signed_in(scene.civil.person_a)
    for resource in (scene.closed, scene.free, scene.other):
        assert chosen(handler, resource).status_code == 302
    assert chosen(handler, scene.free).status_code == 302  # twice is once
    page = text(handler.get("/sharing/basket/"))
    link = re.search(r'href="(/sharing/apply/\?[^"]+)"', page)
    assert link is not None
    assert "申请这 3 个资源" in page
    form = text(handler.get(link[1]))
    assert form.count('name="duty"') == 1
    assert form.count("-volume") >= 2
    checked = text(handler.post("/sharing/apply/", filled(scene, "check", scene.closed, scene.free, scene.other)))
    assert "核对后提交" in checked
    assert "用后不留存" in checked
    assert "按履职需要核定" in checked
    sent = handler.post("/sharing/apply/", filled(scene, "send", scene.closed, scene.free, scene.other))
    number = sent["Location"].strip("/").rpartition("/")[2]
    made = Application.objects.get(number=number)
    states = {line.resource_id: (line.state, line.due is not None) for line in made.lines.all()}
    assert states[scene.free.pk] == (Line.State.GRANTED, False)
    assert states[scene.closed.pk] == states[scene.other.pk] == (Line.State.IN_REVIEW, True)
    line = made.lines.get(resource=scene.closed)
    assert (line.condition, line.volume, made.case_kind) == ("按履职需要核定", 300, "临时救助申请")
    assert "清单是空的" in text(handler.get("/sharing/basket/"))


def test_a_result_card_and_the_entry_page_put_a_resource_into_the_list(scene: Any) -> None:
    handler = signed_in(scene.civil.person_a)
    for page in (f"/catalogue/?q={scene.closed.code}", f"/catalogue/{scene.closed.path_code}/"):
        assert "加入申请清单" in text(handler.get(page))
    back = f"/catalogue/?q={scene.closed.code}"
    answer = handler.post("/sharing/basket/", {"resource": scene.closed.path_code, "act": "add", "next": back})
    assert answer["Location"] == back
    assert "已在申请清单" in text(handler.get(back))
    away = {"resource": scene.closed.path_code, "act": "drop", "next": "https://example.org/"}
    assert handler.post("/sharing/basket/", away)["Location"] == "/sharing/basket/"
    assert "已在申请清单" not in text(handler.get(back))
    assert "加入申请清单" not in text(signed_in(scene.civil.person_b).get(back))  # no handler
    assert "加入申请清单" not in text(signed_in(scene.police.person_a).get(back))  # its own resource


def test_a_condition_is_confirmed_or_the_application_is_not_sent(scene: Any) -> None:
    handler, path = signed_in(scene.civil.person_a), scene.closed.path_code
    answer = handler.post("/sharing/apply/", filled(scene, "send", scene.closed, **{f"{path}-confirms": ""}))
    assert answer.status_code == 422
    assert f'href="#id_{path}-confirms"' in text(answer)
    body = {
        "duty": "核对",
        "lines": [
            {
                "resource": scene.closed.code,
                "items": ["name"],
                "modes": ["verify"],
                "systems": ["救助系统"],
                "until": str(timezone.localdate()),
                "confirms": False,
            }
        ],
    }
    refused = handler.post("/api/v1/applications", body, content_type="application/json")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "lines[0].confirms"


def test_a_draft_is_kept_as_it_stands_and_taken_up_again(scene: Any) -> None:
    handler, path = signed_in(scene.civil.person_a), scene.closed.path_code
    half = filled(scene, "draft", scene.closed, systems=[], until="", **{f"{path}-reason": "写到一半"})
    assert handler.post("/sharing/apply/", half)["Location"] == "/sharing/basket/"
    link = re.search(r'href="(/sharing/apply/\?draft=(\d+))"', text(handler.get("/sharing/basket/")))
    assert link is not None
    page = handler.get(link[1])
    assert page.status_code == 200
    assert "写到一半" in text(page)
    assert "用后不留存" in text(page)
    assert "ys-errors" not in text(page)
    for other in (scene.civil.person_b, scene.county.person_a):
        client = signed_in(other)
        assert client.get(link[1]).status_code in (403, 404)
        assert client.post(f"/sharing/basket/drafts/{link[2]}/discard/").status_code == 404
        assert client.post("/sharing/apply/", {**half, "draft": link[2]}).status_code in (403, 404)
    again = filled(scene, "draft", scene.closed, draft=link[2], **{f"{path}-reason": "写完了"})
    handler.post("/sharing/apply/", again)
    assert "写完了" in text(handler.get(link[1]))
    sent = handler.post("/sharing/apply/", filled(scene, "send", scene.closed, draft=link[2]))
    assert sent.status_code == 302
    assert handler.get(link[1]).status_code == 404


@pytest.mark.clause("14.1")
def test_an_agency_of_a_county_asks_for_its_own_division_first(scene: Any) -> None:
    url = f"/sharing/apply/?resource={scene.closed.path_code}"
    ours = text(signed_in(scene.county.person_a).get(url))
    assert 'value="residence_code" selected' in ours
    assert 'value="330106"' in ours
    assert 'value="residence_code" selected' not in text(signed_in(scene.civil.person_a).get(url))


def test_a_list_has_an_end(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from yishu.sharing.basket import commands

    monkeypatch.setattr(commands, "MOST", 1)
    handler = signed_in(scene.county.person_a)
    assert chosen(handler, scene.closed).status_code == 302
    assert chosen(handler, scene.other).status_code == 409
    assert chosen(signed_in(scene.police.person_a), scene.closed).status_code == 422  # one's own
    assert chosen(signed_in(scene.civil.person_b), scene.closed).status_code == 403  # no handler


def test_what_was_withdrawn_meanwhile_stays_out_and_can_be_dropped(scene: Any) -> None:
    from yishu.catalogue.models import Resource
    from yishu.catalogue.vocabulary import ResourceState

    handler = signed_in(scene.civil.person_a)
    gone = scene.cast.resource(scene.police, scene.office, name="旧表")
    chosen(handler, gone)
    Resource.objects.filter(pk=gone.pk).update(state=ResourceState.SUSPENDED)
    page = text(handler.get("/sharing/basket/"))
    assert "目前不能申请" in page
    assert gone.path_code not in (re.search(r'href="/sharing/apply/\?[^"]*"', page) or [""])[0]
    chosen(handler, gone, "drop")
    assert gone.code not in text(handler.get("/sharing/basket/"))
