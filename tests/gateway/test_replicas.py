"""Long lists are answered by a replica beside PostgreSQL: nobody can tell by the answer, but for its speed (27.1, 27.2, 32.1)."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pyarrow as pa
import pytest
from django.db import connection
from django.test import Client

from tests.cast import Cast
from tests.conftest import Node
from tests.gateway.stage import DUTY, Stage
from tests.gateway.test_lists import column, stream, table_of
from tests.hosting.people import csv, number, person
from yishu.audit import subject_lists
from yishu.audit.models import Record, SubjectList
from yishu.audit.queries import Scope, get_record
from yishu.audit.record import subject_hash
from yishu.catalogue.models import Resource
from yishu.core.rows import row_rule
from yishu.core.text import MaskKind
from yishu.hosting.tables import table_name
from yishu.node.secrets import load_secrets
from yishu.sharing.rules import Limits

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("27.2")]
PURPOSE = {"duty": DUTY, "case": "SQ-1"}
ITEMS = ("id_number", "name", "birth_date", "residence_code")
MANY = 1000
FREE = Limits(misses=1_000_000)


class Population:
    """A resource of its own, of which there is a replica at the version of its first batch."""

    def __init__(self, gateway: Node, stage: Stage) -> None:
        self.gateway, self.stage = gateway, stage
        self.resource: Resource = stage.cast.resource(stage.police, stage.office)
        self.publish(*(person(n, residence="" if n == 9 else "330102") for n in range(1, 201)))
        said = {"purpose": PURPOSE, "items": ["name"]}
        many = stream({"subject": column([number(1)] * MANY)}, said)
        assert self.send(self.granted(), "query", many).status_code == 200
        self.table = table_name(self.resource.code, 1)
        replicas = Path(os.environ["YISHU_DIR"]) / "replicas"
        until = time.monotonic() + 30
        while not [each for each in replicas.glob(f"{self.table}.v*") if each.suffix != ".part"]:
            assert time.monotonic() < until, "no replica was written"
            time.sleep(0.05)

    def granted(self, **more: Any) -> Cast.System:
        system, bounds = self.stage.civil.system(), {"limits": FREE} | more.pop("bounds", {})
        given = {"systems": (system,), "items": ITEMS, "bounds": bounds} | more
        self.stage.cast.grant(self.stage.civil, self.stage.police, self.resource, **given)
        return system

    def publish(self, *lines: str, how: str = "upsert") -> None:
        self.stage.cast.publish(self.stage.police, self.resource, csv(*lines), self.stage.folder, how=how)

    def send(self, system: Cast.System, act: str, body: bytes | dict[str, Any]) -> httpx.Response:
        path, headers = self.gateway.url + self.stage.path(act, self.resource), dict(system.headers)
        if isinstance(body, dict):
            return httpx.post(path, json=body, headers=headers, timeout=60)
        headers["Content-Type"] = "application/vnd.apache.arrow.stream"
        return httpx.post(path, content=body, headers=headers, timeout=60)

    def query(self, system: Cast.System, *subjects: str) -> list[dict[str, Any]]:
        items = ["birth_date", "name", "residence_code"]
        body = stream({"subject": column(subjects)}, {"purpose": PURPOSE, "items": items})
        return table_of(self.send(system, "query", body)).to_pylist()

    def behind_its_back(self, statement: str) -> None:
        """Changes the table without making a version of it: whoever looks it up there sees it, a replica does not."""
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=f'hosted."{self.table}"'))


@pytest.fixture(scope="session")
def population(gateway: Node, stage: Stage) -> Population:
    return Population(gateway, stage)


def test_a_long_list_has_a_replica_written_that_answers_the_next(population: Population) -> None:
    population.behind_its_back("update {table} set name = '改过' where name = '人5'")
    system = population.granted()
    (told,) = population.query(system, number(5))
    assert told["name"] == "人5"
    single = population.send(system, "query", {"purpose": PURPOSE, "subject": number(5), "items": ["name"]})
    assert single.json()["record"]["name"] == "改过"


def test_what_was_published_a_moment_ago_is_in_the_answer(population: Population) -> None:
    system = population.granted()
    population.publish(person(10, "新名"), person(300))
    population.publish(person(11), how="delete")
    told = population.query(system, number(10), number(11), number(300), number(12))
    assert [each["name"] for each in told] == ["新名", None, "人300", "人12"]
    assert [each["found"] for each in told] == [True, False, True, True]
    body = stream({"subject": column([number(10)] * 2), "name": column(["新名", "人10"])}, {"purpose": PURPOSE})
    answer = population.send(system, "verify", body)
    assert table_of(answer)["name"].to_pylist() == ["match", "mismatch"]
    holding = population.resource.holding  # type: ignore[attr-defined]
    holding.refresh_from_db()
    assert answer.headers["yishu-version"] == str(holding.version)


@pytest.mark.clause("6.1")
@pytest.mark.clause("26.5")
@pytest.mark.parametrize(
    "bounds",
    [
        {},
        {"bounds": {"masks": {"name": MaskKind.NAME.value, "birth_date": MaskKind.HIDDEN.value}}},
        {"rows": row_rule("residence_code", ["33"], "prefix")},
        {"rows": row_rule("residence_code", ["110000"], "exact")},
        {"items": ("name", "birth_date"), "rows": row_rule("residence_code", ["330102"], "exact")},
    ],
)
def test_it_answers_as_single_calls_do(population: Population, bounds: dict[str, Any]) -> None:
    system = population.granted(**bounds)
    items = [item for item in bounds.get("items", ITEMS) if item != "id_number"]
    subjects = [number(9), number(700), f" {number(3)[:17]}{number(3)[17:].lower()}", number(4), number(9)]
    body = {"purpose": PURPOSE, "items": items, "subjects": subjects}
    single = population.send(system, "query", body)
    assert single.status_code == 200, single.text
    said = {"purpose": PURPOSE, "items": items}
    listed = table_of(population.send(system, "query", stream({"subject": column(subjects)}, said))).to_pylist()
    for alone, row in zip(single.json()["records"], listed, strict=True):
        assert alone["found"] == row.pop("found")
        values = {item: None if value is None else str(value) for item, value in row.items()}
        assert values == (alone["record"] or dict.fromkeys(items))
    claims = [{"name": "人9", "birth_date": "1990-03-07"}, {"name": "x"}, {"name": "人 3"}, {"name": "人4"}, {}]
    pairs = [{"subject": subject, "claims": claim} for subject, claim in zip(subjects, claims, strict=True)]
    single = population.send(system, "verify", {"purpose": PURPOSE, "subjects": pairs})
    columns = {"subject": column(subjects)} | {
        item: column([claim.get(item) for claim in claims], pa.string()) for item in ("name", "birth_date")
    }
    listed = table_of(population.send(system, "verify", stream(columns, {"purpose": PURPOSE}))).to_pylist()
    for alone, row in zip(single.json()["results"], listed, strict=True):
        assert alone["found"] == row.pop("found")
        assert alone["result"] == {item: verdict for item, verdict in row.items() if verdict is not None}


@pytest.mark.clause("30.1")
def test_guesses_and_misses_are_counted_of_it_as_of_any_call(population: Population) -> None:
    system = population.granted()

    def verify(subject: str, *names: str) -> httpx.Response:
        columns = {"subject": column([subject] * len(names)), "name": column(names)}
        return population.send(system, "verify", stream(columns, {"purpose": PURPOSE}))

    assert verify(number(20), *(f"猜{n}" for n in range(10))).status_code == 200
    refused = verify(number(20), "人20")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_wrong_claims")
    assert [error["field"] for error in refused.json()["errors"]] == ["subjects[0].claims.name"]
    assert verify(number(21), "人21").status_code == 200
    few = population.granted(bounds={"limits": Limits(misses=2)})
    columns = {"subject": column([number(n) for n in (801, 802, 803)])}
    refused = population.send(few, "query", stream(columns, {"purpose": PURPOSE, "items": ["name"]}))
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_misses")


def test_a_wrong_number_is_named_by_its_place(population: Population) -> None:
    subjects = [number(1)] * 5 + ["330102199003076014"]
    said = {"purpose": PURPOSE, "items": ["name"]}
    refused = population.send(population.granted(), "query", stream({"subject": column(subjects)}, said))
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, ["subjects[5]"])


@pytest.mark.clause("32.1")
def test_the_subjects_of_a_long_list_are_kept_sealed_and_hashed_afterwards(
    population: Population,
) -> None:
    subjects = [number(n % 200 + 1) for n in range(1500)]
    said = {"purpose": PURPOSE, "items": ["name"]}
    answer = population.send(population.granted(), "query", stream({"subject": column(subjects)}, said))
    as_json = population.send(population.granted(), "query", said | {"subjects": subjects})
    numbers = [each.partition(".")[0] for each in (answer.headers["yishu-receipt"], as_json.json()["receipt"])]
    for record in Record.objects.filter(pk__in=numbers):
        kept = SubjectList.objects.get(pk=record.pk)
        assert (bytes(record.subjects), json.loads(record.body)["detail"]["listed_subjects"]) == (b"", 1500)
        assert number(1).encode() not in bytes(kept.sealed)
        assert kept.hashes is None
    while subject_lists.expand(datetime.now(UTC)):
        pass
    secret = load_secrets(Path(os.environ["YISHU_DIR"])).subjects
    hashes = b"".join(subject_hash(secret, "resident_id", each) for each in subjects)
    found = SubjectList.objects.filter(pk__in=numbers).values_list("hashes", flat=True)
    assert [bytes(each) for each in found] == [hashes] * 2


@pytest.mark.clause("32.1")
def test_a_list_that_was_altered_is_found_out(population: Population, caplog: pytest.LogCaptureFixture) -> None:
    said = {"purpose": PURPOSE, "items": ["name"]}
    body = stream({"subject": column([number(1)] * 1001)}, said)
    receipt = population.send(population.granted(), "query", body).headers["yishu-receipt"]
    client = Client()
    client.force_login(population.stage.civil.person_a)
    page = client.get(f"/evidence/{receipt.partition('.')[0]}/").content.decode()
    assert "1001 个，以加密清单留存" in page
    assert "对象清单被改动" not in page
    seen = get_record(Scope("", (), everything=True), UUID(receipt.partition(".")[0]))
    kept = SubjectList.objects.get(pk=seen.record.id)
    assert subject_lists.is_whole(seen.record)
    kept.sealed = bytes(kept.sealed[:-1]) + bytes([bytes(kept.sealed)[-1] ^ 1])
    kept.save()
    assert "对象清单被改动" in client.get(f"/evidence/{seen.record.id}/").content.decode()
    assert not subject_lists.is_whole(seen.record)
    subject_lists.expand(datetime.now(UTC))
    assert "cannot be read" in caplog.text
    kept.refresh_from_db()
    assert bytes(kept.hashes) == b""
    kept.delete()
    assert not subject_lists.is_whole(seen.record)
