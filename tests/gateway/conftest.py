"""The stage, and a gateway in a process of its own. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.conftest import Node
    from tests.gateway.stage import Stage
    from yishu.catalogue.models import Resource

KNOWN = "330102199003076015"


@pytest.fixture(scope="session")
def stage(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    from tests.gateway.stage import set_stage

    return set_stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="session")
def gateway(start_lasting_node: Callable[..., Node], stage: Stage) -> Node:
    return start_lasting_node("gateway")


@pytest.fixture(scope="session")
def http(gateway: Node) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, timeout=20) as client:
        yield client


@pytest.fixture
def verify(http: httpx.Client, stage: Stage) -> Callable[..., httpx.Response]:
    """Verify as CIVIL's system unless told otherwise; fields of the body by keyword."""

    def call(path: str = "", headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        one = {} if "subjects" in body else {"subject": KNOWN, "claims": {"name": "赵一"}}
        whole = {"purpose": stage.purpose(), **one} | body
        return http.post(path or stage.path("verify"), json=whole, headers=headers or stage.civil_system.headers)

    return call


@pytest.fixture
def query(http: httpx.Client, stage: Stage) -> Callable[..., httpx.Response]:
    """Query as CIVIL's system unless told otherwise."""

    def call(path: str = "", headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        whole = {"purpose": stage.purpose(), "items": ["name", "birth_date"]} | body
        return http.post(path or stage.path("query"), json=whole, headers=headers or stage.civil_system.headers)

    return call


@pytest.fixture
def download(http: httpx.Client, stage: Stage) -> Callable[..., httpx.Response]:
    """A copy of a resource for one of its systems; parameters of the query by keyword."""

    def fetch(resource: Resource, system: Cast.System, **parameters: str) -> httpx.Response:
        answer = http.get(stage.path("bulk", resource), params=parameters, headers=system.headers)
        assert answer.status_code == 200, answer.text
        return answer

    return fetch
