"""Verify and query over the client, one subject, many, and tables: the answers that the node gives (27.1, 27.2)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tests.conftest import Node
from tests.gateway.places.test_by_place import FILE, ITEMS
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.client import Client, Place, Refused

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("27.2")]
FOR: dict[str, Any] = {"duty": DUTY, "case": "SQ-1"}


def actor_of(receipt: str) -> str:
    return Record.objects.get(pk=receipt.partition(".")[0]).actor


def test_one_subject_is_verified(yishu: Any, stage: Stage) -> None:
    claims = {"name": "赵一", "birth_date": date(1990, 3, 8)}
    person = yishu.verify(stage.resource.path_code, KNOWN, claims, **FOR)
    assert (person.found, person.result) == (True, {"name": "match", "birth_date": "mismatch"})
    assert person.version == 1
    assert actor_of(person.receipt) == stage.civil_system.actor.ref
    nobody = yishu.verify(stage.resource.code, ABSENT, claims, **FOR, grant=str(stage.grant.pk))
    assert (nobody.found, nobody.result) == (False, {})


def test_one_subject_is_queried(yishu: Any, stage: Stage) -> None:
    person = yishu.query(stage.resource.code, KNOWN, ["name", "birth_date"], **FOR)
    assert person.record == {"name": "赵一", "birth_date": "1990-03-07"}
    assert yishu.query(stage.resource.code, ABSENT, ["name"], **FOR).record is None
    typed = yishu.query(stage.resource.code, {"type": "111", "value": KNOWN}, ["name"], **FOR)
    assert typed.found


def test_many_are_answered_in_their_order_with_one_record(yishu: Any, stage: Stage) -> None:
    claimed = [(KNOWN, {"name": "赵一"}), (ABSENT, {"name": "赵一"}), (NO_RESIDENCE, {"residence_code": "330102"})]
    told = yishu.verify_many(stage.resource.code, claimed, **FOR)
    assert [(each.found, each.result) for each in told.results] == [
        (True, {"name": "match"}),
        (False, {}),
        (True, {"residence_code": "empty"}),
    ]
    assert actor_of(told.receipt) == stage.civil_system.actor.ref
    records = yishu.query_many(stage.resource.code, iter([ABSENT, KNOWN]), ["name"], **FOR).records
    assert [each.record for each in records] == [None, {"name": "赵一"}]


def test_tables_go_in_and_come_out(yishu: Any, stage: Stage) -> None:
    table = pa.table({"subject": [KNOWN, ABSENT], "name": ["钱二", None], "birth_date": [date(1990, 3, 7), None]})
    told = yishu.verify_table(stage.resource.code, table, **FOR)
    assert told.table.to_pydict() == {"found": [True, False], "name": ["mismatch", None], "birth_date": ["match", None]}
    assert (told.version, actor_of(told.receipt)) == (1, stage.civil_system.actor.ref)
    asked = pa.table({"subject": [ABSENT, KNOWN] * 2000})
    told = yishu.query_table(stage.resource.code, asked, ["birth_date", "name"], **FOR)
    assert told.table.num_rows == 4000
    assert told.table.slice(0, 2).to_pylist() == [
        {"found": False, "birth_date": None, "name": None},
        {"found": True, "birth_date": date(1990, 3, 7), "name": "赵一"},
    ]


def test_a_table_without_subjects_is_refused_before_it_is_sent(yishu: Any, stage: Stage) -> None:
    with pytest.raises(Refused) as caught:
        yishu.query_table(stage.resource.code, pa.table({"id": [KNOWN]}), ["name"], **FOR)
    assert caught.value.code == "client_content_unclear"


@pytest.fixture(scope="module")
def places(stage: Stage) -> Resource:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.publish(stage.police, made, FILE, stage.folder)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("query",))
    return made


def test_what_lies_at_a_place_comes_page_by_page(yishu: Any, places: Resource) -> None:
    box = Place(bbox=(119.0, 29.0, 121.0, 31.0), limit=1)
    pages = list(yishu.query_place_pages(places.code, box, ["code"], duty=DUTY))
    found = [each.record["code"] for page in pages for each in page.records]
    assert found == ["A", "B", "C"]
    assert len({page.receipt for page in pages}) == len(pages) >= 3
    second = yishu.query_place(places.code, box, ["code"], duty=DUTY, after=pages[0].next)
    assert second.records == pages[1].records
    near = Place(point=(120.1, 30.1), distance=100)
    records = yishu.query_place(places.code, near, ["name"], duty=DUTY).records
    assert [each.record for each in records] == [{"name": "西湖"}, {"name": "站点"}]


def test_threads_share_a_client(stage: Stage, node: Node) -> None:
    with Client(node.url, key=stage.civil_system.key, connections=4) as yishu, ThreadPoolExecutor(8) as threads:

        def ask(n: int) -> bool:
            return yishu.query(stage.resource.code, KNOWN if n % 2 else ABSENT, ["name"], **FOR).found

        assert list(threads.map(ask, range(80))) == [bool(n % 2) for n in range(80)]


def test_references_stand_for_values_until_they_are_resolved(yishu: Any, stage: Stage) -> None:
    given = yishu.refer(stage.resource.code, KNOWN, ["name", "birth_date"], **FOR)
    references = [given.record[item].reference for item in ("birth_date", "name")]
    told = yishu.resolve(stage.resource.code, references, **FOR)
    assert [(each.found, each.item, each.value) for each in told.values] == [
        (True, "birth_date", "1990-03-07"),
        (True, "name", "赵一"),
    ]
    with pytest.raises(Refused) as refused:
        yishu.resolve(stage.resource.code, ["no reference"], **FOR)
    assert refused.value.code == "unknown_reference"
