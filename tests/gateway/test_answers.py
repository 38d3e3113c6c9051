"""Verify and query, one and many, as a system sees them over HTTP."""

import json
from collections.abc import Callable

import httpx
import pytest

from tests.gateway.stage import ABSENT, KNOWN, NO_RESIDENCE, Stage
from yishu.audit.models import Record
from yishu.audit.record import leaf_hash, subject_hash
from yishu.core.suites import INTL
from yishu.core.text import MaskKind

Call = Callable[..., httpx.Response]


def record_of(answer: httpx.Response) -> Record:
    """The evidence that the answer's receipt names; it must be there and hash to what the receipt says."""
    number, _, leaf = answer.json()["receipt"].partition(".")
    record = Record.objects.get(pk=number)
    assert leaf_hash(INTL, bytes(record.salt), record.body.encode()).hex() == leaf == bytes(record.leaf).hex()
    return record


@pytest.mark.clause("27.1")
def test_verify_says_match_mismatch_and_empty_by_item(verify: Call) -> None:
    claims = {"name": "赵一", "birth_date": "1991-01-01", "residence_code": "330102"}
    answer = verify(claims=claims)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"found", "result", "version", "receipt"}
    assert body["found"] is True
    assert body["result"] == {"name": "match", "birth_date": "mismatch", "residence_code": "match"}
    assert body["version"] == 1
    assert verify(subject=NO_RESIDENCE, claims={"residence_code": "330102"}).json()["result"] == {
        "residence_code": "empty"
    }


@pytest.mark.parametrize(
    ("item", "claimed", "verdict"),
    [
        ("name", " 赵一 ", "match"),
        ("name", "赵 一", "match"),
        ("name", "赵一一", "mismatch"),
        ("name", "", "mismatch"),
        ("birth_date", "19900307", "match"),
        ("birth_date", "1990年3月7日", "match"),
        ("birth_date", "１９９０年０３月０７日", "match"),
        ("birth_date", "no date", "mismatch"),
        ("birth_date", ["1990-03-07"], "mismatch"),
        ("birth_date", None, "mismatch"),
        ("residence_code", "３３０１０２", "match"),
        ("residence_code", 330102, "match"),
        ("id_number", "330102 19900307 6015", "match"),
    ],
)
def test_claims_are_compared_by_the_items_type(verify: Call, item: str, claimed: object, verdict: str) -> None:
    assert verify(claims={item: claimed}).json()["result"] == {item: verdict}


def test_an_absent_subject_is_not_found_and_nothing_else(verify: Call, query: Call) -> None:
    answer = verify(subject=ABSENT)
    assert (answer.status_code, answer.json()["found"], answer.json()["result"]) == (200, False, {})
    answer = query(subject=ABSENT)
    assert (answer.status_code, answer.json()["found"], answer.json()["record"]) == (200, False, None)


def test_many_subjects_are_answered_in_their_order(verify: Call, query: Call) -> None:
    subjects = [{"subject": each, "claims": {"name": "赵一"}} for each in (ABSENT, KNOWN, NO_RESIDENCE, KNOWN)]
    many = verify(subjects=subjects).json()
    assert [each["found"] for each in many["results"]] == [False, True, True, True]
    assert [each["result"] for each in many["results"]] == [
        {},
        {"name": "match"},
        {"name": "mismatch"},
        {"name": "match"},
    ]
    assert set(many) == {"results", "version", "receipt"}
    many = query(subjects=[NO_RESIDENCE, ABSENT, KNOWN], items=["name"]).json()
    assert many["records"] == [
        {"found": True, "record": {"name": "钱二"}},
        {"found": False, "record": None},
        {"found": True, "record": {"name": "赵一"}},
    ]


@pytest.mark.clause("27.1")
def test_query_gives_the_items_asked_and_no_others(query: Call) -> None:
    body = query(subject=KNOWN).json()
    assert set(body) == {"found", "record", "version", "receipt"}
    assert body["record"] == {"name": "赵一", "birth_date": "1990-03-07"}


def test_a_subject_may_be_an_object_by_item_code_or_by_document_type(verify: Call) -> None:
    for subject in ({"id_number": KNOWN}, {"type": "111", "value": KNOWN}, f" {KNOWN[:6]} {KNOWN[6:]}"):
        assert verify(subject=subject).json()["found"] is True


@pytest.mark.clause("32.1")
def test_every_answer_is_on_record_without_subject_or_verdict(verify: Call, stage: Stage) -> None:
    answer = verify(claims={"name": "某人"})
    record = record_of(answer)
    assert (record.action, record.outcome) == ("data:verified", "allowed")
    assert record.actor == stage.civil_system.actor.ref
    assert record.agency == stage.civil.agency.code
    assert (record.resource, record.grant_id) == (stage.resource.code, str(stage.grant.pk))
    assert record.case_number == "SQ-1"
    assert stage.grant.hash in record.body
    assert KNOWN not in record.body
    assert "mismatch" not in record.body
    from django.conf import settings

    assert bytes(record.subjects) == subject_hash(settings.YISHU_SECRETS.subjects, "resident_id", KNOWN)


@pytest.mark.clause("27.2")
def test_what_codes_mean_comes_with_them_where_it_is_asked(stage: Stage, query: Call) -> None:
    system = stage.civil.system()
    items = ("id_number", "sex", "name")
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=items)
    asked = {"headers": system.headers, "items": ["sex", "name"]}
    one = query(**asked, subject=KNOWN, meanings=True).json()
    assert (one["record"]["sex"], one["meanings"]) == ("1", {"sex": "男"})
    many = query(**asked, subjects=[ABSENT, KNOWN], meanings=True).json()["records"]
    assert many[0] == {"found": False, "record": None}
    assert many[1]["meanings"] == {"sex": "男"}
    assert "meanings" not in query(**asked, subject=KNOWN).json()
    masked = stage.civil.system()
    bounds = {"masks": {"sex": MaskKind.HIDDEN.value}}
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(masked,), items=items, bounds=bounds)
    hidden = query(headers=masked.headers, items=["sex"], subject=KNOWN, meanings=True).json()
    assert hidden["meanings"] == {}
    assert "男" not in json.dumps(hidden, ensure_ascii=False)
    assert query(**asked, subject=KNOWN, meanings="yes").status_code == 422
