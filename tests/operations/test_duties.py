"""What is overdue is listed with its person; procedures and drills are on record (33.1, 34.1)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.operations.people import warden
from yishu.agencies.models import Role
from yishu.operations.models import Drill
from yishu.sharing import commands as sharing

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    """The civil affairs applied 30 days ago; the police have not answered."""
    cast = Cast(now=timezone.now() - timedelta(days=30))
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource, system = cast.resource(police, office), civil.system()
    asked = sharing.LineRequest(
        resource=resource.code, items=("name",), modes=("verify",), systems=(system.system.name,),
        until=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    made = sharing.apply(civil.a, duty="社会救助审核", basis="", requests=(asked,), now=cast.now)
    return SimpleNamespace(cast=cast, police=police, civil=civil, number=made.number)


def page(person: Any) -> str:
    client = Client()
    client.force_login(person)
    return client.get("/operations/implementation/").content.decode()


@pytest.mark.clause("34.1")
def test_an_application_past_its_day_names_who_should_have_decided(scene: Any) -> None:
    for reader in (scene.police.person_a, warden(Role.INSPECTOR)):
        shown = page(reader)
        row = shown[shown.index(scene.number) :]
        assert scene.police.person_b.name in row[: row.index("</tr>")]  # the provider's signer
    assert scene.number not in page(scene.civil.person_a)


@pytest.mark.clause("34.1")
def test_procedures_and_accountability_records_are_kept(scene: Any) -> None:
    client = Client()
    client.force_login(scene.police.person_a)
    fields = {
        "act": "procedure", "kind": "accountability", "title": "超范围查询的处理决定", "issued_on": "2026-03-02",
        "reference": "公办〔2026〕3号", "text": "",
    }  # fmt: skip
    assert client.post("/operations/implementation/", fields | {"title": ""}).status_code == 422
    assert client.post("/operations/implementation/", fields).status_code == 302
    assert "公办〔2026〕3号" in page(scene.police.person_b)
    assert "公办〔2026〕3号" in page(warden(Role.INSPECTOR))
    assert "公办〔2026〕3号" not in page(scene.civil.person_a)
    client.force_login(scene.police.person_b)
    assert client.post("/operations/implementation/", fields).status_code == 403


@pytest.mark.clause("33.1")
def test_a_drill_is_planned_and_its_outcome_recorded_once(scene: Any) -> None:
    client = Client()
    client.force_login(warden(Role.SECURITY_ADMINISTRATOR))
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    fields = {"act": "plan", "kind": "power", "title": "机房断电", "planned_for": day, "leader": "李某", "plan": ""}
    assert client.post("/operations/drills/", fields).status_code == 302
    drill = Drill.objects.get(title="机房断电")
    outcome = {"act": "outcome", "drill": drill.pk, "passed": "0", "findings": "备用电源只撑了 4 分钟"}
    assert client.post("/operations/drills/", outcome).status_code == 302
    shown = client.get("/operations/drills/").content.decode()
    assert "备用电源只撑了 4 分钟" in shown
    assert "未通过" in shown
    assert client.post("/operations/drills/", outcome).status_code == 404
    client.force_login(scene.police.person_a)
    assert client.get("/operations/drills/").status_code == 403
