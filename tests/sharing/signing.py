"""Two agencies whose people sign, and what the tests of sign-off do with them over HTTP."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, Cast
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.core.errors import Problem

ASKED = "2025-09-01"  # a Monday: five working days later is Monday the 8th


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    """Of each side two who prepare or decide, a head of office and a leader in charge."""
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")

    def person(member: Any, name: str, *roles: Role) -> Any:
        login = f"{name}{member.agency.pk}"
        return agencies.register_person(
            PLATFORM, member.agency, login=login, name=name, password=PASSWORD, roles=frozenset(roles)
        )

    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        forestry=cast.agency("林业"),
        closed=cast.resource(police, office),
        open=cast.resource(police, office, category="unrestricted", name="行政区划"),
        system=civil.system(name="救助系统"),
        head=person(civil, "处长", Role.REVIEWER),
        leader=person(civil, "厅领导", Role.SIGNER),
        chief=person(police, "科长", Role.REVIEWER),
        director=person(police, "局领导", Role.SIGNER),
        clerk=person(civil, "科员", Role.CATALOGUER),
    )


@pytest.fixture(autouse=True)
def settings_undone(scene: Any) -> Iterator[None]:
    """Each test begins and ends with nothing signed off."""
    yield
    for member in (scene.civil, scene.police):
        for stage in ("application", "decision"):
            assert setting(member, stage).status_code == 200


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def post(person: Any, path: str, body: dict[str, Any]) -> Any:
    return signed_in(person).post(path, body, content_type="application/json")


def setting(member: Any, stage: str, *steps: dict[str, Any], by: Any = None) -> Any:
    client = signed_in(by or member.person_a)
    return client.put(f"/api/v1/sign-off-steps/{stage}", {"steps": list(steps)}, content_type="application/json")


def two_steps(member: Any, stage: str) -> None:
    head = {"name": "处室负责人审核", "role": "reviewer"}
    assert setting(member, stage, head, {"name": "分管领导审批", "role": "signer"}).status_code == 200


def applied(scene: Any, *, resource: Any = None, person: Any = None, **changes: Any) -> dict[str, Any]:
    line = {
        "resource": (resource or scene.closed).code,
        "items": ["id_number", "name", "sex"],
        "modes": ["verify", "query"],
        "systems": ["救助系统"],
        "until": str(timezone.localdate() + timedelta(days=90)),
        **changes,
    }
    body = {"duty": "临时救助审核", "basis": "《社会救助暂行办法》", "lines": [line]}
    answer = post(person or scene.civil.person_a, "/api/v1/applications", body)
    assert answer.status_code == 201, text(answer)
    return answer.json()


def round_of(person: Any, sign_off: int) -> dict[str, Any]:
    return signed_in(person).get(f"/api/v1/sign-offs/{sign_off}").json()


def signing(person: Any, sign_off: int, *, outcome: str = "sign", opinion: str = "", **changes: Any) -> Any:
    """As somebody who has just read the thing."""
    seen = signed_in(person).get(f"/api/v1/sign-offs/{sign_off}")
    read = seen.json() if seen.status_code == 200 else {"step": 1, "hash": "0" * 64}
    body = {"outcome": outcome, "step": read["step"], "hash": read["hash"], "opinion": opinion, **changes}
    return post(person, f"/api/v1/sign-offs/{sign_off}", body)


def codes(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def together(*acts: Callable[[], object]) -> list[str]:
    """All at once, each in a thread of its own: "ok" or the code of the problem."""
    barrier, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(n: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes[n] = "ok"
        except Problem as refused:
            outcomes[n] = refused.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
