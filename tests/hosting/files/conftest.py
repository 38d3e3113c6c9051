from typing import Any

import pytest


@pytest.fixture
def stage(django_ready: str) -> Any:
    """A resource of files, granted to CIVIL."""
    from tests.hosting.files.stage import Stage

    made = Stage()
    made.open()
    return made
