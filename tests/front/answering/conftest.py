"""The agent that answers, its node, and who asks. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Node
    from tests.front.answering.stage import Asked


@pytest.fixture(scope="module")
def asked(
    django_ready: str,
    own_database: str,
    start_node: Callable[..., Node],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Asked]:
    from django.conf import settings

    from tests.front.answering.stage import Asked

    def node_for(origin: str) -> Node:
        settings.YISHU_BACKENDS = frozenset({origin})
        return start_node("serve", YISHU_BACKENDS=origin)

    made = Asked(node_for, own_database, tmp_path_factory.mktemp("answering"))
    yield made
    made.stop()
