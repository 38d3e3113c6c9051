"""A leaked copy is traced to its holder, by the order of its rows and by what its format says (20.2)."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.commands import run_here
from tests.conftest import ROOT
from tests.gateway.stage import Stage
from tests.operations.people import warden
from yishu.agencies.models import Role
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft

ROWS = 3000  # of several blocks
ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("name", "名称"),
    ItemDraft("rate", "比率", type="decimal"),
    ItemDraft("day", "日期", type="date"),
    ItemDraft("at", "时间", type="datetime"),
)
Row = dict[str, str]
Download = Callable[..., httpx.Response]


def published(stage: Stage, count: int, first: int = 0) -> Resource:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    lines = (
        f"C{n:06d},名{n},{n / 8},2026-01-{n % 28 + 1:02d},2026-11-22T{n % 24:02d}:{n % 60:02d}:00.25+08:00"
        for n in range(first, first + count)
    )
    stage.cast.publish(stage.police, made, "code,name,rate,day,at\n" + "\n".join(lines) + "\n", stage.folder)
    return made


@pytest.fixture(scope="module")
def shared(stage: Stage) -> Resource:
    """A register that CIVIL and FORESTRY may both copy."""
    made = published(stage, ROWS)
    for member, system in ((stage.civil, stage.civil_system), (stage.forestry, stage.forestry_system)):
        stage.cast.grant(member, stage.police, made, systems=(system,), modes=("bulk",))
    return made


@pytest.fixture(scope="module")
def keyless(stage: Stage, shared: Resource) -> Cast.System:
    """A system of OFFICE that may copy all items but the key."""
    system, items = stage.office.system(), ("name", "rate", "day", "at")
    stage.cast.grant(stage.office, stage.police, shared, systems=(system,), items=items, modes=("bulk",))
    return system


def traced(file: Path, resource: Resource) -> Any:
    """`yishu copies trace`; its exit code says whether a holder was found."""
    done = run_here("copies", "trace", str(file), "--resource", resource.code, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["holders"] else 1), done.stderr
    return told


def only_holder(file: Path, resource: Resource) -> Any:
    [holder] = traced(file, resource)["holders"]
    return holder


def rows_of(answer: httpx.Response) -> list[Row]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def save(path: Path, rows: list[Row], *, encoding: str = "utf-8", **dialect: Any) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), **dialect)
        writer.writeheader()
        writer.writerows(rows)
    return path


def is_of(holder: Any, answer: httpx.Response, member: Cast.Member, system: Cast.System) -> bool:
    named = (holder["receipt"], holder["agency"], holder["agency_name"], holder["system"])
    return named == (answer.headers["yishu-receipt"], member.agency.code, member.agency.name, system.system.name)


@pytest.mark.clause("20.2")
def test_each_of_two_agencies_files_is_traced_to_its_holder(
    stage: Stage, shared: Resource, download: Download, tmp_path: Path
) -> None:
    copies = [
        (stage.civil, stage.civil_system, download(shared, stage.civil_system)),
        (stage.forestry, stage.forestry_system, download(shared, stage.forestry_system)),
    ]
    for member, system, answer in copies:
        file = tmp_path / "leaked.csv"
        file.write_bytes(answer.content)
        holder = only_holder(file, shared)
        assert is_of(holder, answer, member, system)
        assert (holder["chance"] < -100, holder["labelled"]) == (True, False)
        kept = [row for row in rows_of(answer) if random.random() > 1 / 3]
        assert len(kept) < ROWS * 0.75
        assert is_of(only_holder(save(file, kept), shared), answer, member, system)
        quoted = save(tmp_path / "quoted.csv", kept, quoting=csv.QUOTE_ALL)
        semicolons = save(tmp_path / "semicolons.txt", kept, delimiter=";")
        tabs = save(tmp_path / "tabs.txt", kept, encoding="gb18030", delimiter="\t")
        for again in (quoted, semicolons, tabs):
            assert is_of(only_holder(again, shared), answer, member, system)
    record = Record.objects.filter(action="copy:traced", resource=shared.code).latest("id")
    assert json.loads(record.body)["detail"]["receipts"] == [copies[1][2].headers["yishu-receipt"]]


@pytest.mark.clause("20.2")
def test_values_are_as_they_were_published_and_only_their_order_differs(
    stage: Stage, shared: Resource, download: Download
) -> None:
    first, second = (download(shared, stage.civil_system).text.splitlines() for _ in range(2))
    assert first[0] == second[0] == "code,name,rate,day,at"
    assert first != second
    assert sorted(first) == sorted(second)
    by_code = {line.partition(",")[0]: line for line in first}
    assert len(by_code) == ROWS + 1
    assert by_code["C000009"] == "C000009,名9,1.125,2026-01-10,2026-11-22T09:09:00.25+08:00"


@pytest.mark.clause("20.2")
def test_an_extract_of_some_rows_and_items_saved_by_another_program_is_traced(
    stage: Stage, shared: Resource, keyless: Cast.System, download: Download, tmp_path: Path
) -> None:
    """Without its label, and with the columns in another order."""
    answer = download(shared, stage.civil_system, format="parquet")
    table = pq.read_table(io.BytesIO(answer.content)).select(["day", "code"]).slice(700, 60)
    plain = tmp_path / "plain.parquet"
    pq.write_table(table.replace_schema_metadata(None), plain)
    holder = only_holder(plain, shared)
    assert is_of(holder, answer, stage.civil, stage.civil_system)
    assert not holder["labelled"]
    answer = download(shared, keyless, format="xlsx")
    file = tmp_path / "keyless.csv"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["data"]
    header, *rows = sheet.iter_rows(values_only=True)
    shown = [{str(name): str(value) for name, value in zip(header, row, strict=True)} for row in rows[100:200]]
    assert is_of(only_holder(save(file, shown), shared), answer, stage.office, keyless)
    lacking = traced(save(file, [{"name": row["name"]} for row in shown]), shared)
    assert (lacking["holders"], lacking["lacking"]) == ([], ["at", "code", "day", "rate"])


@pytest.mark.clause("20.2")
@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_where_the_format_has_room_the_file_names_its_holder(
    form: str, stage: Stage, shared: Resource, download: Download, tmp_path: Path
) -> None:
    answer = download(shared, stage.civil_system, format=form)
    receipt = answer.headers["yishu-receipt"]
    file = tmp_path / f"copy.{form}"
    file.write_bytes(answer.content)
    if form == "parquet":
        facts = pq.read_schema(file).metadata
        assert facts[b"yishu.receipt"] == receipt.encode()
        assert facts[b"yishu.agency"] == stage.civil.agency.code.encode()
        # Sorted, its order says nothing any more; its label does.
        pq.write_table(pq.read_table(file).sort_by("code"), file)
    else:
        properties = openpyxl.load_workbook(file).properties
        assert properties.identifier == receipt
        facts = json.loads(properties.description)
        assert (facts["agency"], facts["caller"]) == (stage.civil.agency.code, stage.civil_system.system.name)
    holder = only_holder(file, shared)
    assert is_of(holder, answer, stage.civil, stage.civil_system)
    assert (holder["labelled"], holder["chance"] is None) == (True, form == "parquet")


@pytest.mark.clause("20.2")
def test_a_label_put_on_another_agencys_copy_does_not_hide_its_holder(
    stage: Stage, shared: Resource, download: Download, tmp_path: Path
) -> None:
    theirs = download(shared, stage.forestry_system, format="parquet")
    mine = download(shared, stage.civil_system, format="parquet")
    blamed = pq.read_schema(io.BytesIO(theirs.content)).metadata
    file = tmp_path / "relabelled.parquet"
    pq.write_table(pq.read_table(io.BytesIO(mine.content)).replace_schema_metadata(blamed), file)
    by_order, by_label = traced(file, shared)["holders"]
    assert is_of(by_order, mine, stage.civil, stage.civil_system)
    assert (by_order["labelled"], by_label["labelled"]) == (False, True)
    assert by_label["chance"] is None


@pytest.mark.long
@pytest.mark.clause("20.2")
def test_an_unrelated_file_is_attributed_to_nobody(
    stage: Stage, shared: Resource, download: Download, tmp_path: Path
) -> None:
    answer = download(shared, stage.civil_system)
    rows = rows_of(answer)
    for _ in range(3):
        random.shuffle(rows)
        told = traced(save(tmp_path / "shuffled.csv", rows), shared)
        assert (told["holders"], told["rows"], told["compared"]) == ([], ROWS, 46 * 64 + 56)
    rows.sort(key=lambda row: row["code"])
    assert traced(save(tmp_path / "sorted.csv", rows), shared)["holders"] == []
    # Of another resource, a copy like this one, also where it bears this one's name.
    other = published(stage, 500)
    stage.cast.grant(stage.civil, stage.police, other, systems=(stage.civil_system,), modes=("bulk",))
    file = tmp_path / "other.csv"
    file.write_bytes(download(other, stage.civil_system).content)
    assert only_holder(file, other)["agency"] == stage.civil.agency.code
    assert traced(file, shared)["holders"] == []
    # Too few rows to tell.
    assert traced(save(file, rows_of(answer)[:4]), shared)["holders"] == []


@pytest.mark.clause("20.2", "27.3")
def test_changes_keep_their_order_and_bear_no_mark(
    stage: Stage, download: Download, tmp_path: Path, http: httpx.Client
) -> None:
    resource = published(stage, 40)
    stage.cast.grant(stage.civil, stage.police, resource, systems=(stage.civil_system,), modes=("bulk",))
    for version in (2, 3):
        lines = "\n".join(f"C{n:06d},改{version},1,2026-01-01," for n in range(version, 40, 3))
        stage.cast.publish(stage.police, resource, f"code,name,rate,day,at\n{lines}\n", stage.folder)
    answers = [download(resource, stage.civil_system, since="1") for _ in range(2)]
    assert answers[0].text == answers[1].text
    places = [(int(row["_version"]), row["code"]) for row in rows_of(answers[0])]
    assert len(places) == 26
    assert places == sorted(places)
    file = tmp_path / "changes.csv"
    file.write_bytes(answers[0].content)
    assert traced(file, resource)["holders"] == []
    labelled = download(resource, stage.civil_system, since="1", format="parquet")
    file.write_bytes(labelled.content)
    assert is_of(only_holder(file, resource), labelled, stage.civil, stage.civil_system)


@pytest.mark.long
def test_the_command_says_it_in_words(stage: Stage, shared: Resource, download: Download, tmp_path: Path) -> None:
    answer = download(shared, stage.civil_system)
    file = tmp_path / "leaked.csv"
    file.write_bytes(answer.content)
    command = [sys.executable, "-m", "yishu.cli", "copies", "trace", str(file), "--resource", shared.path_code]
    done = subprocess.run(command, env=os.environ, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for words in (stage.civil.agency.name, answer.headers["yishu-receipt"], stage.civil_system.system.name, "10^-"):
        assert words in done.stdout
    file.write_text("code\nX\n")
    done = subprocess.run(command, env=os.environ, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "不能认定持有单位" in done.stdout
    unknown = subprocess.run([*command[:-1], "1/1"], env=os.environ, cwd=ROOT, capture_output=True, text=True)
    assert (unknown.returncode, "1/1" in unknown.stderr) == (1, True)


@pytest.mark.clause("20.2")
def test_an_authorised_officer_traces_a_file_on_the_page_and_nobody_else(
    stage: Stage, shared: Resource, download: Download, client: Any
) -> None:
    answer = download(shared, stage.civil_system)
    place, receipt = "/access/trace/", answer.headers["yishu-receipt"]

    def post(person: Any, content: bytes = answer.content, code: str = shared.code) -> Any:
        client.force_login(person)
        return client.post(place, {"resource": code, "file": SimpleUploadedFile("leaked.csv", content)})

    for officer in (warden(Role.SECURITY_ADMINISTRATOR), warden(Role.AUDIT_ADMINISTRATOR), stage.police.person_a):
        page = post(officer)
        assert page.status_code == 200
        shown = page.content.decode()
        for words in (stage.civil.agency.name, stage.civil_system.system.name, receipt):
            assert words in shown
        record = Record.objects.filter(action="copy:traced", resource=shared.code).latest("id")
        assert (record.actor, receipt in record.body) == (f"person:{officer.pk}", True)
    shown = post(officer, b"code,name\nC1,x\n").content.decode()
    assert "不能认定持有单位" in shown
    assert receipt not in shown
    assert post(officer, b"PAR1 cut").status_code == 422
    assert post(officer, code="1/1").status_code == 422
    assert post(stage.civil.person_a).status_code == 403  # an administrator, of another agency
    assert post(stage.police.person_b).status_code == 403
    assert client.get(place).status_code == 403
    assert not list((Path(os.environ["YISHU_DIR"]) / "spool").glob("trace-*"))
