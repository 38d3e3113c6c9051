"""One story for the tests of result sheets."""

from typing import Any

import pytest

from tests import machine


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from tests.access.results.stage import Story  # after Django is set up

    machine.chinese_font()
    return Story(tmp_path_factory.mktemp("people"))
