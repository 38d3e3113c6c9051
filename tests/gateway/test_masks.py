"""Masked items come masked to every consumer, by the entry in force, from the very next call (6.1, 27.2)."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pyarrow.parquet as parquet
import pytest
from django.utils import timezone

from tests.cast import PEOPLE_CSV, PERSON_ITEMS
from tests.gateway.stage import DUTY, KNOWN, Stage
from yishu.access import calls, copies
from yishu.access.asks import Ask
from yishu.access.lookup import Reading
from yishu.access.state import AccessState, Caller, Hosted, Offer, Plan
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.identifiers import KeyKind
from yishu.core.rows import RowRule
from yishu.core.text import HIDDEN, MaskKind
from yishu.gateway.waiting import DataCall, unanswered
from yishu.hosting.masking import Masks
from yishu.hosting.models import Holding
from yishu.hosting.tables import Column, Table
from yishu.sharing.rules import Rights
from yishu.wire.data import Purpose, QueryAnswer, QueryRequest

Call = Callable[..., httpx.Response]
OTHER = "330102199003076058"
CODES = ("id_number", "name", "residence_code")


MASKS = {"name": "name", "residence_code": "hidden"}
MASKED = tuple(replace(item, mask=MASKS.get(item.code, "")) for item in PERSON_ITEMS)


def hosted(stage: Stage, items: tuple[Any, ...] = PERSON_ITEMS, **grant: Any) -> Resource:
    """A population of which CIVIL's system and person were granted everything but the sex."""
    made = stage.cast.resource(stage.police, stage.office, items=items)
    stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
    callers = {"systems": (stage.civil_system,), "users": (stage.civil.person_a,)}
    stage.cast.grant(stage.civil, stage.police, made, **{"items": (*CODES, "birth_date"), **callers, **grant})
    return made


def mask(stage: Stage, shared: Resource, **masks: str) -> None:
    stage.cast.mask(stage.police, stage.office, shared, **masks)


def record_of(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()["record"]


@pytest.mark.clause("6.1", "27.2")
def test_a_mask_of_a_new_version_holds_from_the_next_call_and_is_dropped_likewise(stage: Stage, query: Call) -> None:
    shared = hosted(stage)
    path = stage.path("query", shared)

    def asked() -> Any:
        return record_of(query(path, subject=KNOWN, items=[*CODES, "birth_date"]))

    plain = {"id_number": KNOWN, "name": "赵一", "residence_code": "330102", "birth_date": "1990-03-07"}
    assert asked() == plain
    mask(stage, shared, **MASKS)
    assert asked() == plain | {"name": "赵*", "residence_code": HIDDEN}
    assert Holding.objects.get(resource=shared).entry_id != shared.current_id  # the data is of the version before
    mask(stage, shared, name="identity")
    assert asked() == plain | {"name": "*一"}
    mask(stage, shared)
    assert asked() == plain


@pytest.mark.clause("6.1")
def test_many_subjects_come_masked_and_what_is_empty_stays_empty(stage: Stage, query: Call) -> None:
    path = stage.path("query", hosted(stage, MASKED))
    answer = query(path, subjects=[KNOWN, "330102199003076031", "330102199003076074"], items=["name", "residence_code"])
    assert answer.json()["records"] == [
        {"found": True, "record": {"name": "赵*", "residence_code": HIDDEN}},
        {"found": True, "record": {"name": "钱*", "residence_code": None}},
        {"found": False, "record": None},
    ]


def test_verify_and_rows_are_held_against_what_is_on_record(stage: Stage, verify: Call, query: Call) -> None:
    shared = hosted(stage, MASKED, rows=RowRule("residence_code", ("330106",)))
    subjects = [
        {"subject": OTHER, "claims": {"name": "孙三", "residence_code": "330106"}},
        {"subject": OTHER, "claims": {"name": "孙*", "residence_code": HIDDEN}},
        {"subject": KNOWN, "claims": {"name": "赵一"}},
    ]
    answer = verify(stage.path("verify", shared), subjects=subjects)
    assert answer.json()["results"] == [
        {"found": True, "result": {"name": "match", "residence_code": "match"}},
        {"found": True, "result": {"name": "mismatch", "residence_code": "mismatch"}},
        {"found": False, "result": {}},
    ]
    assert record_of(query(stage.path("query", shared), subject=OTHER, items=["residence_code"])) == {
        "residence_code": HIDDEN
    }


@pytest.mark.clause("6.1")
def test_copies_and_changes_come_masked_and_say_so(http: httpx.Client, stage: Stage) -> None:
    shared = hosted(stage)
    path, headers = stage.path("bulk", shared), stage.civil_system.headers

    def copied(**how: str) -> httpx.Response:
        answer = http.get(path, params=how, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer

    assert "yishu-masked" not in copied().headers
    mask(stage, shared, **MASKS)
    whole = copied()
    assert whole.headers["yishu-masked"] == "name=name, residence_code=hidden"
    assert http.head(path, headers=headers).headers["yishu-masked"] == whole.headers["yishu-masked"]
    assert sorted(whole.text.splitlines()[1:]) == [
        f"{KNOWN},赵*,1990-03-07,{HIDDEN}",
        "330102199003076031,钱*,1990-03-07,",
        f"{OTHER},孙*,1990-03-07,{HIDDEN}",
    ]
    table = parquet.read_table(io.BytesIO(copied(format="parquet").content))
    assert set(table["name"].to_pylist()) == {"赵*", "钱*", "孙*"}
    for secret in ("赵一".encode(), b"330106"):
        assert secret not in copied(format="parquet").content
    changed = PEOPLE_CSV.replace("赵一", "赵二").replace("孙三", "周三")
    stage.cast.publish(stage.police, shared, changed, stage.folder)
    assert copied(since="1").text.splitlines()[1:] == [f"update,2,{OTHER},周*,1990-03-07,{HIDDEN}"]


@pytest.mark.clause("6.1")
def test_pages_cases_and_other_nodes_get_what_the_gateway_gives(stage: Stage) -> None:
    shared = hosted(stage)
    mask(stage, shared, **MASKS)
    now, request = timezone.now(), QueryRequest(Purpose(DUTY, "SQ-1"), list(CODES), KNOWN)
    made = calls.query(stage.civil.a, shared.code, request, now=now, shown="whole")
    assert isinstance(made, QueryAnswer)
    assert made.record == {"id_number": KNOWN, "name": "赵*", "residence_code": HIDDEN}
    copy, _, _ = copies.copy(
        stage.civil_system.actor, shared.path_code, grant=None, since=None, now=now, detail={"link": "X"}
    )
    text = b"".join(copy.chunks).decode()
    assert "赵*" in text
    assert "赵一" not in text
    assert dict(copy.masks) == {"name": "name", "residence_code": "hidden"}


@pytest.mark.clause("6.1")
def test_an_answer_made_before_a_mask_was_set_is_made_again() -> None:
    now = timezone.now()
    columns = (Column("id_number", "号码", "string", is_key=True), Column("name", "姓名", "string"))
    table = Table("r_people", KeyKind.PLAIN, columns)
    caller = Caller.of(Actor("person", 3, "甲", 1, "A"))
    rights = Rights(
        "g1", "h1", frozenset({caller.ref}), frozenset({"name"}), frozenset({"query"}), frozenset({DUTY}), False, now - timedelta(1), now + timedelta(1)
    )  # fmt: skip

    def state(epoch: int, masks: Masks) -> AccessState:
        plan = Plan("330/1", "published", 7, 1, table, Offer("restricted", frozenset({"query"}), None, masks))
        held = {(caller.ref, plan.code): (rights,)}
        return AccessState(epoch, {b"3": caller}, {"330-1": plan}, {"330-1": Hosted(plan, table, 7)}, held, {})

    reading = Reading(1, {(KNOWN,): (KNOWN, "赵一")}, {"name": 1})
    ask = Ask("query", "330-1", DUTY, "", None, frozenset({"name"}), (KNOWN,), False, wanted=("name",))
    call = DataCall(b"3", caller, unanswered, ask)
    for epoch, (masks, shown) in enumerate([({}, "赵一"), ({"name": MaskKind.NAME}, "赵*"), ({}, "赵一")]):
        assert call.judge(state(epoch, masks), now) is not None, "answered as another entry had it delivered"
        call.read(reading)
        assert isinstance(call.made, QueryAnswer)
        assert call.made.record == {"name": shown}
    assert call.judge(state(9, {}), now) is None  # nothing that matters has moved
