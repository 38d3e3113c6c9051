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


@pytest.fixture(scope="module")
def kind(story: Any) -> str:
    return story.kind()


@pytest.fixture(scope="module")
def sealed(story: Any, kind: str) -> bytes:
    return story.pdf(story.issued(kind)["number"])
