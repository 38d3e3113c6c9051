"""A provider, a user with a grant, a stranger, and two gateways. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Node
    from tests.gateway.stage import Stage


@pytest.fixture(scope="session")
def stage(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    from tests.gateway.stage import set_stage
    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    made = set_stage(tmp_path_factory.mktemp("misuse"))
    for member in (made.office, made.police, made.civil, made.forestry):
        agencies.appoint(PLATFORM, member.person_b, Role.RISK_OFFICER)
    return made


@pytest.fixture(scope="session")
def gateways(start_lasting_node: Callable[..., Node], stage: Stage) -> tuple[str, str]:
    """The addresses of two."""
    return start_lasting_node("gateway").url, start_lasting_node("gateway").url
