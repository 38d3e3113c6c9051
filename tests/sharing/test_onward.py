"""Nothing obtained by sharing goes to the public without its provider (20.2)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.sharing.test_demands import token

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    grant = cast.grant(civil, police, cast.resource(police, office), users=(civil.person_a,))
    people = {"police": police.person_b, "civil": civil.person_a, "forestry": cast.agency("林业").person_a}
    return SimpleNamespace(
        cast=cast,
        url=f"{node.url}/api/v1",
        police=police,
        civil=civil,
        grant=grant,
        as_={name: token(node.url, person) for name, person in people.items()},
    )


def asked(scene: Any, who: str = "civil", **changes: Any) -> httpx.Response:
    body = {
        "grant": str(scene.grant.pk),
        "items": ["sex", "birth_date"],
        "form": "按县汇总的统计图表",
        "place": "本单位门户网站",
        "purpose": "公布救助对象结构",
    }
    return httpx.post(f"{scene.url}/onward-uses", json={**body, **changes}, headers=scene.as_[who])


def answered(scene: Any, number: str, who: str, **body: Any) -> httpx.Response:
    return httpx.post(f"{scene.url}/onward-uses/{number}/answer", json=body, headers=scene.as_[who])


def acts_on(number: str) -> list[str]:
    from yishu.audit.models import Record

    return list(Record.objects.filter(target=number).order_by("at").values_list("action", flat=True))


@pytest.mark.clause("20.2")
def test_the_provider_consents_on_conditions_or_refuses_with_a_reason(scene: Any) -> None:
    made = asked(scene).json()
    assert made["state"] == "waiting"
    assert made["due"] > timezone.localdate().isoformat()
    assert answered(scene, made["id"], "civil", outcome="consent").json()["code"] == "not_the_provider_of_grant"
    assert answered(scene, made["id"], "forestry", outcome="consent").status_code == 404
    done = answered(scene, made["id"], "police", outcome="consent", conditions="只公布汇总数").json()
    assert (done["state"], done["conditions"]) == ("consented", "只公布汇总数")
    assert acts_on(made["id"]) == ["onward:requested", "onward:answered"]

    other = asked(scene).json()
    assert answered(scene, other["id"], "police", outcome="refuse", reason=" ").status_code == 422
    no = answered(scene, other["id"], "police", outcome="refuse", reason="可识别个人").json()
    assert no["state"] == "refused"
    assert answered(scene, other["id"], "police", outcome="consent").json()["code"] == "onward_use_wrong_moment"


@pytest.mark.clause("20.2")
def test_what_disclosure_law_opens_needs_no_consent_but_its_basis_and_the_providers_notice(scene: Any) -> None:
    bare = asked(scene, route="disclosure")
    assert [error["field"] for error in bare.json()["errors"]] == ["basis"]
    basis = "《政府信息公开条例》第二十条"
    made = asked(scene, route="disclosure", basis=basis).json()
    assert made["state"] == "told"
    received = httpx.get(f"{scene.url}/onward-uses", headers=scene.as_["police"]).json()
    assert next(one for one in received if one["id"] == made["id"])["basis"] == basis
    assert (
        answered(scene, made["id"], "police", outcome="refuse", reason="不").json()["code"] == "onward_use_wrong_moment"
    )
    assert answered(scene, made["id"], "police", outcome="acknowledge").json()["state"] == "acknowledged"
    assert acts_on(made["id"]) == ["onward:disclosed", "onward:acknowledged"]


@pytest.mark.clause("20.2")
def test_silence_is_not_consent(scene: Any) -> None:
    from yishu.sharing.duties import list_overdue
    from yishu.sharing.onward import commands

    now = timezone.now()
    what = commands.Publication(("sex",), "图表", "门户网站", "公布")
    made = commands.request_consent(scene.civil.a, str(scene.grant.pk), what, now=now - timedelta(days=40))
    seen = httpx.get(f"{scene.url}/onward-uses/{made.number}", headers=scene.as_["civil"]).json()
    assert (seen["state"], seen["overdue"]) == ("waiting", True)
    (late,) = [one for one in list_overdue(now) if one.url.endswith(f"/{made.number}/")]
    assert late.agency == scene.police.agency.name


def test_only_granted_items_of_ones_own_grant(scene: Any) -> None:
    assert [error["field"] for error in asked(scene, items=["salary"]).json()["errors"]] == ["items"]
    assert asked(scene, "police").json()["code"] == "not_the_grant_holder"
    assert asked(scene, "forestry").json()["code"] == "grant_not_found"


@pytest.mark.clause("20.2")
def test_asking_and_answering_on_pages(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    assert "请求对外使用" in client.get(f"/sharing/grants/{scene.grant.pk}/").content.decode()
    fields = {
        "route": "consent",
        "items": ["sex"],
        "form": "性别构成图",
        "place": "门户网站",
        "purpose": "公布",
        "basis": "",
    }
    sent = client.post(f"/sharing/grants/{scene.grant.pk}/onward-use/", fields)
    assert sent.status_code == 302, sent.content.decode()
    client.force_login(scene.police.person_b)
    assert "性别构成图" in client.get("/sharing/onward-uses/").content.decode()
    assert client.post(sent["Location"], {"act": "consent", "conditions": "注明来源"}).status_code == 302
    assert "注明来源" in client.get(sent["Location"]).content.decode()
