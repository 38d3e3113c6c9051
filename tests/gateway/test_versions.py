"""Versions of before over HTTP: in their own shape, as far as the grant and the entry in force still give them (26.5, 27.3)."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import httpx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.gateway.stage import DUTY, Stage
from tests.gateway.test_refusals import assert_refused
from yishu.audit.models import Record
from yishu.catalogue import commands as catalogue
from yishu.catalogue.drafting import draft_of
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.clause("27.3")
ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("name", "名称"),
    ItemDraft("amount", "金额"),
)


def next_entry(provider: Cast.Member, office: Cast.Member, resource: Resource, *items: ItemDraft) -> None:
    """A new version of the entry with other items comes into force."""
    resource.refresh_from_db()
    assert resource.current is not None
    now, draft = timezone.now(), replace(draft_of(resource.current), items=items)
    entry = catalogue.draft_new_version(provider.a, resource, draft, now=now)
    catalogue.submit_entry(provider.a, entry.pk, now=now)
    catalogue.sign_off(provider.b, entry.pk, scope="全部", now=now)
    catalogue.publish_entry(office.b, entry.pk, now=now)
    resource.refresh_from_db()


class Register:
    """A resource with a key, a name and an amount in text; CIVIL's system may copy and query the items."""

    def __init__(self, stage: Stage, http: httpx.Client, *items: str) -> None:
        self.stage, self.http = stage, http
        self.resource: Resource = stage.cast.resource(
            stage.police, stage.office, items=ITEMS, key_kind="plain", modes=("verify", "query", "bulk"), name="登记"
        )
        self.system = self.granted(*items)

    def granted(self, *items: str) -> Cast.System:
        system = self.stage.civil.system()
        wanted = items or ("code", "name", "amount")
        self.stage.cast.grant(self.stage.civil, self.stage.police, self.resource, systems=(system,), items=wanted)
        return system

    def publish(self, lines: str, how: str = "upsert", header: str = "code,name,amount") -> None:
        self.stage.cast.publish(self.stage.police, self.resource, f"{header}\n{lines}", self.stage.folder, how=how)

    def next_entry(self, *items: ItemDraft) -> None:
        next_entry(self.stage.police, self.stage.office, self.resource, *items)

    def ask(self, system: Cast.System | None = None, **parameters: Any) -> httpx.Response:
        headers = (system or self.system).headers
        return self.http.get(self.stage.path("bulk", self.resource), params=parameters, headers=headers)

    def rows(self, system: Cast.System | None = None, **parameters: Any) -> list[dict[str, str]]:
        answer = self.ask(system, **parameters)
        assert answer.status_code == 200, answer.text
        found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        return sorted(found, key=lambda row: row["code"])

    def query(self, *items: str) -> httpx.Response:
        body = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "items": list(items), "subject": "a"}
        return self.http.post(self.stage.path("query", self.resource), json=body, headers=self.system.headers)


@pytest.fixture
def register(stage: Stage, http: httpx.Client) -> Register:
    return Register(stage, http)


def values(answer: httpx.Response, form: str) -> list[list[str]]:
    if form == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    if form == "ndjson":
        return [list(json.loads(line).values()) for line in answer.text.splitlines()]
    if form == "parquet":
        return [list(row.values()) for row in pq.read_table(io.BytesIO(answer.content)).to_pylist()]
    if form == "arrow":
        return [list(row.values()) for row in pa.ipc.open_stream(answer.content).read_all().to_pylist()]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [list(map(str, row)) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow", "xlsx"])
def test_any_version_comes_in_every_format(register: Register, form: str) -> None:
    register.publish("a,甲,1\nb,乙,2\n")
    register.publish("a,改,1\nc,丙,3\n")
    register.publish("b\n", how="delete", header="code")
    then = {1: [["a", "甲", "1"], ["b", "乙", "2"]], 2: [["a", "改", "1"], ["b", "乙", "2"], ["c", "丙", "3"]]}
    then[3] = [["a", "改", "1"], ["c", "丙", "3"]]
    for version, rows in then.items():
        answer = register.ask(format=form, version=version)
        assert answer.status_code == 200, answer.text
        assert answer.headers["yishu-version"] == str(version)
        assert sorted(values(answer, form)) == rows
    assert register.ask(format=form, version=0).headers["yishu-version"] == "0"


def test_a_copy_of_a_version_is_on_record_with_it(register: Register) -> None:
    register.publish("a,甲,1\n")
    register.publish("b,乙,2\n")
    answer = register.ask(version=1)
    record = Record.objects.get(pk=answer.headers["yishu-receipt"].partition(".")[0])
    body = json.loads(record.body)
    assert (body["version"], body["found"], body["detail"]["asked_version"]) == (1, 1, 1)


def test_versions_that_cannot_be_given_are_refused_with_the_reason(register: Register) -> None:
    register.publish("a,甲,1\n")
    assert_refused(register.ask(version=2), 422, "since_ahead")
    both = register.ask(version=1, since=1)
    assert (both.status_code, both.json()["errors"][0]["rule"]) == (422, "one_of")
    assert register.ask(version="x").json()["errors"][0]["field"] == "version"


@pytest.mark.clause("20.1")
def test_an_item_of_another_type_is_read_as_it_was_then_and_as_it_is_now(register: Register) -> None:
    names_only = register.granted("code", "name")
    register.publish("a,甲,007\nb,乙,2\n")
    register.next_entry(*ITEMS[:2], replace(ITEMS[2], type="integer"))
    register.publish("c,丙,3\n")
    assert [row["amount"] for row in register.rows()] == ["7", "2", "3"]
    assert [row["amount"] for row in register.rows(version=1)] == ["007", "2"]
    assert [row["amount"] for row in register.rows(version=2)] == ["7", "2"]
    # What was said of an amount in text cannot be told in numbers; who has no amount follows on.
    answer = register.ask(since=1)
    assert_refused(answer, 410, "changes_expired")
    assert "2" in answer.json()["detail"]
    assert [row["amount"] for row in register.rows(since=2)] == ["3"]
    followed = register.rows(names_only, since=1)
    assert [(row["_change"], row["_version"], row["code"]) for row in followed] == [("insert", "3", "c")]


@pytest.mark.clause("26.5")
def test_a_grant_keeps_an_item_that_the_entry_dropped_in_the_versions_that_have_it(register: Register) -> None:
    register.publish("a,甲,1\n")
    register.next_entry(*ITEMS[:2])
    refused = register.query("name", "amount")
    assert_refused(refused, 410, "item_retired")
    assert "amount" in refused.json()["detail"]
    assert register.rows() == [{"code": "a", "name": "甲"}]
    assert register.rows(version=1) == [{"code": "a", "name": "甲", "amount": "1"}]
    register.publish("a,改\n", header="code,name")
    assert_refused(register.query("name", "amount"), 410, "item_retired")
    assert register.query("name").json()["record"] == {"name": "改"}
    assert register.rows() == [{"code": "a", "name": "改"}]
    assert register.rows(version=1) == [{"code": "a", "name": "甲", "amount": "1"}]
    assert [row["name"] for row in register.rows(since=1)] == ["改"]


@pytest.mark.clause("26.5")
@pytest.mark.parametrize("dropped_after", [False, True])
def test_what_an_entry_has_kept_from_sharing_since_stays_kept(register: Register, dropped_after: bool) -> None:
    """Be it that a later entry has it no more."""
    register.publish("a,甲,1\n")
    kept = replace(ITEMS[2], sharing="non_shared")
    register.next_entry(*ITEMS[:2], kept)
    if dropped_after:
        register.next_entry(*ITEMS[:2])
    assert register.rows(version=1) == [{"code": "a", "name": "甲"}]
    assert_refused(register.query("name", "amount"), 403, "item_not_granted")


@pytest.mark.clause("6.1")
def test_a_mask_of_any_entry_since_covers_its_item(register: Register, stage: Stage) -> None:
    register.publish("a,甲某,1\n")
    stage.cast.mask(stage.police, stage.office, register.resource, name="name")
    register.next_entry(ITEMS[0], ITEMS[2])
    register.publish("a,1\n", header="code,amount")
    (row,) = register.rows(version=1)
    assert row["name"] != "甲某"
    assert "*" in row["name"]
