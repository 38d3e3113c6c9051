"""Control records: a copy that was sorted, cut, mixed or saved anew still names its holder, and nobody decides by one of them (20.2)."""

import csv
import io
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from tests.gateway.stage import Stage
from yishu.access import tracing
from yishu.access.errors import NoResourceFits
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.core.actor import PLATFORM
from yishu.core.identifiers import KeyKind, check, resident_check_digit
from yishu.core.reserved import CREDIT_CODES, credit_code
from yishu.core.rows import RowRule
from yishu.hosting.controls import commands
from yishu.hosting.controls.commands import Wish
from yishu.hosting.models import Batch, QuarantinedRecord

pytestmark = pytest.mark.clause("20.2")
ROWS, CONTROLS = 2500, 50
ITEMS = (
    ItemDraft("code", "登记编号", is_key=True, required=True),
    ItemDraft("title", "登记名称"),
    ItemDraft("amount", "登记金额", type="decimal"),
    ItemDraft("day", "登记日期", type="date"),
    ItemDraft("at", "登记时间", type="datetime"),
    ItemDraft("area", "登记区县", codes={"330102": "上城区", "330106": "西湖区", "330110": "余杭区"}),
)
Row = dict[str, str]
Download = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def register(stage: Stage) -> Resource:
    """A register with control records, that CIVIL and FORESTRY may both copy."""
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain", name="登记信息")
    areas = ("330102", "330106", "330110")
    lines = (
        f"C{n:07d},名称{n},{n / 8},20{n % 20 + 1:02d}-01-{n % 28 + 1:02d},2025-{n % 12 + 1:02d}-22T{n % 24:02d}:{n % 60:02d}:05+08:00,{areas[n % 3]}"
        for n in range(ROWS)
    )
    stage.cast.publish(stage.police, made, "code,title,amount,day,at,area\n" + "\n".join(lines) + "\n", stage.folder)
    commands.declare(stage.police.a, made.code, Wish(text="ZQ"), now=stage.cast.now)
    for member, system in ((stage.civil, stage.civil_system), (stage.forestry, stage.forestry_system)):
        stage.cast.grant(member, stage.police, made, systems=(system,), modes=("bulk", "verify", "query"))
    return made


def rows_of(answer: httpx.Response) -> list[Row]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def controls_in(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["code"].startswith("ZQ")]


def save(path: Path, rows: list[Row], items: tuple[str, ...] = (), **dialect: Any) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, items or list(rows[0]), extrasaction="ignore", **dialect)
        writer.writeheader()
        writer.writerows(rows)
    return path


def holders(file: Path, resource: Resource | None) -> list[tracing.Holder]:
    return tracing.trace(PLATFORM, resource.code if resource else "", file).holders


def receipts(file: Path, resource: Resource | None) -> list[str]:
    return [holder.receipt for holder in holders(file, resource)]


def test_a_copy_has_its_own_control_records_and_every_record_as_it_is(
    stage: Stage, register: Resource, download: Download
) -> None:
    first, second = (download(register, system) for system in (stage.civil_system, stage.forestry_system))
    told = re.fullmatch(
        r'count=50, item="code", start=1, text="ZQ", number=\d+', first.headers["yishu-control-records"]
    )
    assert told
    both = [rows_of(answer) for answer in (first, second)]
    controls = [controls_in(rows) for rows in both]
    assert [len(each) for each in controls] == [CONTROLS, CONTROLS]
    assert not {row["code"] for row in controls[0]} & {row["code"] for row in controls[1]}
    plain = [sorted(row["code"] for row in rows if not row["code"].startswith("ZQ")) for rows in both]
    assert plain[0] == plain[1] == [f"C{n:07d}" for n in range(ROWS)]
    # They are spread over the copy, and pass as records by their types, lengths and lists.
    places = [n for n, row in enumerate(both[0]) if row["code"].startswith("ZQ")]
    assert all(any(start <= place < start + 500 for place in places) for start in range(0, ROWS, 500))
    for row in controls[0]:
        assert len(row["code"]) == 8
        assert row["area"] in ("330102", "330106", "330110")
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["day"])
        assert 0 <= float(row["amount"]) <= ROWS / 8
    record = Record.objects.filter(action="data:copied", resource=register.code).latest("id")
    assert f'"control_records":{CONTROLS}' in record.body.replace(" ", "")


def test_sorted_cut_and_saved_anew_a_copy_names_its_holder(
    stage: Stage, register: Resource, download: Download, tmp_path: Path
) -> None:
    answer = download(register, stage.civil_system)
    rows = sorted(rows_of(answer), key=lambda row: row["code"])
    receipt = answer.headers["yishu-receipt"]
    [holder] = holders(save(tmp_path / "sorted.csv", rows), register)
    assert (holder.receipt, holder.agency_name) == (receipt, stage.civil.agency.name)
    assert (holder.chance, holder.control_hits, holder.control_records) == (None, CONTROLS, CONTROLS)
    assert (holder.control_chance or 0) < -100
    # Without the key: several items together, and some of them alone.
    for items in (("title", "amount", "day"), ("title",), ("at",), ("amount", "at"), ("day", "code")):
        by = sorted(rows, key=lambda row, items=items: row[items[0]])
        assert receipts(save(tmp_path / "cut.csv", by, items), register) == [receipt], items
    # By another program, as a sheet, and back again.
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([float(value) if name == "amount" else value for name, value in row.items()])
    book.save(tmp_path / "sheet.xlsx")
    assert receipts(tmp_path / "sheet.xlsx", register) == [receipt]
    shown = openpyxl.load_workbook(tmp_path / "sheet.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True)
    again = [{name: str(value) for name, value in zip(rows[0], row, strict=True)} for row in shown]
    assert receipts(save(tmp_path / "again.csv", again, delimiter=";"), register) == [receipt]


def test_a_tenth_of_the_rows_and_two_copies_mixed_are_enough(
    stage: Stage, register: Resource, download: Download, tmp_path: Path
) -> None:
    drawn = random.Random(7)
    mine, theirs = (download(register, system) for system in (stage.civil_system, stage.forestry_system))
    rows, own = rows_of(mine), controls_in(rows_of(mine))
    tenth = [row for row in rows if row not in own and drawn.random() < 0.1] + drawn.sample(own, len(own) // 10)
    tenth.sort(key=lambda row: row["title"])
    assert len(controls_in(tenth)) >= 2
    assert receipts(save(tmp_path / "tenth.csv", tenth), register) == [mine.headers["yishu-receipt"]]
    mixed = sorted(rows_of(mine) + rows_of(theirs), key=lambda row: row["at"])
    both = {mine.headers["yishu-receipt"], theirs.headers["yishu-receipt"]}
    assert set(receipts(save(tmp_path / "mixed.csv", mixed), register)) == both
    assert set(receipts(save(tmp_path / "cut.csv", mixed, ("title", "amount")), register)) == both


@pytest.mark.parametrize("form", ["parquet", "arrow", "ndjson", "xlsx"])
def test_every_format_has_them_and_they_are_read_from_it(
    form: str, stage: Stage, register: Resource, download: Download, tmp_path: Path
) -> None:
    answer = download(register, stage.civil_system, format=form)
    file = tmp_path / "copy"
    file.write_bytes(answer.content)
    [holder] = holders(file, register)
    assert (holder.receipt, holder.control_hits) == (answer.headers["yishu-receipt"], CONTROLS)
    assert holder.chance is not None, "its order is a mark as before"
    if form == "parquet":
        table = pq.read_table(file).sort_by("title").drop_columns(["code"]).replace_schema_metadata(None)
        pq.write_table(table, file)
        assert receipts(file, register) == [answer.headers["yishu-receipt"]]


def test_a_file_that_owes_nothing_to_a_copy_accuses_nobody(
    stage: Stage, register: Resource, download: Download, tmp_path: Path
) -> None:
    rows = rows_of(download(register, stage.civil_system))
    clean = sorted((row for row in rows if not row["code"].startswith("ZQ")), key=lambda row: row["code"])
    assert holders(save(tmp_path / "clean.csv", clean), register) == []
    assert holders(save(tmp_path / "clean.csv", clean, ("amount", "day", "at")), register) == []
    # As many made-up keys in the range as one likes: none is of a copy, and the bound allows for their number.
    drawn = random.Random(11)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    forged = [{**row, "code": "ZQ" + "".join(drawn.choices(letters, k=6))} for row in clean]
    assert holders(save(tmp_path / "forged.csv", forged), register) == []


def test_the_resource_is_found_by_columns_and_label(
    stage: Stage, register: Resource, download: Download, tmp_path: Path
) -> None:
    answer = download(register, stage.civil_system)
    file = save(tmp_path / "leaked.csv", sorted(rows_of(answer), key=lambda row: row["at"]))
    found = tracing.trace(PLATFORM, "", file)
    assert (found.resource, [each.receipt for each in found.holders]) == (
        register.code,
        [answer.headers["yishu-receipt"]],
    )
    file.write_text("nothing,known\n1,2\n")
    with pytest.raises(NoResourceFits):
        tracing.trace(PLATFORM, "", file)
    labelled = download(register, stage.civil_system, format="parquet")
    file.write_bytes(labelled.content)
    table = pq.read_table(file)
    renamed = table.rename_columns([f"column {n}" for n in range(len(ITEMS))])
    pq.write_table(renamed.replace_schema_metadata(table.schema.metadata), file)
    found = tracing.trace(PLATFORM, "", file)
    assert (found.resource, [each.labelled for each in found.holders]) == (register.code, [True])


@pytest.mark.clause("27.2")
def test_no_call_finds_a_control_record_and_no_other_copy_has_one(
    stage: Stage, register: Resource, download: Download, http: httpx.Client
) -> None:
    code = controls_in(rows_of(download(register, stage.civil_system)))[0]["code"]
    for act, body in (("query", {"items": ["title"]}), ("verify", {"claims": {"title": "x"}})):
        answer = http.post(
            stage.path(act, register),
            json={"purpose": stage.purpose(), "subject": code, **body},
            headers=stage.civil_system.headers,
        )
        assert (answer.status_code, answer.json()["found"]) == (200, False)
    # Who has no key could not leave them out, and gets none; nor does who takes changes.
    office, items = stage.office.system(), ("title", "amount", "day", "at", "area")
    stage.cast.grant(stage.office, stage.police, register, systems=(office,), items=items, modes=("bulk",))
    for answer in (download(register, office), download(register, stage.civil_system, since="0")):
        assert "yishu-control-records" not in answer.headers
        assert len(answer.text.splitlines()) == ROWS + 1


def test_rows_of_a_grant_bound_its_control_records(stage: Stage, register: Resource, download: Download) -> None:
    system = stage.office.system()
    rows = RowRule("area", ("330106",))
    stage.cast.grant(stage.office, stage.police, register, systems=(system,), modes=("bulk",), rows=rows)
    copied = rows_of(download(register, system))
    assert {row["area"] for row in copied} == {"330106"}
    assert len(controls_in(copied)) == 28  # the root of 833


@pytest.mark.clause("21.2")
def test_a_record_in_the_range_is_sent_back(stage: Stage, register: Resource) -> None:
    text = "code,title,amount,day,at,area\nZQ000001,某,1,,,330102\nC9999998,某,1,,,330102\n"
    stage.cast.publish(stage.police, register, text, stage.folder)
    batch = Batch.objects.filter(holding__resource=register).latest("received_at")
    assert (batch.accepted, batch.quarantined) == (1, 1)
    [sent_back] = QuarantinedRecord.objects.filter(batch=batch)
    assert [(error["field"], error["rule"]) for error in sent_back.errors] == [("code", "reserved")]
    stage.cast.publish(stage.police, register, "code\nC9999998\n", stage.folder, how="delete")


def test_only_grants_of_after_the_declaration_have_them(
    stage: Stage, download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever applied before was not told, and their programs leave nothing out."""
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    lines = "".join(f"C{n:07d},名{n},1,,,\n" for n in range(100))
    stage.cast.publish(stage.police, made, f"code,title,amount,day,at,area\n{lines}", stage.folder)
    before, after = stage.civil.system(), stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, made, systems=(before,), modes=("bulk",))
    monkeypatch.setattr(stage.cast, "now", timezone.now())
    commands.declare(stage.police.a, made.code, Wish(text="ZQ"), now=stage.cast.now)
    stage.cast.grant(stage.civil, stage.police, made, systems=(after,), modes=("bulk",))
    assert not controls_in(rows_of(download(made, before)))
    assert len(controls_in(rows_of(download(made, after)))) == 10
    commands.end(stage.police.a, made.code, now=stage.cast.now)
    assert not controls_in(rows_of(download(made, after)))


def test_figures_that_became_rounder_since_the_declaration_leave_room_for_them(
    stage: Stage, download: Download, tmp_path: Path
) -> None:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    for amount in ("12345.125", "1"):
        lines = "".join(f"C{n:07d},名{n},{amount},,,\n" for n in range(40))
        stage.cast.publish(stage.police, made, f"code,title,amount,day,at,area\n{lines}", stage.folder)
        if amount != "1":
            lines = "C0000099,名,0.5,,,\n"
            stage.cast.publish(stage.police, made, f"code,title,amount,day,at,area\n{lines}", stage.folder)
            commands.declare(stage.police.a, made.code, Wish(text="ZQ"), now=stage.cast.now)
            stage.cast.publish(stage.police, made, "code\nC0000099\n", stage.folder, how="delete")
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("bulk",))
    table = pq.read_table(io.BytesIO(download(made, stage.civil_system, format="parquet").content))
    assert table.column("amount").type.scale == 3
    assert table.num_rows == 46


def test_control_numbers_of_residents_are_nobodys(stage: Stage, download: Download, tmp_path: Path) -> None:
    people = stage.cast.resource(stage.police, stage.office)
    firsts = [f"33010219900307{n:03d}" for n in range(200, 300)]
    lines = "".join(f"{first}{resident_check_digit(first)},某{n},1,1990-03-07,\n" for n, first in enumerate(firsts))
    stage.cast.publish(stage.police, people, f"id_number,name,sex,birth_date,residence_code\n{lines}", stage.folder)
    commands.declare(stage.police.a, people.code, Wish(), now=stage.cast.now)
    stage.cast.grant(stage.civil, stage.police, people, systems=(stage.civil_system,), modes=("bulk",))
    answer = download(people, stage.civil_system)
    assert 'item="id_number", start=1, text="59"' in answer.headers["yishu-control-records"]
    rows = rows_of(answer)
    controls = [row["id_number"] for row in rows if row["id_number"].startswith("59")]
    assert (len(rows), len(controls)) == (110, 10)
    for number in controls:
        assert number[17] == resident_check_digit(number[:17])
        broken = check(KeyKind.RESIDENT_ID, number, today=stage.cast.now.date())
        assert broken is not None
        assert broken.rule == "area"
    rows.sort(key=lambda row: row["id_number"])
    assert receipts(save(tmp_path / "people.csv", rows, ("id_number", "name")), people) == [
        answer.headers["yishu-receipt"]
    ]


def test_credit_codes_of_control_records_are_nobodys() -> None:
    drawn = random.Random(3)
    codes = {credit_code(drawn.randrange(CREDIT_CODES)) for _ in range(300)}
    assert len(codes) == 300
    for code in codes:
        assert code[8:10] == "YY"
        broken = check(KeyKind.USCC, code, today=date(2026, 11, 28))
        assert broken is not None
        assert broken.rule == "area"
        # But for its division it is as the standard wants it: with one that exists, only the last character differs.
        assert check(KeyKind.ORG_CODE, code[8:17], today=date(2026, 11, 28)) is None
