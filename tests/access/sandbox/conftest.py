"""The scene, before a whole node. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.access.sandbox.scene import Scene


@pytest.fixture(scope="session")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    from tests.access.sandbox.scene import set_scene

    return set_scene(tmp_path_factory.mktemp("scene"))
