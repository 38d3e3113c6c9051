"""Samples of the shape of data: well formed, the same each time, and nobody's (10)."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from yishu.catalogue.rules import ItemDraft
from yishu.core.identifiers import KeyKind, check
from yishu.hosting.invented.matching import matching
from yishu.hosting.invented.rules import invent
from yishu.hosting.tables import Column, Table, parse

KINDS = [kind for kind in KeyKind if kind is not KeyKind.PLAIN]
TYPED = ("integer", "decimal", "date", "datetime", "boolean")


@pytest.mark.parametrize("kind", KINDS)
def test_keys_have_right_check_digits_and_are_plainly_invented(kind: KeyKind) -> None:
    table = Table("", kind, (Column("id", "号码", "string", is_key=True),))
    numbers = [record["id"] for record in invent(table, {})]
    assert len(set(numbers)) == 5
    for number in numbers:
        assert check(kind, number, today=date(2026, 11, 28)) is None
        assert re.search("190001|D000000|999999|^3301", number)


def test_values_are_of_their_types_lengths_and_codes() -> None:
    columns = (
        Column("k", "编号", "string", is_key=True, length=4),
        Column("name", "姓名", "string", length=20),
        Column("sex", "性别", "string", codes=("1", "2")),
        *(Column(kind, kind, kind) for kind in TYPED),
    )
    records = invent(Table("", KeyKind.PLAIN, columns), {})
    assert [record["k"] for record in records] == ["示例1", "示例2", "示例3", "示例4", "示例5"]
    assert records[0]["name"] == "示例姓名1"
    assert [record["sex"] for record in records] == ["1", "2", "1", "2", "1"]
    assert [records[1][kind] for kind in TYPED] == ["2", "2.5", "1900-01-02", "1900-01-02T08:00:00+08:00", "否"]
    short = invent(Table("", KeyKind.PLAIN, (Column("k", "编号", "string", is_key=True, length=1),)), {})
    assert [record["k"] for record in short] == ["1", "2", "3", "4", "5"]


def test_a_geometry_is_one_that_could_be_published() -> None:
    column = Column("place", "位置", "geometry")
    records = invent(Table("", KeyKind.PLAIN, (Column("k", "编号", "string", is_key=True), column)), {})
    places = [parse(column, record["place"]) for record in records]
    assert len(set(places)) == 5
    assert all(str(place).startswith('{"type":"Point"') for place in places)


@pytest.mark.parametrize(
    "pattern",
    [r"[A-Z]{2}\d{6}", r"浙[A-H]·\d{5}", r"(公|私)字第\d+号", r"[^\d]{3}", r"1[3-9]\d{9}", r"\w+@\w+\.cn", ""],
)
def test_a_text_is_found_that_a_pattern_takes(pattern: str) -> None:
    for n in range(1, 6):
        found = matching(pattern, n)
        assert found is not None
        assert re.fullmatch(pattern, found)


def test_a_pattern_through_which_there_is_no_plain_way_is_left_out() -> None:
    assert matching(r"\p{Han}+", 1) is None
    assert matching(r"a(b", 1) is None


ITEMS = (
    ItemDraft("id_number", "公民身份号码", is_key=True, required=True, length=18, sensitivity="personal"),
    ItemDraft("plate", "号牌", length=8),
    ItemDraft("since", "登记日期", type="date"),
)


@pytest.mark.clause("8.1", "21.2")
def test_the_sample_stands_on_the_entry_is_downloaded_and_can_be_published(django_ready: str, tmp_path: Path) -> None:
    from yishu.hosting.models import Batch

    cast = Cast()
    office, police, civil = cast.agency("OFFICE", coordinator=True), cast.agency("POLICE"), cast.agency("CIVIL")
    resource = cast.resource(police, office, items=ITEMS)
    officer = signed_in(police.person_a)
    declared = officer.post(
        f"/api/v1/hosting/{resource.path_code}/rules",
        {"kind": "pattern", "items": ["plate"], "parameters": {"pattern": r"浙A\d{5}"}},
        content_type="application/json",
    )
    assert declared.status_code in (200, 201), declared.content.decode()
    client = signed_in(civil.person_a)
    page = client.get(f"/catalogue/{resource.path_code}/").content.decode()
    assert "示例，非真实数据" in page
    answer = client.get(f"/hosting/samples/{resource.path_code}/?format=csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [list(row) for row in rows] == [["id_number", "plate", "since"]] * 5
    assert all(re.fullmatch(r"浙A\d{5}", row["plate"]) for row in rows)
    assert rows[0]["id_number"] in page
    told = client.get(f"/hosting/samples/{resource.path_code}/?format=json").json()
    assert told["note"] == "示例，非真实数据"
    assert [record["id_number"] for record in told["records"]] == [row["id_number"] for row in rows]
    assert client.get(f"/hosting/samples/{resource.path_code}/?format=pdf").status_code == 422

    cast.publish(police, resource, text, tmp_path)  # every check of the entry and of the provider passes it
    batch = Batch.objects.get(holding__resource=resource)
    assert (batch.accepted, batch.quarantined) == (5, 0)


def test_who_has_not_logged_in_sees_open_items_only(django_ready: str) -> None:
    cast = Cast()
    office, police = cast.agency("OFFICE", coordinator=True), cast.agency("POLICE")
    items = (
        ItemDraft("code", "编号", is_key=True, required=True),
        ItemDraft("owner", "姓名", sensitivity="personal", openness="closed"),
    )
    resource = cast.resource(police, office, items=items, key_kind="plain", category="unrestricted", openness="open")
    address = f"/hosting/samples/{resource.path_code}/"
    assert Client().get(address).content.decode("utf-8-sig").splitlines()[0] == "code"
    assert signed_in(police.person_a).get(address).content.decode("utf-8-sig").splitlines()[0] == "code,owner"
    closed = cast.resource(police, office)
    assert Client().get(f"/hosting/samples/{closed.path_code}/").status_code == 404


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client
