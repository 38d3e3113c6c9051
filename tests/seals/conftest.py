"""One story for the tests of seals."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests import machine
from tests.conftest import Node


@pytest.fixture(scope="module")
def story(django_ready: str, node: Node) -> Iterator[Any]:
    from tests.seals.stage import Story  # after Django is set up

    machine.chinese_font()
    with httpx.Client(base_url=node.url, timeout=20, headers={"Accept-Language": "en"}) as http:
        yield Story(http)
