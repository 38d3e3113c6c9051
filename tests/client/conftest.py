"""The stage of the gateway's tests before a whole node, and the client in both its forms. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Node
    from tests.gateway.stage import Stage


@pytest.fixture(scope="session")
def stage(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    from tests.gateway.stage import set_stage

    return set_stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(params=["Client", "AsyncClient"])
def connect(request: pytest.FixtureRequest, node: Node) -> Iterator[Callable[..., Any]]:
    """Opens a client of either kind, to the node unless told otherwise; both are called alike."""
    from tests.client.both import Both
    from yishu.client import AsyncClient, Client

    with ExitStack() as opened:

        def open_one(url: str = "", **options: Any) -> Any:
            if request.param == "Client":
                return opened.enter_context(Client(url or node.url, **options))
            return opened.enter_context(Both(AsyncClient(url or node.url, **options)))

        yield open_one


@pytest.fixture
def yishu(connect: Callable[..., Any], stage: Stage) -> Any:
    """CIVIL's system, which holds a grant."""
    return connect(key=stage.civil_system.key)


@pytest.fixture
def provider(connect: Callable[..., Any], stage: Stage) -> Any:
    """POLICE's system, which publishes."""
    return connect(key=stage.police_system.key)
