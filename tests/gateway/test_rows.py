"""Rows hold where calls of several grants are read together, and where a call is judged again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from tests.cast import PEOPLE_CSV
from tests.gateway.stage import DUTY, KNOWN, Stage
from yishu.access.asks import Ask
from yishu.access.lookup import Reading
from yishu.access.state import AccessState, Caller, Hosted, Plan
from yishu.core.actor import Actor
from yishu.core.identifiers import KeyKind
from yishu.core.rows import RowRule
from yishu.gateway.waiting import DataCall, unanswered
from yishu.hosting.tables import Column, Table
from yishu.sharing.rules import Rights

OURS = "330102199003076058"
OWN = RowRule("residence_code", ("330106",))
ITEMS = ("id_number", "name")


@pytest.mark.clause("26.5")
def test_callers_of_all_and_of_some_rows_read_together_get_each_their_own(http: httpx.Client, stage: Stage) -> None:
    whole, some = stage.civil.system(), stage.civil.system()
    resources = [stage.cast.resource(stage.police, stage.office) for _ in range(4)]
    for made in resources:
        stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
        stage.cast.grant(stage.civil, stage.police, made, systems=(whole,), items=ITEMS)
        stage.cast.grant(stage.civil, stage.police, made, systems=(some,), items=ITEMS, rows=OWN)

    def asked(n: int) -> tuple[bool, list[bool]]:
        caller = (whole, some)[n % 2]
        body = {"purpose": {"duty": DUTY}, "subjects": [KNOWN, OURS], "items": ["name"]}
        answer = http.post(stage.path("query", resources[n // 2 % 4]), json=body, headers=caller.headers)
        assert answer.status_code == 200, answer.text
        return caller is whole, [one["found"] for one in answer.json()["records"]]

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(asked, range(320)))
    assert {tuple(found) for is_whole, found in answers if is_whole} == {(True, True)}
    assert {tuple(found) for is_whole, found in answers if not is_whole} == {(False, True)}


@pytest.mark.clause("26.5")
def test_what_was_read_under_a_grant_of_all_rows_is_read_again_under_one_of_some() -> None:
    now = timezone.now()
    columns = (
        Column("id_number", "号码", "string", is_key=True),
        Column("name", "姓名", "string"),
        Column("residence_code", "区划", "string"),
    )
    table = Table("r_people", KeyKind.PLAIN, columns)
    plan = Plan("330/1", "published", 7, 1, table)
    caller = Caller.of(Actor("person", 3, "甲", 1, "A"))
    rights = Rights(
        "g1", "h1", frozenset({caller.ref}), frozenset(ITEMS), frozenset({"query"}), frozenset({DUTY}), False, now - timedelta(1), now + timedelta(1)
    )  # fmt: skip
    limited = replace(rights, grant="g2", hash="h2", rows=OWN)

    def state(epoch: int, held: Rights) -> AccessState:
        hosted = {"330-1": Hosted(plan, table, 7)}
        return AccessState(epoch, {b"3": caller}, {"330-1": plan}, hosted, {(caller.ref, plan.code): (held,)}, {})

    ask = Ask("query", "330-1", DUTY, "", None, frozenset({"name"}), (KNOWN,), False, wanted=("name",))
    call = DataCall(b"3", caller, unanswered, ask)
    first = call.judge(state(1, rights), now)
    assert first is not None
    assert first.read == {"name"}
    call.read(Reading(1, {(KNOWN,): (KNOWN, "赵一")}, {"name": 1}))
    assert call.found == 1
    again = call.judge(state(2, limited), now)
    assert again is not None, "answered from what another grant had opened"
    assert again.read == {"name", "residence_code"}
    call.read(Reading(1, {(KNOWN,): (KNOWN, "赵一", "330102")}, {"name": 1, "residence_code": 2}))
    assert call.found == 0
    assert call.judge(state(3, limited), now) is None
