"""An application system's keys: several, named, narrowed, used, rotated; and who maintains the system."""

import re
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


def text_of(answer: Any) -> str:
    (text,) = set(re.findall(r"ysk_[\w-]{43}", answer.content.decode()))
    return text


def status(node: Node, key: str) -> int:
    return httpx.get(f"{node.url}/api/v1/grants", headers={"Authorization": f"Bearer {key}"}).status_code


def test_who_builds_and_maintains_a_system_is_on_the_register(client: Any, civil: Cast.Member) -> None:
    client.force_login(civil.person_a)
    sent = {
        "name": "救助系统",
        "scopes": ["data"],
        "contractor": "示例软件有限公司",
        "contact_name": "李工",
        "contact_phone": "0571-8000 0000",
    }
    assert client.post("/systems/register/", sent | {"contact_phone": "<script>"}).status_code == 422
    assert client.post("/systems/register/", sent).status_code == 302
    page = client.get("/systems/").content.decode()
    assert "示例软件有限公司 · 李工 · 0571-8000 0000" in page
    system = civil.agency.systems.get(name="救助系统")
    changed = {"scopes": ["data", "apply"], "contractor": "另一家公司", "contact_name": "", "contact_phone": ""}
    assert client.post(f"/systems/{system.pk}/", changed).status_code == 302
    system.refresh_from_db()
    assert (system.contractor, system.scopes, system.name) == ("另一家公司", ["apply", "data"], "救助系统")


def test_a_key_has_a_name_and_no_more_than_its_own_scopes(client: Any, civil: Cast.Member, node: Node) -> None:
    from yishu.agencies.models import Scope

    system = civil.system(Scope.DATA, Scope.APPLY).system
    client.force_login(civil.person_a)
    key = text_of(client.post(f"/systems/{system.pk}/keys/", {"name": "生产 1 号机", "scopes": ["data"], "days": "90"}))
    assert "生产 1 号机" in client.get("/systems/").content.decode()
    said = {"duty": "社会救助审核", "lines": []}
    headers = {"Authorization": f"Bearer {key}"}
    answer = httpx.post(f"{node.url}/api/v1/applications", json=said, headers=headers)
    assert answer.json()["code"] == "scope_missing"
    # A scope that the system does not have cannot be given to one of its keys.
    assert client.post(f"/systems/{system.pk}/keys/", {"scopes": ["publish"]}).status_code == 422


@pytest.mark.clause("32.1")
def test_narrower_scopes_of_a_key_or_its_system_bind_the_gateway_from_the_next_call_on(
    client: Any, civil: Cast.Member, node: Node, tmp_path: Any
) -> None:
    from yishu.agencies import commands, keys
    from yishu.agencies.models import Scope

    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path)
    caller = civil.system(Scope.DATA, Scope.APPLY)
    cast.grant(civil, police, resource, systems=(caller,))
    narrow = commands.issue_key(civil.a, caller.system, scopes=frozenset({Scope.APPLY}), now=timezone.now()).text

    def code(key: str) -> Any:
        body = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "items": ["name"]}
        answer = httpx.post(
            f"{node.url}/api/v1/data/{resource.path_code}/query", json=body, headers={"Authorization": f"Bearer {key}"}
        )
        return answer.json().get("code", answer.status_code)

    assert (code(caller.key), code(narrow)) == (200, "scope_missing")
    keys.change_system(
        civil.a, caller.system, scopes=frozenset({Scope.APPLY}), contractor="", contact_name="", contact_phone=""
    )
    assert code(caller.key) == "scope_missing"


def test_when_a_key_was_used_last_is_kept_without_a_write_for_each_call(
    civil: Cast.Member, node: Node, tmp_path: Any
) -> None:
    from django.db import connection

    from yishu.agencies.models import Key

    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path)
    caller, idle = civil.system(), civil.system()
    cast.grant(civil, police, resource, systems=(caller,))

    def version() -> str:
        with connection.cursor() as cursor:
            cursor.execute("select xmin::text from agencies_key where prefix = %s", [caller.key[:12]])
            return cursor.fetchone()[0]

    untouched = version()
    body = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "items": ["name"]}
    with httpx.Client(headers=caller.headers) as calls:
        for _ in range(30):
            assert calls.post(f"{node.url}/api/v1/data/{resource.path_code}/query", json=body).status_code == 200
        deadline = time.monotonic() + 10
        while version() == untouched and time.monotonic() < deadline:
            time.sleep(0.2)
        written = version()
        assert written != untouched
        for _ in range(30):
            calls.post(f"{node.url}/api/v1/data/{resource.path_code}/query", json=body)
        time.sleep(4)  # more than a flush
    assert version() == written  # once a minute
    assert timezone.now() - Key.objects.get(prefix=caller.key[:12]).last_used_at < timedelta(minutes=1)
    assert Key.objects.get(prefix=idle.key[:12]).last_used_at is None


def test_a_rotation_lets_both_keys_work_for_a_while(client: Any, civil: Cast.Member, node: Node) -> None:
    from yishu.agencies.models import Key

    system = civil.system()
    old = Key.objects.get(prefix=system.key[:12])
    client.force_login(civil.person_a)
    new = text_of(client.post(f"/keys/{old.pk}/rotate/", {"overlap": "7"}))
    assert (status(node, system.key), status(node, new)) == (200, 200)
    old.refresh_from_db()
    assert timedelta(days=6.9) < old.expires_at - timezone.now() < timedelta(days=7)
    assert "即将到期" in client.get("/systems/").content.decode()
    newer = text_of(client.post(f"/keys/{Key.objects.get(prefix=new[:12]).pk}/rotate/", {"overlap": "0"}))
    assert (status(node, new), status(node, newer)) == (401, 200)
    assert client.post(f"/keys/{Key.objects.get(prefix=new[:12]).pk}/rotate/").status_code == 404  # it is over
    for wrong in ("31", "-1", "x", "９"):
        assert client.post(f"/keys/{old.pk}/rotate/", {"overlap": wrong}).status_code == 422


def test_a_rotated_key_lives_as_long_as_the_one_before_and_may_do_the_same(civil: Cast.Member) -> None:
    from yishu.agencies import commands, keys
    from yishu.agencies.models import Key, Scope

    now = timezone.now()
    system = civil.system(Scope.DATA, Scope.APPLY).system
    first = commands.issue_key(
        civil.a,
        system,
        name="1 号机",
        scopes=frozenset({Scope.DATA}),
        expires_at=now + timedelta(days=90),
        now=now,
    )
    later = now + timedelta(days=80)
    second = keys.rotate_key(civil.a, Key.objects.get(prefix=first.prefix), overlap=timedelta(days=30), now=later)
    kept = Key.objects.get(prefix=second.prefix)
    assert (kept.name, kept.scopes, kept.expires_at) == ("1 号机", ["data"], later + timedelta(days=90))
    assert Key.objects.get(prefix=first.prefix).expires_at == now + timedelta(days=90)  # not longer than before


def test_who_keeps_no_keys_changes_nothing_and_strangers_find_nothing(client: Any, civil: Cast.Member) -> None:
    from yishu.agencies.models import Key

    system = civil.system()
    key = Key.objects.get(prefix=system.key[:12])
    paths = (
        f"/systems/{system.system.pk}/",
        f"/systems/{system.system.pk}/keys/",
        f"/systems/{system.system.pk}/keys/public/",
        f"/keys/{key.pk}/rotate/",
        f"/keys/{key.pk}/revoke/",
    )
    for person, refusal in ((civil.person_b, 403), (Cast().agency("林业").person_a, 404)):
        client.force_login(person)
        for path in paths:
            assert client.post(path, {"scopes": ["publish"], "public_key": "x"}).status_code == refusal, path
    key.refresh_from_db()
    assert (key.expires_at, key.revoked_at, system.system.keys.count()) == (None, None, 1)


@pytest.mark.parametrize(
    "path", ["/api/v1/grants", "/api/v1/catalogue/resources", "/api/v1/data/307022001-000001/bulk"]
)
def test_a_key_in_an_address_is_refused_and_named_as_exposed(civil: Cast.Member, node: Node, path: str) -> None:
    key = civil.system().key
    for query in (f"key={key}", f"access_token={key}", f"x=Bearer%20{key}"):
        for headers in ({}, {"Authorization": f"Bearer {key}"}):
            answer = httpx.get(f"{node.url}{path}?{query}", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (400, "key_in_address")
            assert key not in answer.text
