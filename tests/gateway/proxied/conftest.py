"""The story, and a node that may reach its interface. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from tests.conftest import Node
    from tests.gateway.proxied.backend import Backend
    from tests.gateway.proxied.stage import Story


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    from tests.gateway.proxied.backend import running

    with running() as made:
        yield made


@pytest.fixture(scope="module")
def story(
    backend: Backend, django_ready: str, start_node: Callable[..., Node], tmp_path_factory: pytest.TempPathFactory
) -> Story:
    from django.conf import settings

    from tests.gateway.proxied.stage import Story

    settings.YISHU_BACKENDS = frozenset({backend.origin})
    return Story(backend, start_node("serve", YISHU_BACKENDS=backend.origin), tmp_path_factory.mktemp("proxied"))


@pytest.fixture(autouse=True)
def well(story: Story) -> Iterator[None]:
    """Every test begins with a mount of its own, whose breaker has seen nothing."""
    from yishu.hosting import mounting

    story.backend.mode = "ok"
    mounting.mount(story.police.a, story.resource.code, story.draft(), now=timezone.now())
    yield
    story.backend.mode = "ok"
