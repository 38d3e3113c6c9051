"""Terms of a grant that are not those that were granted."""

import hashlib
import logging
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from yishu.core.canonical import canonical
from yishu.core.ids import new_id
from yishu.core.rows import RowRule
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


def test_terms_without_a_rule_of_rows_keep_the_hash_that_they_had_before_there_were_any() -> None:
    terms = msgspec.structs.replace(TERMS, grant=UUID("019aa000-0000-7000-8000-000000000001"))
    before = (
        '{"callers":["system:1"],"case_required":false,"consumer":"C","duties":["社会救助审核"],"entry_version":1,'
        '"grant":"019aa000-0000-7000-8000-000000000001","items":["name"],"modes":["verify"],"provider":"P",'
        '"resource":"307009001/000001","valid_from":"2026-01-01T00:00:00Z","valid_until":"2027-01-01T00:00:00Z"}'
    )
    assert text(terms) == before
    assert terms.hash == hashlib.sha256(before.encode()).hexdigest()
    limited = msgspec.structs.replace(terms, rows=RowRule("division_code", ("330106",)))
    assert limited.hash != terms.hash
    assert msgspec.json.decode(text(limited), type=Terms) == limited


def test_terms_that_were_changed_in_the_database_open_nothing(
    django_ready: str, caplog: pytest.LogCaptureFixture
) -> None:
    from yishu.access.state import build
    from yishu.access.statements import Rows

    def held(stored: str) -> int:
        grant = (str(TERMS.grant), TERMS.resource, TERMS.hash, stored)
        return len(build(replace(nothing, grants=[grant])).grants)

    nothing = Rows(epoch=1, keys=[], persons=[], resources=[], items=[], grants=[])
    assert held(text(TERMS)) == 1
    with caplog.at_level(logging.CRITICAL):
        assert held(text(msgspec.structs.replace(TERMS, items=("name", "residence_code")))) == 0
        assert held("{}") == 0
