"""Terms of a grant that are not those that were granted."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from yishu.core.canonical import canonical
from yishu.core.ids import new_id
from yishu.sharing.rules import Terms

TERMS = Terms(
    grant=new_id(),
    resource="307009001/000001",
    entry_version=1,
    provider="P",
    consumer="C",
    callers=("system:1",),
    items=("name",),
    modes=("verify",),
    duties=("社会救助审核",),
    case_required=False,
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    valid_until=datetime(2027, 1, 1, tzinfo=UTC),
)


def text(terms: Terms) -> str:
    return canonical(msgspec.to_builtins(terms)).decode()


def test_terms_that_were_changed_in_the_database_open_nothing(
    django_ready: str, caplog: pytest.LogCaptureFixture
) -> None:
    from yishu.access.state import Rows, build

    def held(stored: str) -> int:
        grant = (str(TERMS.grant), TERMS.resource, TERMS.hash, stored)
        return len(build(replace(nothing, grants=[grant])).grants)

    nothing = Rows(epoch=1, keys=[], persons=[], resources=[], items=[], grants=[])
    assert held(text(TERMS)) == 1
    with caplog.at_level(logging.CRITICAL):
        assert held(text(msgspec.structs.replace(TERMS, items=("name", "residence_code")))) == 0
        assert held("{}") == 0
