"""A resource of POLICE, and a sender of files in parts. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.conftest import Node
    from tests.gateway.stage import Stage
    from tests.gateway.uploads.sender import Sender
    from yishu.catalogue.models import Resource


@pytest.fixture
def resource(stage: Stage) -> Resource:
    """One of its own, with nothing in it."""
    return stage.cast.resource(stage.police, stage.office)


@pytest.fixture
def sender(gateway: Node, stage: Stage, resource: Resource) -> Iterator[Sender]:
    from tests.gateway.uploads.sender import Sender

    with httpx.Client(timeout=60) as client:
        yield Sender(gateway.url, stage.path("uploads", resource), stage.police_system.headers, client)
