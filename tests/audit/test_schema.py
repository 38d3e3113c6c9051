"""The published form of records says what they are, and nothing else."""

from typing import Any

import msgspec
import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from yishu.audit.copying import Frame, Moment
from yishu.audit.record import Action, Record, write
from yishu.audit.schema import record_schema
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")


@pytest.fixture(scope="module")
def published(django_ready: str) -> Draft202012Validator:
    """As anybody gets it, without login."""
    answer = Client().get("/log/schema")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json")
    Draft202012Validator.check_schema(answer.json())
    return Draft202012Validator(answer.json(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def body(**changed: Any) -> dict[str, Any]:
    made = write(
        Record(action=Action.DATA_VERIFIED, node="330000", actor="system:7", subjects=b"\1" * 32, found=1), INTL
    )
    return msgspec.json.decode(made.values[11]) | changed


def test_a_record_is_of_the_published_form(published: Draft202012Validator) -> None:
    published.validate(body())
    assert list(body()) == record_schema()["required"]


def test_a_call_recorded_by_its_frame_is_of_the_published_form(published: Draft202012Validator) -> None:
    row = (
        Frame(Record(action=Action.DATA_QUERIED, node="330000"), INTL)
        .evidence("5", b"\2" * 16, found=0, version=3, now=Moment())
        .row
    )
    start = row.index(b'{"action"')
    published.validate(msgspec.json.decode(row[start : row.rindex(b'Z"}') + 3]))


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "data:guessed"},
        {"outcome": "maybe"},
        {"verdict": "match"},
        {"found": -1},
        {"subjects": "330502198506049980"},
        {"grant_hash": "abc"},
        {"detail": {"values": {"name": "A"}}},
        {"detail": {"An item": "x"}},
        {"at": "2026-11-30"},
        {"id": "7"},
    ],
    ids=str,
)
def test_what_is_no_record_is_not(published: Draft202012Validator, changed: dict[str, Any]) -> None:
    assert not published.is_valid(body(**changed))


def test_every_action_is_in_it_with_its_words_in_both_languages() -> None:
    action = record_schema()["properties"]["action"]
    assert set(action["enum"]) == set(Action) == set(action["x-words"])
    assert action["x-words"]["data:verified"] == {"title": "比对验证", "description": "Verify"}
