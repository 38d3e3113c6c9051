"""Files of versions: written whole before the log goes, read as what they were, in the node's folder or a bucket (20.1, 27.3)."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow.parquet as parquet
import pytest
from django.utils import timezone

from tests.hosting.archiving.conftest import AMOUNT, KEY, SEEN, Register
from yishu.core.errors import Invalid
from yishu.core.rows import RowRule
from yishu.core.text import MaskKind
from yishu.hosting.archiving.errors import ArchiveRuleStands, VersionFileUnsound, VersionStoreUnreachable
from yishu.hosting.archiving.models import VersionFile
from yishu.hosting.archiving.rules import Each, Made, last_of_each, staying
from yishu.hosting.errors import ChangesExpired
from yishu.hosting.models import Batch

pytestmark = pytest.mark.clause("20.1", "27.3")
ZONE = ZoneInfo("Asia/Shanghai")
HEADER = "code,amount,note,seen\n"
FIRST = (
    HEADER
    + 'a,1.50,"一,二",2026-01-02T03:04:05.678901+08:00\nb,,"",0001-03-01T00:00:00+08:00\nc,-0.00007,"有""引号""\n和换行",\n'
)


def filled(register: Register) -> list[list[str]]:
    """Versions 1 to 4; what each of them held."""
    register.publish(FIRST, 3)
    register.publish(HEADER + "a,2,改,\nd,4,新,\n", 2)
    register.publish(HEADER + "c,,,\n", 1, how="delete")
    register.publish(HEADER + "a,3,再改,\n")
    return [[], *(register.at(version) for version in range(1, 5))]


def test_every_version_that_has_a_file_reads_as_it_stood(register: Register) -> None:
    before = filled(register)
    register.keep()
    assert register.write() == 4
    register.keep_log(1)
    assert register.expire() == 4
    for version in range(1, 5):
        assert register.at(version) == before[version]
    assert "a,1.50," in before[1][0]
    assert register.write() == 0


def test_a_file_tells_by_itself_what_it_is_to_any_reader(register: Register) -> None:
    filled(register)
    register.keep()
    register.write()
    path, row = register.path(1), register.files()[1]
    schema = parquet.read_schema(path)
    facts = {name.decode(): fact.decode() for name, fact in (schema.metadata or {}).items()}
    assert facts["yishu.resource"] == register.scene.resource.code
    assert (facts["yishu.version"], facts["yishu.records"], row.records) == ("1", "3", 3)
    assert schema.field("amount").metadata[b"comment"].decode() == "金额"
    with duckdb.connect() as reader:
        read = reader.sql(f"select code, amount, note from '{path}' order by code").fetchall()
    assert read == [("a", "1.50", "一,二"), ("b", None, None), ("c", "-0.00007", '有"引号"\n和换行')]
    assert path.stat().st_mode & 0o077 == 0


def test_expiry_waits_for_the_file(register: Register) -> None:
    before = filled(register)
    register.keep("day")
    register.keep_log(1)
    assert register.expire() == 1  # the last versions of three days have no file yet
    assert register.write() == 3
    assert register.expire() == 4
    assert register.at(2) == before[2]


def test_files_go_by_rule_on_record(register: Register) -> None:
    filled(register)
    register.keep()
    register.write()
    gone = register.path(1), register.path(2)
    register.keep(newest=2)
    assert register.write() == 0
    assert sorted(register.files()) == [3, 4]
    assert not any(path.exists() for path in gone)
    with pytest.raises(ArchiveRuleStands):
        register.keep(newest=2)
    with pytest.raises(Invalid):
        register.keep(newest=0)
    told = register.scene.sql(
        "select action, body from audit_record where resource = %s and (action like 'version-file%%' or action like 'archive%%') order by id",
        register.scene.resource.code,
    )
    assert [action for action, _body in told] == [
        "archive-rule:set", *["version-file:kept"] * 4, "archive-rule:set", *["version-file:removed"] * 2,
    ]  # fmt: skip
    assert json.loads(told[1][1])["detail"]["digest"]
    assert "一,二" not in told[1][1]


def test_what_is_kept_neither_way_is_refused_with_the_nearest_versions(register: Register) -> None:
    filled(register)
    register.keep()
    register.write()
    long_ago = timezone.now() - timedelta(days=99)
    VersionFile.objects.filter(holding=register.scene.holding, version=2).update(made_at=long_ago)
    Batch.objects.filter(holding=register.scene.holding, version=2).update(published_at=long_ago)
    register.keep(days=50)
    register.write()
    register.keep_log(1)
    register.expire()
    with pytest.raises(ChangesExpired) as refused:
        register.at(2)
    assert "1、3" in refused.value.detail("zh")
    assert "1、3" in refused.value.detail("en")


def test_an_altered_or_missing_file_gives_nothing_and_calls_for_help(register: Register) -> None:
    from yishu.hosting.archiving.alerts import faulty_files, list_gauges

    before = filled(register)
    register.keep()
    register.write()
    register.keep_log(1)
    register.expire()
    path = register.path(1)
    sound = path.read_bytes()
    for wrong in (sound[:-9] + b"x" + sound[-8:], sound[:-1], None):
        path.unlink() if wrong is None else path.write_bytes(wrong)
        with pytest.raises(VersionFileUnsound):
            register.at(1)
        fault = register.files()[1].fault
        assert fault == ("missing" if wrong is None else "altered")
        assert {one.name: one.value for one in list_gauges(timezone.now())}["yishu_version_files_unsound"] >= 1
        assert any("版本 1" in str(one.what) for one in faulty_files(timezone.now()))
    path.write_bytes(sound)
    assert register.at(1) == before[1]
    assert register.files()[1].fault == ""


def test_a_version_in_a_shape_of_before_is_read_in_it(register: Register) -> None:
    register.publish(FIRST, 2)
    before = register.at(1)
    register.keep()
    register.write()
    register.scene.next_version(KEY, replace(AMOUNT, type="string"), SEEN)
    register.publish("code,amount,seen\na,五,2026-02-03\n")
    register.keep_log(1)
    register.expire()
    from yishu.hosting.keeping.models import Shape

    assert not Shape.objects.filter(holding=register.scene.holding).exists()
    assert register.at(1) == before


def test_rows_and_masks_of_a_grant_hold_for_what_a_file_keeps(register: Register) -> None:
    filled(register)
    register.keep()
    register.write()
    how: dict[str, Any] = {"rows": RowRule("code", ("a", "b")), "masks": {"note": MaskKind.HIDDEN}}
    before = register.at(1, ("code", "note"), **how)
    register.keep_log(1)
    register.expire()
    assert register.at(1, ("code", "note"), **how) == before
    assert len(before) == 2
    assert "一,二" not in "".join(before)


def test_files_stand_in_a_bucket(register: Register, bucket: str, s3: str, caplog: pytest.LogCaptureFixture) -> None:
    from django.conf import settings

    from yishu.hosting.archiving.store import folder, store

    before = filled(register)
    register.keep()
    assert register.write() == 4
    assert not list(folder().glob("*/v*")) or not register.path(1).exists()
    row = register.files()[1]
    info = store().files.get_file_info(f"{bucket}/versions/{row.name}")
    assert info.size == row.size
    register.keep_log(1)
    register.expire()
    assert [register.at(version) for version in range(1, 5)] == before[1:]
    with store().files.open_output_stream(f"{bucket}/versions/{row.name}") as stream:
        stream.write(b"PAR1")
    with pytest.raises(VersionFileUnsound):
        register.at(1)
    store().remove(row.name)
    with pytest.raises(VersionFileUnsound):
        register.at(1)
    settings.YISHU_VERSION_STORE = f"s3://{bucket}/versions?endpoint=http://127.0.0.1:1&region=us-east-1"
    with pytest.raises(VersionStoreUnreachable):
        register.at(2)
    for n in (5, 6):
        register.publish(HEADER + f"z,{n},,\n")
    assert register.write() == 0
    assert register.expire() == 5  # without a file the log stays
    from yishu.hosting.archiving.queries import get_rule

    assert get_rule(register.scene.resource).failing_since is not None
    assert "secret-of-the-bucket" not in caplog.text
    settings.YISHU_VERSION_STORE = f"s3://{bucket}/versions?endpoint={s3}&region=us-east-1"
    assert register.write() == 2
    assert get_rule(register.scene.resource).failing_since is None
    assert register.expire() == 6
    assert "z,5,," in register.at(5)


@pytest.mark.parametrize(
    ("each", "chosen"),
    [
        (Each.NONE, []),
        (Each.VERSION, [1, 2, 3, 4, 5]),
        (Each.DAY, [2, 3, 4]),
        (Each.MONTH, [3, 4]),
        (Each.QUARTER, [3, 4]),
    ],
)
def test_the_last_version_of_a_period_that_is_over(each: Each, chosen: list[int]) -> None:
    moments = [(3, 1, 9), (3, 1, 23), (3, 31, 23), (4, 1, 0), (7, 1, 0)]
    made = [Made(n, datetime(2026, *moment, tzinfo=ZONE)) for n, moment in enumerate(moments, 1)]
    now = datetime(2026, 7, 1, 12, tzinfo=ZONE)
    assert [one.number for one in last_of_each(made, each, now)] == chosen
    later = last_of_each(made, each, now + timedelta(days=100))
    assert [one.number for one in later] == [*chosen, *([5] if each in (Each.DAY, Each.MONTH, Each.QUARTER) else [])]


@pytest.mark.parametrize(
    ("days", "newest", "stay"),
    [(None, None, {1, 2, 3}), (2, None, {3}), (None, 2, {2, 3}), (2, 2, {2, 3}), (9, 1, {2, 3})],
)
def test_a_file_goes_once_days_and_number_are_passed(days: int | None, newest: int | None, stay: set[int]) -> None:
    now = datetime(2026, 7, 20, tzinfo=ZONE)
    made = [Made(1, now - timedelta(days=30)), Made(2, now - timedelta(days=5)), Made(3, now - timedelta(days=1))]
    assert staying(made, days=days, newest=newest, now=now) == stay
