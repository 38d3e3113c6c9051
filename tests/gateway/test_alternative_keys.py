"""A subject may be named by an alternative key that the entry declares, under the same grant, on the same record (27.2)."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pyarrow as pa
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.gateway.firms import ALL, CREDIT, ITEMS, ORGANISATION, OTHER, Register, set_register
from tests.gateway.stage import Stage
from yishu.access import calls
from yishu.audit.models import Record
from yishu.audit.record import subject_hash
from yishu.core.rows import RowRule
from yishu.hosting import key_indexes
from yishu.hosting.models import Holding, KeyIndex
from yishu.wire.data import Purpose, QueryRequest

pytestmark = pytest.mark.clause("27.2")
Call = Callable[..., httpx.Response]
REG_NO, SHARED = "330000000012345", "330000000012346"


@pytest.fixture(scope="module")
def register(stage: Stage) -> Register:
    return set_register(stage)


@pytest.fixture
def ask(query: Call, register: Register) -> Call:
    def asked(headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        return query(register.path, headers or register.system.headers, **{"items": ["name", "capital"]} | body)

    return asked


def hashes_of(answer: httpx.Response) -> list[bytes]:
    stored = bytes(Record.objects.get(pk=answer.json()["receipt"].partition(".")[0]).subjects or b"")
    return [stored[at : at + 16] for at in range(0, len(stored), 16)]


def hashed(kind: str, text: str) -> bytes:
    return subject_hash(settings.YISHU_SECRETS.subjects, kind, text)


def test_a_declared_number_finds_the_record_and_evidence_names_it_by_its_key(ask: Call) -> None:
    by_key, by_number = ask(subject=CREDIT), ask(subject={"reg_no": f" {REG_NO} "})
    assert by_number.status_code == 200, by_number.text
    assert by_number.json()["record"] == by_key.json()["record"] == {"name": "某局", "capital": "10.50"}
    assert hashes_of(by_number) == hashes_of(by_key) == [hashed("org_code", ORGANISATION)]
    record = Record.objects.get(pk=by_number.json()["receipt"].partition(".")[0])
    assert json.loads(record.body)["items"] == ["capital", "name", "reg_no"]


def test_several_items_name_it_together(ask: Call) -> None:
    found = ask(subject={"name": "公安", "division": "330200"})
    assert found.json()["record"] == {"name": "公安", "capital": "20"}
    assert ask(subject={"name": "公安", "division": "330100"}).json()["found"] is False
    half = ask(subject={"name": "公安"})
    assert (half.status_code, half.json()["code"]) == (422, "malformed_subject")


def test_whom_nobody_has_is_named_by_that_number(ask: Call) -> None:
    absent = ask(subject={"reg_no": "999"})
    assert (absent.status_code, absent.json()["found"]) == (200, False)
    assert hashes_of(absent) == [hashed("by:reg_no", "999")]


def test_of_several_records_none_is_taken_and_nothing_is_told_of_them(ask: Call, register: Register) -> None:
    refused = ask(subject={"reg_no": SHARED})
    assert (refused.status_code, refused.json()["code"]) == (409, "ambiguous_subject")
    assert not any(text in refused.text for text in ("公安", "民政", OTHER, "2 "))
    listed = ask(subjects=[{"reg_no": REG_NO}, {"reg_no": SHARED}, CREDIT, {"reg_no": "999"}])
    assert listed.json()["records"] == [
        {"found": True, "record": {"name": "某局", "capital": "10.50"}},
        {"found": False, "record": None, "ambiguous": True},
        {"found": True, "record": {"name": "某局", "capital": "10.50"}},
        {"found": False, "record": None},
    ]
    key = hashed("org_code", ORGANISATION)
    assert hashes_of(listed) == [key, hashed("by:reg_no", SHARED), key, hashed("by:reg_no", "999")]


def test_verifying_takes_it_likewise(verify: Call, register: Register) -> None:
    path = register.stage.path("verify", register.resource)
    one = verify(path, register.system.headers, subject={"reg_no": REG_NO}, claims={"name": "某局", "capital": "1"})
    assert one.json()["result"] == {"name": "match", "capital": "mismatch"}
    subjects = [{"subject": {"reg_no": number}, "claims": {"name": "公安"}} for number in (REG_NO, SHARED)]
    several = verify(path, register.system.headers, subjects=subjects).json()["results"]
    assert several == [
        {"found": True, "result": {"name": "mismatch"}},
        {"found": False, "result": {}, "ambiguous": True},
    ]


def test_a_list_as_arrow_takes_it_in_a_struct(register: Register, http: httpx.Client) -> None:
    subjects = pa.array([{"reg_no": number} for number in (REG_NO, SHARED, "999")])
    said = {"purpose": register.stage.purpose(), "items": ["name", "capital"]}
    table = pa.table({"subject": subjects}).replace_schema_metadata({"yishu": json.dumps(said)})
    body = pa.BufferOutputStream()
    with pa.ipc.new_stream(body, table.schema) as stream:
        stream.write_table(table)
    headers = register.system.headers | {"Content-Type": "application/vnd.apache.arrow.stream"}
    answer = http.post(register.path, content=body.getvalue().to_pybytes(), headers=headers)
    assert answer.status_code == 200, answer.text
    told = pa.ipc.open_stream(answer.content).read_all()
    assert told.to_pydict() == {
        "found": [True, None, False],
        "name": ["某局", None, None],
        "capital": ["10.50", None, None],
    }


def test_the_item_that_names_the_subject_must_be_granted(ask: Call, register: Register) -> None:
    system = register.system_of(items=("uscc", "name", "capital"))
    refused = ask(system.headers, subject={"reg_no": REG_NO}, items=["name"])
    assert (refused.status_code, refused.json()["code"]) == (403, "item_not_granted")
    assert "reg_no" in refused.json()["detail"]
    assert "name" not in refused.json()["detail"].replace("reg_no", "")
    record = json.loads(Record.objects.get(pk=refused.json()["receipt"].partition(".")[0]).body)
    assert (record["items"], record["detail"], record["subjects"]) == (["name", "reg_no"], {}, "")
    assert ask(system.headers, subject=CREDIT, items=["name"]).json()["found"] is True


def test_an_item_that_the_grant_masks_names_nobody(ask: Call, register: Register) -> None:
    system = register.system_of(masks={"reg_no": "identity"})
    refused = ask(system.headers, subject={"reg_no": REG_NO})
    assert (refused.status_code, refused.json()["code"]) == (403, "subject_item_masked")


def test_rows_of_a_grant_hold_and_what_lies_outside_makes_nothing_ambiguous(ask: Call, register: Register) -> None:
    system = register.system_of(rows=RowRule("division", ("330100",)))
    assert ask(system.headers, subject={"reg_no": SHARED}).json()["record"] == {"name": "民政", "capital": "30"}
    outside = ask(system.headers, subject={"name": "公安", "division": "330200"})
    assert outside.json()["found"] is False


def test_whoever_tries_numbers_is_counted_as_by_the_key(ask: Call, register: Register) -> None:
    from yishu.sharing.rules import Limits

    system = register.system_of(limits=Limits(misses=3))
    codes = [ask(system.headers, subject={"reg_no": each}).status_code for each in ("1", SHARED, "2", REG_NO)]
    assert codes == [200, 409, 200, 429]


def test_values_are_held_to_the_items_type_and_objects_to_what_is_declared(ask: Call) -> None:
    for subject in ({"reg_no": ["1"]}, {"reg_no": ""}, {"capital": "10.50"}, {"reg_no": REG_NO, "name": "某局"}):
        wrong = ask(subject=subject)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "malformed_subject"), wrong.text


def test_a_page_is_answered_by_the_same_rule(stage: Stage, register: Register) -> None:
    asked = QueryRequest(Purpose("社会救助审核", "SQ-1"), ["name"], subject={"reg_no": REG_NO})
    answer = calls.query(register.system.actor, register.resource.code, asked, now=timezone.now())
    assert getattr(answer, "record", None) == {"name": "某局"}


def test_a_key_declared_later_is_refused_until_its_index_stands(stage: Stage, query: Call) -> None:
    late = set_register(stage, declared=False)
    declared = {item.code: item.alternative for item in ITEMS}

    def told(subject: Any) -> tuple[int, str]:
        answer = query(late.path, late.system.headers, items=["name"], subject=subject).json()
        return answer.get("status", 200), answer.get("code", "") or answer["record"]["name"]

    assert told({"reg_no": REG_NO}) == (422, "malformed_subject")
    stage.cast.declare_keys(stage.police, stage.office, late.resource, **declared)
    assert told({"reg_no": REG_NO}) == (409, "alternative_not_ready")
    assert key_indexes.follow(timezone.now()) >= 1
    assert told({"reg_no": REG_NO}) == (200, "某局")
    assert "Index" in plan_of(late, "reg_no")
    stage.cast.declare_keys(stage.police, stage.office, late.resource)
    assert told({"reg_no": REG_NO}) == (422, "malformed_subject")
    key_indexes.follow(timezone.now())
    assert not KeyIndex.objects.filter(holding__resource=late.resource).exists()


def test_another_shape_of_the_table_has_the_index_at_once(stage: Stage, query: Call) -> None:
    from dataclasses import replace

    made = set_register(stage)
    stage.cast.revise(
        stage.police,
        stage.office,
        made.resource,
        lambda item: replace(item, type="string") if item.code == "capital" else item,
    )
    from tests.gateway.firms import FIRMS

    stage.cast.publish(stage.police, made.resource, FIRMS.replace("某局", "某厅"), stage.folder)
    answer = query(made.path, made.system.headers, items=["name"], subject={"reg_no": REG_NO})
    assert answer.json()["record"] == {"name": "某厅"}, answer.text
    holding = Holding.objects.get(resource=made.resource)
    assert KeyIndex.objects.filter(holding=holding, table=holding.table).count() == 2


def plan_of(register: Register, item: str) -> str:
    """How PostgreSQL finds a record, were the table long."""
    holding = Holding.objects.get(resource=register.resource)
    with connection.cursor() as cursor:
        cursor.execute("set enable_seqscan = off")
        cursor.execute(f"explain select 1 from hosted.{holding.table} t where left(t.{item}, 200) = '1'")
        told = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("reset enable_seqscan")
    assert set(ALL) >= {item}
    return told
