import os
import resource as machine
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import ROOT
from tests.quality.conftest import MINE


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.clause("28.1", "17.1")
def test_an_agency_compares_its_table_with_a_resource_granted_for_bulk(scene):
    grant = scene.granted()
    scene.log_in(scene.civil.person_a)
    made = scene.compare()
    assert made.counts == {
        "same": 1,
        "different": 2,
        "only_here": 1,
        "only_there": 1,
        "repeated": 0,
        "unkeyed": 1,
        "unreadable": 0,
    }
    assert made.item_counts == {"name": 1, "birth_date": 1, "residence_code": 0}
    ((outcome, body),) = scene.evidence("data:copied")
    assert outcome == "allowed"
    assert f'"grant":"{grant.pk}"' in body
    assert '"items":["id_number","name","birth_date","residence_code"]' in body
    assert '"found":4' in body
    page = text(scene.client.get(f"/quality/comparisons/{made.pk}/"))
    assert "不一致" in page
    assert "330102199003076031" not in page
    assert "330102********6031" in page
    assert "钱二" not in page


@pytest.mark.clause("28.1")
def test_whole_values_are_shown_and_downloaded_on_record_only(scene):
    scene.granted()
    scene.log_in(scene.civil.person_a)
    made = scene.compare()
    assert scene.evidence("comparison:read") == []
    assert "330102199003076031" in text(scene.client.post(f"/quality/comparisons/{made.pk}/", {"kind": "different"}))
    download = scene.client.post(f"/quality/comparisons/{made.pk}/download/")
    lines = b"".join(download.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("结果,不一致的信息项,id_number (本方),id_number (对方),name (本方)")
    assert any(line.startswith("不一致,name,330102199003076031,330102199003076031,钱贰,钱二,") for line in lines)
    assert len(lines) == 1 + 5
    assert len(scene.evidence("comparison:read")) == 2


@pytest.mark.clause("26.5", "28.1")
def test_a_grant_of_some_rows_is_compared_with_these_alone(scene):
    from yishu.core.rows import RowRule

    items = ("id_number", "name", "birth_date")
    scene.granted(items=items, rows=RowRule("residence_code", ("330106",)))
    scene.log_in(scene.civil.person_a)
    scene.compare()
    ((outcome, body),) = scene.evidence("data:copied")
    assert (outcome, '"found":2' in body) == ("allowed", True)


@pytest.mark.clause("26.5", "28.1")
def test_without_a_bulk_grant_that_names_the_person_nothing_is_compared(scene):
    scene.granted(modes=("verify", "query"))
    scene.log_in(scene.civil.person_a)
    assert scene.prepare().status_code == 422  # not among the choices
    from yishu.access.errors import ModeNotGranted
    from yishu.quality import commands

    spool = scene.folder / "mine.csv"
    spool.write_text("身份证\n1\n")
    with pytest.raises(ModeNotGranted):
        commands.prepare(scene.civil.a, scene.resource.code, spool, name="", media_type="text/csv", now=timezone.now())


@pytest.mark.clause("26.5")
def test_a_grant_withdrawn_before_the_computation_ends_it_and_the_refusal_is_on_record(scene):
    from yishu.sharing import commands as sharing

    grant = scene.granted()
    scene.log_in(scene.civil.person_a)
    answer = scene.prepare()
    sharing.withdraw_grant(scene.police.b, str(grant.pk), reason="用途已结束", now=timezone.now())
    assert scene.client.get(answer["Location"]).status_code == 403
    from yishu.access.errors import NoGrant
    from yishu.quality import commands
    from yishu.quality.comparing import Pair

    pairs = (Pair("id_number", "身份证", True), Pair("name", "姓名", False))
    number = answer["Location"].split("/")[-2]
    with pytest.raises(NoGrant):
        commands.compare(scene.civil.a, number, pairs, now=timezone.now())
    assert [outcome for outcome, _ in scene.evidence("data:copied")] == ["denied"]


@pytest.mark.clause("26.5")
def test_only_granted_items_can_be_compared(scene):
    scene.granted(items=("id_number", "name"))
    scene.log_in(scene.civil.person_a)
    answer = scene.prepare()
    assert "出生日期</label>" not in text(scene.client.get(answer["Location"]))
    from yishu.access.errors import ItemNotGranted
    from yishu.quality import commands
    from yishu.quality.comparing import Pair

    pairs = (Pair("id_number", "身份证", True), Pair("birth_date", "出生日期", False))
    with pytest.raises(ItemNotGranted):
        commands.compare(scene.civil.a, answer["Location"].split("/")[-2], pairs, now=timezone.now())


def test_a_table_in_gbk_a_workbook_and_ones_own_resource_compare_as_well(scene):
    import io

    import openpyxl

    scene.log_in(scene.police.person_a)
    assert scene.compare(MINE.encode("gbk"), charset="gbk").counts["different"] == 2
    book: Any = openpyxl.Workbook()
    for line in MINE.splitlines():
        book.active.append(line.split(",")[:4])
    written = io.BytesIO()
    book.save(written)
    made = scene.compare(written.getvalue(), name="mine.xlsx")
    assert made.counts["different"] == 2
    assert made.grant == ""


def test_a_key_that_stands_twice_is_listed_and_not_compared(scene):
    scene.granted()
    scene.log_in(scene.civil.person_a)
    made = scene.compare("身份证,姓名\n330102199003076015,赵一\n330102199003076015,赵\n330102199003076031,钱二\n")
    assert made.counts["repeated"] == 3  # two here, one there
    assert (made.counts["same"], made.counts["different"]) == (1, 0)


def test_a_table_that_cannot_be_read_is_refused_on_the_form(scene):
    scene.granted()
    scene.log_in(scene.civil.person_a)
    answer = scene.prepare(MINE.encode("gbk"))
    assert answer.status_code == 422
    assert "charset=gbk" in text(answer)
    assert scene.prepare("a,a\n1,2\n").status_code == 422
    answer = scene.prepare("身份证,姓名\n1,2\n")
    refused = scene.client.post(answer["Location"], {"item_id_number": "0", "key_id_number": "on"})
    assert refused.status_code == 422
    assert "另选至少一项" in text(refused)


def test_rows_are_removed_when_their_time_is_over_and_counts_stay(scene):
    from yishu.core.actor import PLATFORM
    from yishu.quality import commands, files
    from yishu.quality.errors import ComparisonRemoved

    scene.granted()
    scene.log_in(scene.civil.person_a)
    made = scene.compare()
    assert {path.name for path in files.folder_of(made.pk).iterdir()} == {"differences.parquet"}  # no rows but those
    later = timezone.now() + timedelta(days=60)
    assert commands.remove_expired(PLATFORM, now=later) >= 1
    assert not files.folder_of(made.pk).exists()
    with pytest.raises(ComparisonRemoved):
        commands.read_whole(scene.civil.a, made.pk, now=later)
    page = text(scene.client.get(f"/quality/comparisons/{made.pk}/"))
    assert "明细已期满清除" in page
    assert len(scene.evidence("comparison:removed")) == 1


def test_the_worker_removes_rows_whose_time_is_over(scene):
    from yishu.quality import files
    from yishu.quality.models import Comparison

    scene.granted()
    scene.log_in(scene.civil.person_a)
    over, kept = scene.compare(), scene.compare()
    Comparison.objects.filter(pk=over.pk).update(kept_until=timezone.localdate() - timedelta(days=1))
    command = [sys.executable, "-m", "yishu.cli", "worker"]
    worker = subprocess.Popen(command, env=os.environ | {"YISHU_PULL_SECONDS": "0.1"}, cwd=ROOT)
    try:
        deadline = time.monotonic() + 120
        while Comparison.objects.get(pk=over.pk).state != Comparison.State.REMOVED or files.folder_of(over.pk).exists():
            assert time.monotonic() < deadline, "nothing was removed"
            time.sleep(0.1)
    finally:
        worker.terminate()
        worker.wait(20)
    assert files.result_of(kept.pk).exists()


def test_another_agency_sees_nothing_of_a_comparison(scene):
    scene.granted()
    scene.log_in(scene.civil.person_a)
    made = scene.compare()
    scene.log_in(scene.forestry.person_a)
    for path in ("", "download/", "rows/1/"):
        assert scene.client.post(f"/quality/comparisons/{made.pk}/{path}").status_code == 404
    scene.log_in(scene.civil.person_b)
    assert scene.client.get(f"/quality/comparisons/{made.pk}/").status_code == 403  # neither data officer nor handler


def test_a_hundred_thousand_rows_are_compared_in_seconds_and_bounded_memory(scene):
    """The computation alone: both sides read, brought to canonical form and joined."""
    from yishu.core.identifiers import KeyKind
    from yishu.hosting.reading import CSV, Source
    from yishu.hosting.tables import Column, Table
    from yishu.quality import comparing
    from yishu.quality.canon import Canon

    columns = (
        Column("code", "编码", "string", is_key=True),
        Column("name", "名称", "string"),
        Column("day", "日期", "date"),
        Column("amount", "金额", "decimal"),
    )
    table = Table("t", KeyKind.PLAIN, columns)
    rows = [f"K{n:07d},单位{n},2026-{n % 12 + 1:02d}-{n % 28 + 1:02d},{n}.50" for n in range(100_000)]
    ours = [row if n % 1000 else row.replace("单位", "单位 甲") for n, row in enumerate(rows)]
    for name, lines in (("ours.csv", ours), ("theirs.csv", rows[5:])):
        (scene.folder / name).write_text("\n".join(["code,name,day,amount", *lines]), "utf-8")
    before = machine.getrusage(machine.RUSAGE_SELF).ru_maxrss
    started = time.process_time()  # of all threads: what others do on the machine is not ours
    canons = [Canon(table, column) for column in columns]
    codes, keys = [column.code for column in columns], [column.is_key for column in columns]
    for side in ("ours", "theirs"):
        source = Source(scene.folder / f"{side}.csv", CSV, "utf-8", table)
        comparing.write_side(source, codes, keys, canons, scene.folder / side)
    found = comparing.compare(
        scene.folder, scene.folder / "ours", scene.folder / "theirs", scene.folder / "result", len(columns)
    )
    took = time.process_time() - started
    assert found.counts["different"] == 99
    assert found.counts["only_here"] == 5
    assert found.differing == (0, 99, 0, 0)
    assert took < 6
    grown = machine.getrusage(machine.RUSAGE_SELF).ru_maxrss - before
    assert grown < 500 * 1024  # KiB; DuckDB itself is held to 256 MB


def test_the_engine_reads_nothing_outside_its_folder(scene, tmp_path_factory):
    import duckdb

    from yishu.quality import comparing

    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    outside.write_text("a\n1\n")
    with comparing._connection(scene.folder) as connection:
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"select * from read_csv('{outside}')")
        with pytest.raises(duckdb.Error):
            connection.execute("set enable_external_access = true")
        with pytest.raises(duckdb.Error):
            connection.execute("install httpfs")


def whole(scene, made) -> list[str]:
    """The lines of the download, without its header."""
    download = scene.client.post(f"/quality/comparisons/{made.pk}/download/")
    return b"".join(download.streaming_content).decode("utf-8-sig").splitlines()[1:]


@pytest.mark.clause("6.1", "28.1")
def test_a_masked_item_is_compared_by_what_the_consumer_gets(scene):
    scene.granted()
    scene.cast.mask(scene.police, scene.office, scene.resource, name="name", residence_code="hidden")
    scene.log_in(scene.civil.person_a)
    page = text(scene.client.get(scene.prepare()["Location"]))
    assert page.count("脱敏提供<") == 2
    assert "按脱敏后的形式比对" in page
    made = scene.compare()
    assert made.item_counts == {"name": 0, "birth_date": 1, "residence_code": 0}  # 钱二 and 钱贰 look alike, masked
    lines = whole(scene, made)
    assert any(line.startswith("仅对方有,,,330102199003076074,,李*,") for line in lines)
    everything = "\n".join(lines) + text(scene.client.post(f"/quality/comparisons/{made.pk}/", {"kind": "only_there"}))
    for secret in ("李四", "钱二"):
        assert secret not in everything
    place = next(n for n, line in enumerate(lines, 1) if "330102199003076074" in line)
    answer = scene.client.post(f"/quality/comparisons/{made.pk}/rows/{place}/")
    from yishu.quality.models import Discrepancy

    taken = Discrepancy.objects.get(number=answer["Location"].split("/")[-2])
    assert {one["code"]: one["theirs"] for one in taken.items} == {
        "name": "李*",
        "birth_date": "1990-03-07",
        "residence_code": "****",
    }


@pytest.mark.clause("6.1", "28.1")
def test_a_mask_set_after_a_comparison_holds_for_what_is_kept_of_it(scene):
    scene.granted()
    scene.log_in(scene.civil.person_a)
    made = scene.compare()
    assert any("钱二" in line for line in whole(scene, made))
    scene.cast.mask(scene.police, scene.office, scene.resource, name="name")
    assert not any("钱二" in line for line in whole(scene, made))
    assert "钱二" not in text(scene.client.post(f"/quality/comparisons/{made.pk}/", {"kind": "different"}))


def test_the_provider_compares_its_own_data_as_it_stands(scene):
    scene.cast.mask(scene.police, scene.office, scene.resource, name="name")
    scene.log_in(scene.police.person_a)
    made = scene.compare()
    assert made.item_counts["name"] == 1
    assert any("钱二" in line for line in whole(scene, made))
