"""POLICE provides firms. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.hosting.declared.firms import Firms


@pytest.fixture
def firm(scene_with: Callable[..., Any], client: Any) -> Firms:
    from tests.hosting.declared.firms import FIRM_ITEMS, Firms

    return Firms(scene_with(items=FIRM_ITEMS, key_kind="plain"), client)
