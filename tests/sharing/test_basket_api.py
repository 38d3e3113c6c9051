"""Gathering, drafting, checking and sending over HTTP: the same list and the same drafts as on the pages, of one person alone (26.1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from yishu.agencies.models import Scope
from yishu.sharing.basket.models import Chosen, Draft
from yishu.sharing.models import Application

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil = cast.agency("民政")
    return SimpleNamespace(
        cast=cast,
        police=police,
        civil=civil,
        closed=cast.resource(police, office),
        free=cast.resource(police, office, category="unrestricted", name="行政区划"),
        system=civil.system(name="救助系统"),
    )


class Caller:
    """A person's program."""

    def __init__(self, person: Any) -> None:
        self.client = Client()
        self.client.force_login(person)

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1/{path}", **given)


@pytest.fixture
def handler(scene: Any) -> Caller:
    Chosen.objects.filter(person_id=scene.civil.person_a.pk).delete()
    Draft.objects.filter(person_id=scene.civil.person_a.pk).delete()
    return Caller(scene.civil.person_a)


def asked(scene: Any, **changes: Any) -> dict[str, Any]:
    line = {"items": ["id_number", "name"], "modes": ["verify"]}
    rows = {"item": "residence_code", "values": ["330106"], "match": "prefix"}
    return {
        "duty": "临时救助审核",
        "basis": "《社会救助暂行办法》第五条",
        "case_kind": "临时救助申请",
        "systems": ["救助系统"],
        "until": (timezone.localdate() + timedelta(days=200)).isoformat(),
        "lines": [
            {"resource": scene.closed.code, **line, "rows": rows, "volume": 300, "confirms": True, "reason": "核对"},
            {"resource": scene.free.code, **line},
        ],
        **changes,
    }


def test_what_a_program_gathers_stands_on_the_page_and_the_other_way_round(scene: Any, handler: Caller) -> None:
    assert handler("post", "basket", {"resource": scene.closed.path_code}).status_code == 201
    assert handler("post", "basket", {"resource": scene.closed.code}).status_code == 201  # twice is once
    page = unescape(handler.client.get("/sharing/basket/").content.decode())
    assert scene.closed.current.name in page
    handler.client.post("/sharing/basket/", {"resource": scene.free.path_code})
    held = handler("get", "basket").json()
    assert [(each["resource"], each["applicable"]) for each in held] == [
        (scene.closed.code, True),
        (scene.free.code, True),
    ]
    assert handler("delete", f"basket/{scene.closed.path_code}").status_code == 204
    assert [each["resource"] for each in handler("get", "basket").json()] == [scene.free.code]
    assert handler("delete", "basket").status_code == 204
    assert handler("get", "basket").json() == []
    own = Caller(scene.police.person_a)("post", "basket", {"resource": scene.closed.code})
    assert (own.status_code, own.json()["code"]) == (422, "own_resource")


@pytest.mark.clause("26.1", "26.2", "26.3")
def test_a_draft_is_kept_checked_and_sent_once(scene: Any, handler: Caller) -> None:
    handler("post", "basket", {"resource": scene.closed.code})
    made = handler("post", "drafts", asked(scene, lines=[{"resource": scene.closed.code}], until=None)).json()
    place = f"drafts/{made['id']}"
    unsound = handler("post", f"{place}/check")
    assert unsound.status_code == 422
    assert {each["field"] for each in unsound.json()["errors"]} >= {
        "lines[0].items",
        "lines[0].modes",
        "lines[0].until",
    }
    unconfirmed = asked(scene)
    unconfirmed["lines"][0] = {**unconfirmed["lines"][0], "confirms": False}
    handler("put", place, unconfirmed)
    refused = handler("post", f"{place}/submission").json()
    assert [(each["field"], each["rule"]) for each in refused["errors"]] == [("lines[0].confirms", "confirmed")]
    kept = handler("put", place, asked(scene)).json()["application"]
    assert kept["lines"][0]["rows"] == {"item": "residence_code", "values": ["330106"], "match": "prefix"}
    before = Application.objects.count()
    foreseen = handler("post", f"{place}/check").json()
    assert [each["state"] for each in foreseen] == ["in_review", "granted"]
    assert foreseen[0]["due"]
    assert Application.objects.count() == before  # nothing was sent
    sent = handler("post", f"{place}/submission")
    assert sent.status_code == 201
    assert [line["state"] for line in sent.json()["lines"]] == ["in_review", "granted"]
    assert (sent.json()["duty"], sent.json()["lines"][0]["volume"]) == ("临时救助审核", 300)
    again = handler("post", f"{place}/submission")
    assert (again.status_code, again.json()["code"]) == (404, "draft_not_found")
    assert handler("get", "basket").json() == []


def test_a_draft_of_the_page_is_sent_by_a_program_and_one_of_a_program_opens_on_the_page(
    scene: Any, handler: Caller
) -> None:
    path = scene.closed.path_code
    fields = {
        "step": "draft",
        "resource": [path],
        "duty": "other",
        "own_duty": "低保复核",
        "systems": ["救助系统"],
        "until": (timezone.localdate() + timedelta(days=100)).isoformat(),
        f"{path}-items": ["id_number", "name"],
        f"{path}-modes": ["verify"],
        f"{path}-rows_item": "residence_code",
        f"{path}-rows_match": "prefix",
        f"{path}-rows_values": "330106、330108",
        f"{path}-confirms": "on",
    }
    handler.client.post("/sharing/apply/", fields)
    (draft,) = handler("get", "drafts").json()
    told = handler("get", f"drafts/{draft['id']}").json()["application"]
    assert told["duty"] == "低保复核"
    assert told["lines"][0]["rows"]["values"] == ["330106", "330108"]
    made = handler("post", "drafts", asked(scene)).json()
    page = unescape(handler.client.get(f"/sharing/apply/?draft={made['id']}").content.decode())
    assert 'value="临时救助审核"' in page
    assert 'value="300"' in page
    assert handler("post", f"drafts/{draft['id']}/submission").status_code == 201


def test_sending_one_draft_from_two_sides_at_once_applies_once(scene: Any, handler: Caller) -> None:
    from django.db import connection

    made = handler("post", "drafts", asked(scene, duty="双击")).json()

    def send(_n: int) -> int:
        try:
            return Caller(scene.civil.person_a)("post", f"drafts/{made['id']}/submission").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, range(2))) == [201, 404]
    assert Application.objects.filter(duty="双击").count() == 1


def test_nobody_reaches_another_s_draft_and_a_system_has_none(scene: Any, handler: Caller) -> None:
    made = handler("post", "drafts", asked(scene)).json()
    place = f"drafts/{made['id']}"
    stranger = Caller(scene.police.person_a)
    answers = [
        stranger("get", place),
        stranger("put", place, asked(scene)),
        stranger("delete", place),
        stranger("post", f"{place}/check"),
        stranger("post", f"{place}/submission"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    no_handler = Caller(scene.civil.person_b)("get", "basket")
    assert (no_handler.status_code, no_handler.json()["code"]) == (403, "role_missing")
    system = scene.civil.system(Scope.APPLY)
    body = {"data": {"resource": scene.closed.code}, "content_type": "application/json"}
    robot = Client().post("/api/v1/basket", **body, headers=system.headers)  # type: ignore[arg-type]
    assert (robot.status_code, robot.json()["code"]) == (403, "only_for_people")
    assert not Chosen.objects.filter(person_id=system.system.pk, resource=scene.closed).exists()
    assert Client().get("/api/v1/drafts").status_code == 401
    assert handler("delete", place).status_code == 204
    assert handler("get", place).status_code == 404
