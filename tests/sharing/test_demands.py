"""Demands: filed with a duty, suggested, answered within a clock, fulfilled by a resource or refused with its law (4.2)."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, Cast, entry_draft
from tests.conftest import Node
from tests.walking import overdue_rows

pytestmark = pytest.mark.usefixtures("django_ready")


def token(url: str, person: Any) -> dict[str, str]:
    answer = httpx.post(f"{url}/api/v1/session", json={"login": person.login, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node) -> Any:
    cast = Cast()
    office, civil = cast.agency("办公厅", coordinator=True), cast.agency("民政")
    disabled, forestry = cast.agency("残联"), cast.agency("林业")
    people = {"office": office.person_b, "civil": civil.person_a, "disabled": disabled.person_a}
    return SimpleNamespace(
        cast=cast,
        url=f"{node.url}/api/v1",
        office=office,
        civil=civil,
        disabled=disabled,
        forestry=forestry,
        as_={name: token(node.url, person) for name, person in people.items()}
        | {"forestry": token(node.url, forestry.person_a)},
    )


def need(scene: Any, **changes: Any) -> dict[str, Any]:
    body = {
        "name": "残疾人证持证信息",
        "items": ["残疾人证号", "残疾类别"],
        "duty": "社会救助审核",
        "basis": "《社会救助暂行办法》第五条",
        "why": "核对救助对象的残疾情况",
        "provider": scene.disabled.agency.code,
        "kind": "licences",
    }
    return {**body, **changes}


def filed(scene: Any, **changes: Any) -> dict[str, Any]:
    answer = httpx.post(f"{scene.url}/demands", json=need(scene, **changes), headers=scene.as_["civil"])
    assert answer.status_code == 201, answer.text
    return answer.json()


def answered(scene: Any, number: str, who: str, **body: Any) -> httpx.Response:
    return httpx.post(f"{scene.url}/demands/{number}/answer", json=body, headers=scene.as_[who])


def read(scene: Any, number: str, who: str) -> httpx.Response:
    return httpx.get(f"{scene.url}/demands/{number}", headers=scene.as_[who])


@pytest.mark.clause("4.2")
def test_an_accepted_demand_is_fulfilled_when_its_resource_is_published(scene: Any) -> None:
    from yishu.catalogue import commands as catalogue

    made = filed(scene)
    assert made["state"] == "waiting"
    draft = entry_draft("残疾人证持证信息", kind="licences", cycle="monthly")
    now, disabled = scene.cast.now, scene.disabled
    entry = catalogue.draft_entry(disabled.a, disabled.agency, draft, now=now)
    answer = answered(scene, made["id"], "disabled", outcome="accept", resource=entry.resource.code)
    assert answer.json()["state"] == "accepted"
    assert answer.json()["due"] > made["due"]  # from here on the clock of publishing it runs
    catalogue.submit_entry(disabled.a, entry.pk, now=now)
    catalogue.sign_off(disabled.b, entry.pk, scope="全部", now=now)
    catalogue.publish_entry(scene.office.b, entry.pk, now=now)
    seen = read(scene, made["id"], "civil").json()
    assert seen["state"] == "fulfilled"
    assert seen["resource"] == entry.resource.code
    assert [step["act"] for step in seen["steps"]] == ["filed", "accepted"]
    found = httpx.get(f"{scene.url}/catalogue/resources?kind=licences&q=残疾人证", headers=scene.as_["civil"]).json()
    assert entry.resource.code in [one["code"] for one in found["items"]]
    assert {"value": "licences", "count": found["total"]} in found["facets"]["kind"]


@pytest.mark.clause("4.2")
def test_the_platform_suggests_whose_duties_and_entries_fit(scene: Any) -> None:
    housing = scene.cast.agency("住房保障登记")
    body = {"name": "住房保障登记对象名册", "items": ["保障方式"]}
    found = httpx.post(f"{scene.url}/demands/suggestions", json=body, headers=scene.as_["civil"]).json()
    mine = next(one for one in found if one["provider"] == housing.agency.code)
    assert mine["duties"] == ["住房保障登记履职事项"]
    assert scene.forestry.agency.code not in [one["provider"] for one in found]


@pytest.mark.clause("4.2")
def test_a_refusal_names_its_law_and_the_coordinator_sees_it(scene: Any) -> None:
    made = filed(scene)
    bare = answered(scene, made["id"], "disabled", outcome="refuse", legal_basis="内部规定", reason="不便提供")
    assert bare.status_code == 422
    assert [error["field"] for error in bare.json()["errors"]] == ["legal_basis"]
    law = "《残疾人保障法》第十条"
    answered(scene, made["id"], "disabled", outcome="refuse", legal_basis=law, reason="依法不得提供")
    seen = httpx.get(f"{scene.url}/demands?side=all", headers=scene.as_["office"]).json()
    assert next(one for one in seen if one["id"] == made["id"])["legal_basis"] == law
    again = answered(scene, made["id"], "disabled", outcome="accept")
    assert again.json()["code"] == "demand_already_answered"
    assert httpx.get(f"{scene.url}/demands?side=all", headers=scene.as_["civil"]).json() == []


@pytest.mark.clause("4.2")
def test_passing_on_starts_the_next_agencys_clock_and_keeps_the_history(scene: Any) -> None:
    from yishu.sharing.demands import commands

    late = timezone.now() - timedelta(days=40)
    mine = commands.Need("林地面积", ("林地面积",), "社会救助审核", "《办法》第五条", "核对")
    made = commands.file_demand(scene.civil.a, mine, holder=scene.disabled.agency.code, now=late)
    assert read(scene, made.number, "disabled").json()["overdue"]
    assert read(scene, made.number, "forestry").status_code == 404
    to = scene.forestry.agency.code
    passed = answered(scene, made.number, "disabled", outcome="pass_on", to=to, reason="属林业职责").json()
    assert passed["provider"] == to
    assert passed["due"] > timezone.localdate().isoformat()
    assert not passed["overdue"]
    assert [(step["act"], step["late"]) for step in passed["steps"]] == [("filed", False), ("passed_on", True)]
    assert answered(scene, made.number, "disabled", outcome="accept").json()["code"] == "not_the_addressee"
    assert answered(scene, made.number, "forestry", outcome="accept").json()["state"] == "accepted"


@pytest.mark.clause("4.2")
def test_what_is_late_is_listed_and_stays_unanswered(scene: Any) -> None:
    from yishu.sharing.demands import commands
    from yishu.sharing.duties import list_overdue

    now = timezone.now()
    mine = commands.Need("久候信息", ("项",), "社会救助审核", "《办法》第五条", "核对")
    made = commands.file_demand(scene.civil.a, mine, holder=scene.disabled.agency.code, now=now - timedelta(days=40))
    (late,) = [one for one in list_overdue(now) if one.url.endswith(f"/{made.number}/")]
    assert (late.agency, late.due) == (scene.disabled.agency.name, made.due)
    assert read(scene, made.number, "civil").json()["state"] == "waiting"


@pytest.mark.clause("4.2", "34.1")
def test_what_was_accepted_and_not_published_is_late_after_twenty_working_days(scene: Any) -> None:
    from yishu.sharing.demands import commands
    from yishu.sharing.duties import list_overdue

    long_ago = datetime(2025, 9, 22, 2, tzinfo=UTC)  # a Monday; National Day lies between, with two worked weekend days
    mine = commands.Need("拖延信息", ("项",), "社会救助审核", "《办法》第五条", "核对")
    made = commands.file_demand(scene.civil.a, mine, holder=scene.disabled.agency.code, now=long_ago)
    accepted = commands.accept(scene.disabled.a, made.number, now=long_ago)
    assert accepted.fulfil_due == date(2025, 10, 24)

    def late(at: datetime) -> list[str]:
        return [str(one.what) for one in list_overdue(at) if one.url.endswith(f"/{made.number}/")]

    assert late(datetime(2025, 10, 24, 15, 59, tzinfo=UTC)) == []
    assert late(datetime(2025, 10, 24, 16, tzinfo=UTC)) == ["发布已受理需求的资源：拖延信息"]
    shown = signed_in(scene.disabled.person_a).get(f"/sharing/demands/{made.number}/").content.decode()
    assert "已超期" in shown


@pytest.mark.clause("4.2", "34.1")
@pytest.mark.parametrize("kind", ["case_files", "approvals", "licences", "reports", "analyses"])
def test_a_demand_of_each_kind_is_late_after_five_working_days_and_becomes_a_resource_of_that_kind(
    scene: Any, clock: Any, kind: str
) -> None:
    """Filed on Friday 26 September 2025: Su 28 (made up), 29 and 30 September are the 1st to 3rd working day, 9 and 10 October the 4th and 5th."""
    clock.set("2025-09-26 10:00")
    body = need(scene, kind=kind, name=f"{kind} 需求")
    made = asked(scene.civil.person_a, "/demands", body)
    assert (made["kind"], made["due"], made["overdue"]) == (kind, "2025-10-10", False)
    place = f"/demands/{made['id']}"
    clock.set("2025-10-10 23:59")
    assert asked(scene.civil.person_a, place)["overdue"] is False
    clock.set("2025-10-11 00:00")
    for reader, path in (
        (scene.civil.person_a, "/demands?side=filed"),
        (scene.disabled.person_a, "/demands"),
        (scene.office.person_b, "/demands?side=all"),
    ):
        (row,) = [one for one in asked(reader, path) if one["id"] == made["id"]]
        assert (row["kind"], row["state"], row["overdue"]) == (kind, "waiting", True)
    late = overdue_rows(signed_in(scene.disabled.person_a))
    assert late[f"答复共享需求：{kind} 需求"] == (scene.disabled.person_b.name, "2025-10-10")
    entry = published(scene, kind)
    answer = {"outcome": "accept", "resource": entry.resource.code}
    done = asked(scene.disabled.person_a, f"{place}/answer", answer)
    assert (done["state"], done["overdue"]) == ("fulfilled", False)
    assert [(step["act"], step["late"]) for step in done["steps"]] == [("filed", False), ("accepted", True)]
    found = asked(scene.civil.person_a, f"/catalogue/resources?kind={kind}&q={kind}")
    assert entry.resource.code in [one["code"] for one in found["items"]]
    assert f"答复共享需求：{kind} 需求" not in overdue_rows(signed_in(scene.disabled.person_a))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(person: Any, path: str, body: dict[str, Any] | None = None) -> Any:
    """The API's answer to a person, by the clock of the test; with a body it is a POST."""
    client, address = signed_in(person), f"/api/v1{path}"
    answer = client.post(address, body, content_type="application/json") if body else client.get(address)
    assert answer.status_code < 300, answer.content.decode()
    return answer.json()


def published(scene: Any, kind: str) -> Any:
    """An entry of this kind by the disabled persons' federation."""
    from yishu.catalogue import commands as catalogue

    now, disabled = timezone.now(), scene.disabled
    entry = catalogue.draft_entry(
        disabled.a, disabled.agency, entry_draft(f"{kind} 资源", kind=kind, cycle="monthly"), now=now
    )
    catalogue.submit_entry(disabled.a, entry.pk, now=now)
    catalogue.sign_off(disabled.b, entry.pk, scope="全部", now=now)
    catalogue.publish_entry(scene.office.b, entry.pk, now=now)
    return entry


def test_a_demand_says_what_for(scene: Any) -> None:
    body = need(scene, name=" ", items=[], duty="", why="", provider=scene.civil.agency.code)
    answer = httpx.post(f"{scene.url}/demands", json=body, headers=scene.as_["civil"])
    assert {error["field"] for error in answer.json()["errors"]} == {"name", "items", "duty", "why"}
    own = httpx.post(
        f"{scene.url}/demands", json=need(scene, provider=scene.civil.agency.code), headers=scene.as_["civil"]
    )
    assert [error["field"] for error in own.json()["errors"]] == ["provider"]


@pytest.mark.clause("4.2")
def test_filing_and_answering_on_pages(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    fields = need(scene, items="残疾人证号\n残疾类别", duty="民政履职事项") | {"step": "suggest", "provider": ""}
    asking = client.post("/sharing/demands/new/", fields)
    assert "向哪个单位提出" in asking.content.decode()
    sent = client.post("/sharing/demands/new/", fields | {"step": "send", "provider": scene.disabled.agency.code})
    assert sent.status_code == 302, sent.content.decode()
    assert "还剩 5 个工作日" in client.get(sent["Location"]).content.decode()
    client.force_login(scene.disabled.person_a)
    assert "残疾人证持证信息" in client.get("/sharing/demands/").content.decode()
    bad = client.post(sent["Location"], {"act": "refuse", "legal_basis": "无", "reason": "不便"})
    assert bad.status_code == 422
    assert re.search(r'href="#id_legal_basis"', bad.content.decode())
    done = client.post(sent["Location"], {"act": "accept", "resource": "", "opinion": "年底前编目"})
    assert done.status_code == 302
    assert "年底前编目" in client.get(sent["Location"]).content.decode()


@pytest.mark.clause("4.2")
def test_a_demand_waits_on_the_workbench_of_who_may_answer_it(scene: Any) -> None:
    made = filed(scene, name="康复器材发放")
    waiting = signed_in(scene.disabled.person_a).get("/").content.decode()
    assert "答复共享需求" in waiting
    assert "康复器材发放" in waiting
    assert "康复器材发放" not in signed_in(scene.forestry.person_a).get("/").content.decode()
    answered(
        scene, made["id"], "disabled", outcome="refuse", legal_basis="《残疾人保障法》第十条", reason="依法不得提供"
    )
    assert "康复器材发放" not in signed_in(scene.disabled.person_a).get("/").content.decode()
