"""Lists of up to 100 000 subjects, as JSON and as Arrow: the same call, one record (27.1, 27.2, 32.1)."""

import io
import json
import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import httpx
import pyarrow as pa
import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage
from yishu.audit.models import Record
from yishu.core.text import MaskKind
from yishu.sharing.rules import Limits

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("27.2")]
ARROW = "application/vnd.apache.arrow.stream"
PURPOSE = {"duty": DUTY, "case": "SQ-1"}
ITEMS = ("id_number", "name", "birth_date", "residence_code")


def granted(stage: Stage, **bounds: Any) -> Cast.System:
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=ITEMS, bounds=bounds)
    return system


def stream(columns: dict[str, Any], said: dict[str, Any] | None, **options: Any) -> bytes:
    table = pa.table(columns)
    if said is not None:
        table = table.replace_schema_metadata({"yishu": json.dumps(said)})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=1000)
    return sink.getvalue()


def sent(node: Node, stage: Stage, system: Cast.System, act: str, body: bytes) -> httpx.Response:
    headers = system.headers | {"Content-Type": ARROW}
    return httpx.post(node.url + stage.path(act), content=body, headers=headers, timeout=60)


def table_of(answer: httpx.Response) -> pa.Table:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == ARROW
    return pa.ipc.open_stream(answer.content).read_all()


def column(values: Iterable[Any], kind: pa.DataType | None = None) -> pa.Array:
    return pa.array(list(values), kind)


def test_claims_are_verified_row_by_row_with_one_record(gateway: Node, stage: Stage) -> None:
    system = granted(stage)
    columns = {
        "subject": column([KNOWN, ABSENT, KNOWN, NO_RESIDENCE]),
        "name": column(["赵一", "赵一", "钱二", None]).dictionary_encode(),
        "birth_date": column([date(1990, 3, 7), None, None, date(1800, 1, 1)]),
        "residence_code": column([None, None, None, "330102"]),
    }
    answer = sent(gateway, stage, system, "verify", stream(columns, {"purpose": PURPOSE}))
    told = table_of(answer)
    assert told.to_pydict() == {
        "found": [True, False, True, True],
        "name": ["match", None, "mismatch", None],
        "birth_date": ["match", None, None, "mismatch"],
        "residence_code": [None, None, None, "empty"],
    }
    facts = {name.decode(): value.decode() for name, value in told.schema.metadata.items()}
    receipt = answer.headers["yishu-receipt"]
    assert facts == {"yishu.version": answer.headers["yishu-version"], "yishu.receipt": receipt}
    record = Record.objects.get(pk=receipt.partition(".")[0])
    body = json.loads(record.body)
    assert (record.actor, record.outcome, len(record.subjects), body["found"]) == (system.actor.ref, "allowed", 64, 3)
    assert sorted(body["items"]) == sorted(ITEMS[1:])


def test_items_are_queried_in_their_types(gateway: Node, stage: Stage) -> None:
    system = granted(stage, masks={"name": MaskKind.NAME.value})
    said = {"purpose": PURPOSE, "items": ["birth_date", "name", "residence_code"]}
    body = stream({"subject": column([ABSENT, KNOWN, NO_RESIDENCE], pa.large_string())}, said)
    told = table_of(sent(gateway, stage, system, "query", body))
    assert told.schema.field("birth_date").type == pa.date32()
    assert told.column_names == ["found", "birth_date", "name", "residence_code"]
    first, second, third = told.to_pylist()
    assert first == {"found": False, "birth_date": None, "name": None, "residence_code": None}
    assert (second["birth_date"], second["name"]) == (date(1990, 3, 7), "赵*")
    assert third["residence_code"] is None


def test_json_takes_as_many_in_the_same_order(gateway: Node, stage: Stage) -> None:
    system = granted(stage, limits=Limits(misses=1_000_000))
    subjects = [(KNOWN, ABSENT, NO_RESIDENCE)[n % 3] for n in range(100_000)]
    body = {"purpose": PURPOSE, "items": ["name"], "subjects": subjects}
    answer = httpx.post(gateway.url + stage.path("query"), json=body, headers=system.headers, timeout=60)
    assert answer.status_code == 200
    records = answer.json()["records"]
    assert [each["found"] for each in records] == [subject != ABSENT for subject in subjects]
    assert answer.headers["yishu-receipt"] == answer.json()["receipt"]
    said = {"purpose": PURPOSE, "items": ["name"]}
    told = table_of(sent(gateway, stage, system, "query", stream({"subject": column(subjects)}, said)))
    assert told["name"].to_pylist() == [(each["record"] or {}).get("name") for each in records]
    body["subjects"] = [*subjects, KNOWN]
    refused = httpx.post(gateway.url + stage.path("query"), json=body, headers=system.headers, timeout=60)
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_subjects")
    refused = sent(gateway, stage, system, "query", stream({"subject": column([*subjects, KNOWN])}, said))
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_subjects")


def test_a_long_list_of_claims_in_json(gateway: Node, stage: Stage) -> None:
    system = granted(stage)
    subjects = [{"subject": KNOWN, "claims": {"name": "赵一", "birth_date": "19900307"}}] * 4000
    body = {"purpose": PURPOSE, "subjects": subjects}
    answer = httpx.post(gateway.url + stage.path("verify"), json=body, headers=system.headers, timeout=60)
    expected = {"found": True, "result": {"name": "match", "birth_date": "match"}}
    assert answer.json()["results"] == [expected] * 4000


@pytest.mark.clause("26.5")
def test_a_list_is_held_against_the_grant_like_any_call(gateway: Node, stage: Stage) -> None:
    subjects = {"subject": column([KNOWN] * 3)}
    few = granted(stage, limits=Limits(batch=2))
    refused = sent(gateway, stage, few, "query", stream(subjects, {"purpose": PURPOSE, "items": ["name"]}))
    assert (refused.status_code, refused.json()["code"]) == (422, "batch_too_large")
    said = {"purpose": {"duty": "别的事项", "case": "1"}, "items": ["name"]}
    refused = sent(gateway, stage, few, "query", stream(subjects, said))
    assert (refused.status_code, refused.json()["code"]) == (403, "purpose_not_granted")
    assert Record.objects.get(pk=refused.json()["receipt"].partition(".")[0]).outcome == "denied"
    claims = subjects | {"height": column(["1"] * 3)}
    refused = sent(gateway, stage, granted(stage), "verify", stream(claims, {"purpose": PURPOSE}))
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_item")
    bounded = granted(stage, limits=Limits(misses=2))
    absent = stream({"subject": column([ABSENT] * 3)}, {"purpose": PURPOSE, "items": ["name"]})
    refused = sent(gateway, stage, bounded, "query", absent)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_misses")


GOOD = {"purpose": PURPOSE, "items": ["name"]}
ONE = {"subject": pa.array([KNOWN])}


@pytest.mark.parametrize(
    ("act", "columns", "said", "field"),
    [
        ("query", ONE, None, "metadata.yishu"),
        ("query", ONE, {"items": ["name"]}, "metadata.yishu"),
        ("query", ONE, {**GOOD, "item": 1}, "metadata.yishu"),
        ("query", {"id": pa.array([KNOWN])}, GOOD, "subject"),
        ("query", {**ONE, "name": pa.array(["x"])}, GOOD, "name"),
        ("query", ONE, {"purpose": PURPOSE}, "items"),
        ("query", {"subject": pa.array([], pa.string())}, GOOD, "subjects"),
        ("query", {"subject": pa.array([KNOWN, None])}, GOOD, "subjects[1]"),
        ("query", {"subject": pa.array([KNOWN, "12"])}, GOOD, "subjects[1]"),
        ("query", {"subject": pa.array([{"number": KNOWN}])}, GOOD, "subjects[0]"),
        ("verify", {**ONE, "name": pa.array(["x"])}, GOOD, "items"),
        ("verify", ONE, {"purpose": PURPOSE}, None),
        ("verify", {**ONE, "Name ": pa.array(["x"])}, {"purpose": PURPOSE}, "claims"),
    ],
)
def test_what_is_wrong_is_named(
    gateway: Node, stage: Stage, act: str, columns: dict[str, Any], said: dict[str, Any] | None, field: str | None
) -> None:
    answer = sent(gateway, stage, stage.civil_system, act, stream(columns, said))
    if field is None:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert KNOWN not in answer.text


def test_a_column_that_is_there_twice_is_refused(gateway: Node, stage: Stage) -> None:
    table = pa.Table.from_arrays([pa.array([KNOWN])] * 2, names=["subject"] * 2)
    table = table.replace_schema_metadata({"yishu": json.dumps(GOOD)})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    answer = sent(gateway, stage, stage.civil_system, "query", sink.getvalue())
    assert [error["rule"] for error in answer.json()["errors"]] == ["once"]


@pytest.mark.parametrize("cut", [0, 1, 7, 100, -20])
def test_no_arrow_or_half_of_it_is_refused(gateway: Node, stage: Stage, cut: int) -> None:
    body = stream(ONE, GOOD)
    answer = sent(gateway, stage, stage.civil_system, "query", body[:cut] if cut else b'{"purpose": 1}')
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_arrow")


def test_streams_that_lie_are_refused_and_harm_nobody(gateway: Node, stage: Stage) -> None:
    chance, system = random.Random(27), granted(stage, limits=Limits(misses=1_000_000))
    texts = {"subject": column([KNOWN, ABSENT] * 50), "name": column(["赵一", None] * 50).dictionary_encode()}
    bodies = [stream(texts, {"purpose": PURPOSE}), stream(texts, {"purpose": PURPOSE}, compression="zstd")]
    seen = set()
    for n in range(150):
        body = bytearray(bodies[n % 2])
        for _ in range(chance.choice((1, 1, 3, 20))):
            body[chance.randrange(len(body))] = chance.randrange(256)
        seen.add(sent(gateway, stage, system, "verify", bytes(body)).status_code)
    assert seen <= {200, 400, 403, 413, 422, 429}
    assert len(seen) > 1
    assert sent(gateway, stage, granted(stage), "verify", bodies[1]).status_code == 200


def test_a_type_that_nobody_reads_is_refused(gateway: Node, stage: Stage) -> None:
    """Intervals of months: pyarrow reads the stream, and has no class for its values. It writes none either: their unit is made of another."""
    body = stream({"subject": pa.array([pa.MonthDayNano([1, 2, 3])])}, {"purpose": PURPOSE})
    before, unit = b"\x08\x00\x06\x00\x06\x00" + bytes(4), b"\x02\x00"
    assert body.count(before + unit) == 1
    answer = sent(gateway, stage, stage.civil_system, "query", body.replace(before + unit, before + bytes(2)))
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_arrow")


def test_a_stream_that_unpacks_to_gigabytes_is_refused_before_it_does(gateway: Node, stage: Stage) -> None:
    wide = {"subject": column([KNOWN]), "name": column(["x" * 300_000_000])}
    plain = {"subject": column([KNOWN] * 3), "name": column(["赵一"] * 3).dictionary_encode()}
    dictionary = {"subject": column([KNOWN]), "name": column(["x" * 300_000_000]).dictionary_encode()}
    for columns, compression, status in ((wide, "zstd", 413), (dictionary, "lz4", 413), (plain, "lz4", 200)):
        body = stream(columns, {"purpose": PURPOSE}, compression=compression)
        assert len(body) < 2_000_000
        answer = sent(gateway, stage, stage.civil_system, "verify", body)
        assert answer.status_code == status, answer.text
        if status == 413:
            assert answer.json()["code"] == "unpacks_too_large"


def test_a_stream_beyond_the_limit_is_too_large(gateway: Node, stage: Stage) -> None:
    answer = sent(gateway, stage, stage.civil_system, "verify", b"x" * (64 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_other_types_are_told_what_the_path_takes(gateway: Node, stage: Stage) -> None:
    headers = stage.civil_system.headers | {"Content-Type": "text/csv"}
    answer = httpx.post(gateway.url + stage.path("query"), content=b"x", headers=headers)
    assert answer.status_code == 415
    assert ARROW in answer.json()["detail"]
