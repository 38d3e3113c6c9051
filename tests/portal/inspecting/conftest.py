"""The story that the tests of this folder look at."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.portal.inspecting.stage import Story


@pytest.fixture(scope="session")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> "Story":
    from tests.portal.inspecting.stage import Story  # Django is set up only now

    return Story(tmp_path_factory.mktemp("inspecting"))
