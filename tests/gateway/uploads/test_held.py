"""A batch over its declared share of bad records waits for a named person (13.1, 21.2)."""

from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD
from tests.gateway.stage import Stage
from tests.gateway.uploads.sender import Sender, people
from tests.hosting.people import number
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.uploads import files, holding
from yishu.hosting.uploads.models import HeldBatch, Upload
from yishu.shell import chores, todos

pytestmark = pytest.mark.clause("21.2")


@pytest.fixture(autouse=True)
def share(stage: Stage, resource: Resource) -> None:
    holding.declare(stage.police.a, resource.code, Decimal(20), now=timezone.now())


@pytest.fixture
def officer(stage: Stage) -> Client:
    client = Client()
    client.force_login(stage.police.person_a)
    return client


def post(sender: Sender, body: bytes, key: str = "", **parameters: str) -> httpx.Response:
    headers = sender.headers | {"Content-Type": "text/csv"} | ({"Idempotency-Key": key} if key else {})
    url = f"{sender.url}{sender.path.removesuffix('uploads')}batches"
    return sender.client.post(url, content=body, headers=headers, params=parameters)


def acts(resource: Resource, action: Action) -> list[tuple[str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select outcome, actor from audit_record where resource = %s and action = %s order by id",
            [resource.code, action],
        )
        return cursor.fetchall()


def batches(resource: Resource) -> int:
    return Batch.objects.filter(holding__resource=resource).count()


def test_a_batch_over_the_share_is_held_and_nothing_of_it_published(
    sender: Sender, resource: Resource, stage: Stage
) -> None:
    assert post(sender, people(8, wrong=2)).status_code == 200  # 20 %, not over it
    answer = post(sender, people(8, wrong=3), key="much")
    assert answer.status_code == 202
    said = answer.json()
    assert (said["state"], said["records"], said["batch"]) == ("held", 11, None)
    assert (said["held"]["quarantined"], said["held"]["percent"]) == (3, "20")
    counts = {each["field"]: (each["count"], each["rows"]) for each in said["held"]["faults"]}
    assert counts["id_number"] == (3, [9, 10, 11])
    assert batches(resource) == 1
    assert sender.status(answer.headers["Location"]) == said
    again = post(sender, people(8, wrong=3), key="much")
    assert (again.status_code, again.headers["Location"]) == (202, answer.headers["Location"])
    assert post(sender, people(8, wrong=4), key="much").json()["code"] == "idempotency_key_reused"
    assert Upload.objects.filter(resource=resource, state="held").count() == 1
    assert acts(resource, Action.BATCH_HELD) == [("allowed", stage.police_system.actor.ref)]
    foreseen = post(sender, people(8, wrong=3), dry_run="true")
    assert (foreseen.status_code, foreseen.json()["held"]) == (200, True)
    assert post(sender, people(8, wrong=2), dry_run="true").json()["held"] is False


@pytest.mark.parametrize("through", ["batches", "uploads"])
def test_a_held_batch_is_released_by_a_named_person(
    sender: Sender, resource: Resource, stage: Stage, officer: Client, through: str
) -> None:
    body, key = people(5, wrong=5), "held"
    if through == "batches":
        place = post(sender, body, key).headers["Location"]
        said = sender.status(place)
    else:
        said = sender.send(body, **{"Idempotency-Key": key})
    assert said["state"] == "held"
    page = f"/hosting/uploads/{said['upload']}/"
    shown = officer.get(page).content.decode()
    assert "整批暂存，尚未入库" in shown
    assert "10 条中有 5 条" in shown
    assert "第 6 行" in shown
    todo = next(one for one in todos.list_for(stage.police.a, timezone.now()) if one.url == page)
    assert (str(todo.kind), todo.due) == ("处理暂存批次", HeldBatch.objects.get(upload=said["upload"]).until)
    assert officer.post(f"{page}release/", {"reason": " "}).status_code == 422
    assert officer.post(f"{page}release/", {"reason": "确为历史数据"}).status_code == 302
    outcome = sender.outcome(f"{sender.path}/{said['upload']}")
    assert (outcome["state"], outcome["batch"]["accepted"], outcome["batch"]["quarantined"]) == ("published", 5, 5)
    assert (outcome["decided_by"], outcome["reason"]) == (stage.police.a.name, "确为历史数据")
    assert QuarantinedRecord.objects.filter(batch=outcome["batch"]["batch"]).count() == 5
    assert acts(resource, Action.BATCH_RELEASED) == [("allowed", stage.police.a.ref)]
    assert officer.post(f"{page}discard/", {"reason": "x"}).status_code == 409
    again = post(sender, body, key)
    assert (again.status_code, again.json()) == (200, outcome["batch"])
    assert officer.get(page)["Location"] == f"/hosting/batches/{outcome['batch']['batch']}/"
    assert not files.path_of(said["upload"]).exists()
    assert HeldBatch.objects.get(upload=said["upload"]).sample == []


def test_a_held_batch_is_thrown_away_by_a_named_person(
    sender: Sender, resource: Resource, stage: Stage, officer: Client
) -> None:
    body = people(2, wrong=4)
    place = post(sender, body, key="wrong file").headers["Location"]
    number_ = place.rpartition("/")[2]
    assert files.path_of(number_).exists()  # type: ignore[arg-type]
    assert officer.post(f"/hosting/uploads/{number_}/discard/", {"reason": "发错了文件"}).status_code == 302
    said = sender.status(place)
    assert (said["state"], said["decided_by"], said["reason"]) == ("discarded", stage.police.a.name, "发错了文件")
    assert not files.path_of(number_).exists()  # type: ignore[arg-type]
    assert batches(resource) == 0
    assert acts(resource, Action.BATCH_DISCARDED) == [("allowed", stage.police.a.ref)]
    answer = post(sender, body, key="wrong file")
    assert (answer.status_code, answer.json()["code"]) == (409, "batch_discarded")
    assert "发错了文件" in answer.json()["detail"]
    assert "发错了文件" in officer.get(f"/hosting/uploads/{number_}/").content.decode()
    assert officer.post(f"/hosting/uploads/{number_}/release/", {"reason": "x"}).status_code == 409


def test_only_the_provider_s_data_officers_decide(sender: Sender, resource: Resource, stage: Stage) -> None:
    place = post(sender, people(1, wrong=1)).headers["Location"]
    page = f"/hosting/uploads/{place.rpartition('/')[2]}/"
    for person, status in ((stage.civil.person_a, 404), (stage.police.person_b, 403)):
        client = Client()
        client.force_login(person)
        for path in (page, f"{page}release/", f"{page}discard/"):
            call = client.get(path) if path == page else client.post(path, {"reason": "x"})
            assert call.status_code == status
    assert sender.status(place)["state"] == "held"


def test_values_of_persons_are_masked(sender: Sender, resource: Resource, officer: Client) -> None:
    body = people(1) + f"{number(2)},张三丰,7,1990-03-07,330102\n".encode() * 1
    place = post(sender, body).headers["Location"]
    shown = officer.get(f"/hosting/uploads/{place.rpartition('/')[2]}/").content.decode()
    assert number(2) not in shown
    assert "张三丰" not in shown
    assert "有误" in shown


def test_a_held_batch_and_an_unfinished_upload_go_when_their_time_is_over(sender: Sender, resource: Resource) -> None:
    held = post(sender, people(1, wrong=1), key="k").headers["Location"]
    unfinished = sender.begun(people(3))
    sweep = chores._chores["hosting.uploads"].do
    now = timezone.now()
    sweep(now + timedelta(days=2))
    assert sender.status(unfinished)["state"] == "receiving"
    sweep(now + timedelta(days=4))
    assert (sender.status(unfinished)["state"], sender.status(held)["state"]) == ("expired", "held")
    sweep(now + timedelta(days=32))
    assert sender.status(held)["state"] == "expired"
    assert HeldBatch.objects.get(upload=held.rpartition("/")[2]).sample == []
    for place in (held, unfinished):
        assert not files.path_of(place.rpartition("/")[2]).exists()  # type: ignore[arg-type]
    assert len(acts(resource, Action.UPLOAD_EXPIRED)) == 2
    assert post(sender, people(1, wrong=1), key="k").status_code == 202  # it may come again


def test_a_share_is_declared_changed_and_ended_on_record(
    resource: Resource, stage: Stage, officer: Client, sender: Sender
) -> None:
    path = f"/hosting/uploads/share/{resource.path_code}/"
    assert "20%" in officer.get(f"/hosting/rules/{resource.path_code}/").content.decode()
    assert officer.post(path, {"percent": "100"}).status_code == 422
    assert officer.post(path, {"percent": "0"}).status_code == 302
    assert post(sender, people(99, wrong=1)).status_code == 202
    assert officer.post(path, {"end": "1"}).status_code == 302
    assert post(sender, people(1, wrong=9)).status_code == 200
    assert officer.post(path, {"end": "1"}).status_code == 404
    assert [len(acts(resource, each)) for each in (Action.HOLD_DECLARED, Action.HOLD_ENDED)] == [2, 1]


def test_the_share_and_held_batches_over_the_api(resource: Resource, stage: Stage, sender: Sender) -> None:
    client, who = Client(), {"login": stage.police.person_a.login, "password": PASSWORD}
    token = client.post("/api/v1/session", who, "application/json").json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/api/v1/hosting/{resource.path_code}/hold"
    assert client.get(path, headers=headers).json()["percent"] == "20"
    assert client.put(path, {"percent": "5.5"}, "application/json", headers=headers).json()["percent"] == "5.5"
    place = post(sender, people(9, wrong=1)).headers["Location"]
    number_ = place.rpartition("/")[2]
    listed = client.get("/api/v1/hosting/held", headers=headers).json()
    assert number_ in {one["upload"] for one in listed}
    system = client.post(
        f"/api/v1/hosting/held/{number_}/release",
        {"reason": "x"},
        "application/json",
        headers=stage.police_system.headers,
    )
    assert (system.status_code, system.json()["code"]) == (403, "person_decides")
    answer = client.post(
        f"/api/v1/hosting/held/{number_}/discard", {"reason": "x"}, "application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "discarded")
    assert client.delete(path, headers=headers).status_code == 200
    assert client.get(path, headers=headers).json()["percent"] is None
