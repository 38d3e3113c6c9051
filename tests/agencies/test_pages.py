"""Logging in, and an agency's systems and keys, on pages."""

import re
from typing import Any

import httpx
import pytest

from tests.cast import PASSWORD, Cast
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


def evidence(action: str, actor: str) -> int:
    from yishu.audit.models import Record

    return Record.objects.filter(action=action, actor=actor).count()


def test_login_leads_where_one_wanted_to_go(client: Any, civil: Cast.Member) -> None:
    answer = client.get("/sharing/inbox/")
    assert answer["Location"] == "/login?next=%2Fsharing%2Finbox%2F"
    sent = {"login": civil.person_a.login, "password": PASSWORD, "next": "/sharing/inbox/"}
    assert client.post("/login", sent)["Location"] == "/sharing/inbox/"
    assert client.get("/sharing/inbox/").status_code == 200
    assert evidence("session:opened", civil.a.ref) == 1


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_login_leads_to_this_site_only(client: Any, civil: Cast.Member, elsewhere: str) -> None:
    sent = {"login": civil.person_a.login, "password": PASSWORD, "next": elsewhere}
    assert client.post("/login", sent)["Location"] == "/"


def test_a_wrong_password_says_what_to_do_and_opens_nothing(client: Any, civil: Cast.Member) -> None:
    answer = client.post("/login", {"login": civil.person_a.login, "password": PASSWORD.upper()})
    assert answer.status_code == 422
    assert "请核对大小写" in answer.content.decode()
    assert PASSWORD.upper() not in answer.content.decode()
    assert client.get("/me/").status_code == 302
    assert evidence("session:opened", civil.a.ref) == 0


def test_logout_ends_the_session_and_is_recorded(client: Any, civil: Cast.Member) -> None:
    client.force_login(civil.person_a)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout")["Location"] == "/login"
    assert client.get("/me/").status_code == 302
    assert evidence("session:closed", civil.a.ref) == 1


def test_ones_own_page_names_agency_roles_and_duties(client: Any, civil: Cast.Member) -> None:
    client.force_login(civil.person_a)
    page = client.get("/me/").content.decode()
    for shown in (civil.agency.name, civil.agency.code, "经办人", "民政履职事项"):
        assert shown in page
    assert re.search(rf"{civil.person_b.name}.*?审签人", page, re.DOTALL)


@pytest.mark.clause("32.1")
def test_a_key_is_shown_once_works_and_ends(client: Any, civil: Cast.Member, node: Node) -> None:
    client.force_login(civil.person_a)
    answer = client.post("/systems/register/", {"name": "救助系统", "scopes": ["data", "apply"]})
    assert answer.status_code == 302
    system = civil.agency.systems.get(name="救助系统")

    shown = client.post(f"/systems/{system.pk}/keys/", {"days": "90"}).content.decode()
    (text,) = set(re.findall(r"ysk_[\w-]{43}", shown))
    assert text not in client.get("/systems/").content.decode()
    assert text[:12] in client.get("/systems/").content.decode()

    asked = {"url": f"{node.url}/api/v1/grants", "headers": {"Authorization": f"Bearer {text}"}}
    assert httpx.get(**asked).status_code == 200
    assert client.post(f"/keys/{system.keys.get().pk}/revoke/").status_code == 302
    assert httpx.get(**asked).status_code == 401
    assert "已吊销" in client.get("/systems/").content.decode()


def test_a_system_name_stands_once_in_an_agency(client: Any, civil: Cast.Member) -> None:
    civil.system(name="重名系统")
    client.force_login(civil.person_a)
    answer = client.post("/systems/register/", {"name": "重名系统", "scopes": ["data"]})
    assert answer.status_code == 422
    assert "已有同名应用系统" in answer.content.decode()


def test_another_agencys_systems_and_keys_do_not_exist(client: Any, civil: Cast.Member) -> None:
    forestry = Cast().agency("林业")
    theirs = forestry.system(name="林地审批系统").system
    client.force_login(civil.person_a)
    assert "林地审批系统" not in client.get("/systems/").content.decode()
    assert client.post(f"/systems/{theirs.pk}/keys/").status_code == 404
    assert client.post(f"/keys/{theirs.keys.get().pk}/revoke/").status_code == 404
    assert theirs.keys.get().revoked_at is None


def test_who_keeps_no_keys_issues_none(client: Any, civil: Cast.Member) -> None:
    system = civil.system().system
    client.force_login(civil.person_b)
    assert client.post(f"/systems/{system.pk}/keys/").status_code == 403
    assert client.post("/systems/register/", {"name": "新系统", "scopes": ["data"]}).status_code == 403
    assert "签发密钥" not in client.get("/systems/").content.decode()
