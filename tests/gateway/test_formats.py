"""A copy is the same in every format: what the query answers, for whom it is granted, and it tells its length and digest where it is whole."""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.cmac import CMAC
from django.conf import settings
from django.utils import timezone

from tests.cast import PEOPLE_CSV
from tests.gateway.stage import DUTY, Stage
from tests.gateway.test_refusals import assert_refused
from tests.gateway.test_tracing import is_of, only_holder, published
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.core.rows import RowRule
from yishu.core.text import HIDDEN
from yishu.hosting.fingerprint import key_of
from yishu.hosting.row_names import NAMING_KEY
from yishu.sharing import commands as sharing

Download = Callable[..., httpx.Response]
Row = tuple[Any, ...]
ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("said", "原话"),
    ItemDraft("many", "数量", type="integer"),
    ItemDraft("rate", "比率", type="decimal"),
    ItemDraft("day", "日期", type="date"),
    ItemDraft("at", "时间", type="datetime"),
    ItemDraft("open", "开放", type="boolean"),
)
NAMES = tuple(item.code for item in ITEMS)
CODES = tuple(f"C{n}" for n in range(7))
FILE = """code,said,many,rate,day,at,open
C0,平常,7,1.50,2026-11-22,2026-11-22T01:30:00.25Z,是
C1,"他说""好"", \\ 然后
走了",-9007199254740993,0.10000000000000000000000000000000001,1900-01-01,1890-05-01T00:00:00Z,否
C2,=1+1,0,-12345678901234567890.5,0001-01-02,1999-12-31T23:59:59.999999+08:00,1
C3,,,,,,
C4,\ta\x01b\u2028c,1,0,2026-02-28,2026-11-22 09:30,0
C5,{"a":1},999999999999999999,3,9999-12-31,,
C6,null,,1000,,,true
"""
FORMS = ("csv", "ndjson", "parquet", "arrow")


@pytest.fixture(scope="module")
def typed(stage: Stage) -> Resource:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.publish(stage.police, made, FILE, stage.folder)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("query", "bulk"))
    return made


@pytest.fixture
def download(http: httpx.Client, stage: Stage) -> Download:
    def fetch(resource: Resource, form: str, headers: dict[str, str] | None = None, **more: str) -> httpx.Response:
        called = stage.civil_system.headers | (headers or {})
        answer = http.get(stage.path("bulk", resource), params={"format": form, **more}, headers=called)
        assert answer.status_code == 200, answer.text
        return answer

    return fetch


def said(form: str, content: bytes) -> list[dict[str, Any]]:
    """The rows by their own reader, values as this reader gives them."""
    if form == "csv":
        return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    if form == "ndjson":
        return [json.loads(line) for line in content.decode().split("\n")[:-1]]
    if form == "parquet":
        return pq.read_table(io.BytesIO(content)).to_pylist()
    return pa.ipc.open_stream(content).read_all().to_pylist()


def plain(row: dict[str, Any]) -> Row:
    """A row of the typed resource, whatever wrote it: as values of Python."""
    many, rate, day, at, is_open = (None if row[name] in ("", None) else row[name] for name in NAMES[2:])
    return (
        row["code"],
        row["said"] or None,
        many if many is None else int(many),
        rate if rate is None else Decimal(rate),
        date.fromisoformat(day) if isinstance(day, str) else day,
        (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(UTC) if at is not None else None,
        {"true": True, "false": False}.get(is_open, is_open) if isinstance(is_open, str) else is_open,
    )


@pytest.mark.clause("27.3")
def test_every_format_holds_the_rows_that_the_query_answers(
    http: httpx.Client, stage: Stage, typed: Resource, download: Download
) -> None:
    asked = {"purpose": {"duty": DUTY}, "subjects": list(CODES), "items": list(NAMES)}
    answer = http.post(stage.path("query", typed), json=asked, headers=stage.civil_system.headers)
    records = [one["record"] for one in answer.json()["records"]]
    expected = sorted(map(plain, records))
    assert [row[0] for row in expected] == list(CODES)
    for form in FORMS:
        assert sorted(map(plain, said(form, download(typed, form).content))) == expected, form
    # As JSON the two are alike in their types as well: only a fraction of a second may be written shorter.
    lines = {row["code"]: row for row in said("ndjson", download(typed, "ndjson").content)}
    for record in records:
        assert lines[record["code"]] | {"at": None} == record | {"at": None}
    assert lines["C1"]["rate"] == "0.10000000000000000000000000000000001"
    assert lines["C0"]["at"] == "2026-11-22T09:30:00.25+08:00"


@pytest.mark.clause("27.3")
def test_duckdb_reads_what_was_copied(typed: Resource, download: Download, tmp_path: Path) -> None:
    columns = "columns = {code: 'VARCHAR', said: 'VARCHAR', many: 'BIGINT', rate: 'VARCHAR', day: 'DATE', \"at\": 'TIMESTAMPTZ', open: 'BOOLEAN'}"
    readers = {
        "csv": f"read_csv('FILE', header = true, {columns})",
        "ndjson": f"read_json('FILE', format = 'newline_delimited', {columns})",
        "parquet": "'FILE'",
    }
    found = {}
    for form, reader in readers.items():
        file = tmp_path / f"copy.{form}"
        file.write_bytes(download(typed, form).content)
        query = f"select code, coalesce(said, ''), many, day, epoch_us(\"at\"), open from {reader.replace('FILE', str(file))} order by code"
        found[form] = duckdb.execute(query).fetchall()
    assert found["ndjson"] == found["parquet"] == found["csv"]
    assert len(found["parquet"]) == len(CODES)
    file = tmp_path / "copy.arrows"
    file.write_bytes(download(typed, "arrow").content)
    stream = pa.ipc.open_stream(pa.OSFile(str(file)))
    assert (
        stream.schema.field("rate").type == pa.string()
    )  # 20 digits before the point and 35 behind it are too many for any decimal
    assert duckdb.from_arrow(stream).aggregate("count(*), count(many), max(day)").fetchall() == [
        (7, 5, date(9999, 12, 31))
    ]


@pytest.mark.clause("26.5", "27.2", "27.3")
def test_items_rows_and_masks_of_a_grant_hold_in_every_format_and_so_does_its_end(
    http: httpx.Client, stage: Stage, download: Download
) -> None:
    made = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
    grant = stage.cast.grant(
        stage.civil,
        stage.police,
        made,
        systems=(stage.civil_system,),
        items=("id_number", "name", "residence_code"),
        rows=RowRule("residence_code", ("330106",)),
        modes=("bulk",),
    )
    stage.cast.mask(stage.police, stage.office, made, name="name", residence_code="hidden")
    stage.cast.publish(stage.police, made, PEOPLE_CSV.replace("孙三", "周三"), stage.folder)
    row = {"id_number": "330102199003076058", "name": "周*", "residence_code": HIDDEN}
    for form in FORMS:
        assert said(form, download(made, form).content) == [row], form
        [changed] = said(form, download(made, form, since="1").content)
        version = "2" if form == "csv" else 2
        assert changed == {"_change": "update", "_version": version} | row, form
        assert said(form, download(made, form, since="2").content) == []
    schema = pa.ipc.open_stream(download(made, "arrow").content).schema
    assert schema.field("name").metadata == {b"yishu.mask": b"name"}
    assert schema.metadata[b"yishu.agency"] == stage.civil.agency.code.encode()
    sharing.withdraw_grant(stage.police.b, str(grant.pk), reason="核查", now=timezone.now())
    for form in (*FORMS, "xlsx"):
        path, headers = stage.path("bulk", made), stage.civil_system.headers
        assert_refused(http.get(path, params={"format": form}, headers=headers), 403, "no_grant")


@pytest.mark.clause("20.2")
@pytest.mark.parametrize("form", ["ndjson", "arrow"])
def test_json_lines_and_streams_are_traced_to_their_holder(
    form: str, stage: Stage, download: Download, tmp_path: Path
) -> None:
    made = published(stage, 1500)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("bulk",))
    answer = download(made, form)
    file = tmp_path / "leaked"
    rows = said(form, answer.content)[900:1400:3]  # an extract, without its label
    if form == "ndjson":
        file.write_text("".join(json.dumps({"x": 1} | row, default=str) + "\n" for row in rows))
    else:
        table = pa.Table.from_pylist(rows)
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    holder = only_holder(file, made)
    assert is_of(holder, answer, stage.civil, stage.civil_system)
    assert (holder["labelled"], holder["chance"] < -20) == (False, True)
    file.write_bytes(answer.content)
    assert only_holder(file, made)["labelled"] is (form == "arrow")


@pytest.mark.clause("20.2")
def test_every_format_stands_in_the_order_of_its_receipt(stage: Stage, download: Download) -> None:
    """By blocks of 1024 rows, in the order that AES gives to their names."""
    made = published(stage, 2500)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("bulk",))
    for form in FORMS:
        answer = download(made, form)
        key = key_of(settings.YISHU_SECRETS.subjects, answer.headers["yishu-receipt"])
        cipher = Cipher(AES(key), ECB())
        codes = [row["code"] for row in said(form, answer.content)]
        assert len(codes) == 2500
        for first in range(0, 2500, 1024):
            block = codes[first : first + 1024]
            places = [cipher.encryptor().update(_name(code)) for code in block]
            assert places == sorted(places), form


def _name(code: str) -> bytes:
    mac = CMAC(AES(NAMING_KEY))
    mac.update(code.encode() + b"\x1f")
    return mac.finalize()


@pytest.mark.clause("27.3")
def test_what_is_whole_before_it_leaves_tells_its_length_and_digest(
    http: httpx.Client, stage: Stage, typed: Resource, download: Download
) -> None:
    def is_told(answer: httpx.Response) -> bool:
        told = answer.headers.get("content-length"), answer.headers.get("repr-digest")
        digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
        assert told in ((None, None), (str(len(answer.content)), f"sha-256=:{digest}:"))
        return told != (None, None)

    for form in (*FORMS, "xlsx"):
        assert is_told(download(typed, form)) is (form in ("parquet", "xlsx")), form
        for wanted in ("sha-256=1", "sha-512=3, sha-256=10"):
            assert is_told(download(typed, form, {"Want-Repr-Digest": wanted})), form
    assert is_told(download(typed, "csv", {"Want-Repr-Digest": "sha-256=3"}, since="0"))
    for unwanted in ("sha-256=0", "sha-512=1", "x-sha-256=1"):
        assert not is_told(download(typed, "csv", {"Want-Repr-Digest": unwanted}))
    head = http.head(stage.path("bulk", typed), params={"format": "parquet"}, headers=stage.civil_system.headers)
    assert (head.status_code, head.headers["content-type"]) == (200, "application/vnd.apache.parquet")
    assert not {"repr-digest", "content-length"} & set(head.headers)


def test_a_copy_says_what_it_is(download: Download, typed: Resource) -> None:
    known = {
        "csv": ("text/csv; charset=utf-8", "csv"),
        "ndjson": ("application/x-ndjson", "ndjson"),
        "parquet": ("application/vnd.apache.parquet", "parquet"),
        "arrow": ("application/vnd.apache.arrow.stream", "arrows"),
    }
    for form, (media_type, suffix) in known.items():
        answer = download(typed, form)
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-disposition"].endswith(f".v1.{suffix}")
