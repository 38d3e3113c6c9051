"""A base and its two sources. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.access.assembling.stage import Stage


@pytest.fixture
def stage(django_ready: str, tmp_path: Path) -> Stage:
    from tests.access.assembling.stage import Stage

    return Stage(tmp_path)
