"""Long files are worked through in the background; whoever dies in the middle leaves nothing half done (9.1)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.catalogue.portal_files import published
from tests.catalogue.sheets import UPLOADS, entry, filled_template, flat_csv, post
from tests.commands import run_here

pytestmark = pytest.mark.usefixtures("django_ready")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def water(client: Any) -> Cast.Member:
    member = Cast().agency("水利")
    client.force_login(member.person_a)
    return member


def entries_of(member: Cast.Member) -> Any:
    from yishu.catalogue.models import Entry

    return Entry.objects.filter(resource__provider=member.agency)


@pytest.fixture
def start_worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Workers over this worker's database, as `yishu serve` keeps one."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = os.environ | {"YISHU_MIGRATED": "1", "YISHU_PULL_SECONDS": "0.2"}
        started.append(subprocess.Popen([sys.executable, "-m", "yishu.cli", "worker"], env=environment, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.long
@pytest.mark.clause("9.1")
def test_a_killed_worker_goes_on_with_nothing_half_done_and_nothing_twice(
    client: Any, water: Cast.Member, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    from yishu.audit.models import Record
    from yishu.catalogue.models import Item
    from yishu.catalogue.spreadsheets.models import Upload

    bad = entry("坏的信息", 更新周期="每三年")
    content = filled_template(client, [*(entry(f"水库{n}信息") for n in range(400)), bad])
    number = int(post(client, content).headers["Location"].rstrip("/").rpartition("/")[2])
    made = Upload.objects.get(pk=number)
    for at in (60, 200):
        worker = start_worker()
        until(lambda at=at: made.entries.exclude(state="waiting").count() >= at)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        done = made.entries.exclude(state="waiting").count()
        assert at <= done < 401
        assert entries_of(water).count() == done  # whole batches, their rows and their drafts together
        assert Item.objects.filter(entry__resource__provider=water.agency).count() == 2 * done
        page = client.get(f"{UPLOADS}{number}/").content.decode()
        assert f"已处理 {done} / 401 个条目" in page
        assert f'value="{done}"' in page
        assert '<noscript><meta http-equiv="refresh"' in page
        assert "HX-Refresh" not in client.get(f"{UPLOADS}{number}/progress/").headers
    start_worker()
    until(lambda: Upload.objects.get(pk=number).state == "done")
    assert client.get(f"{UPLOADS}{number}/progress/").headers["HX-Refresh"] == "true"
    names = list(entries_of(water).values_list("name", flat=True))
    assert sorted(names) == sorted(f"水库{n}信息" for n in range(400))
    assert Record.objects.filter(agency=water.agency.code, action="entry:drafted").count() == 400
    assert made.entries.filter(state="refused").count() == 1


def test_a_cataloguer_who_lost_the_role_meanwhile_imports_nothing_more(client: Any, water: Cast.Member) -> None:
    from yishu.agencies.models import Appointment
    from yishu.catalogue.spreadsheets.models import Upload
    from yishu.catalogue.spreadsheets.working import work

    number = int(
        post(client, filled_template(client, [entry("水库信息")])).headers["Location"].rstrip("/").rpartition("/")[2]
    )
    Appointment.objects.filter(person=water.person_a, role="cataloguer").delete()
    while work(number):
        pass
    made = Upload.objects.get(pk=number)
    assert (made.state, made.problem["code"]) == ("refused", "role_missing")
    assert entries_of(water).count() == 0


def run(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    if folder is not None:
        environment = {name: value for name, value in environment.items() if not name.startswith(("YISHU_", "DJANGO_"))}
        environment |= {"YISHU_DIR": str(folder), "YISHU_REQUIRE_DURABLE": "0"}
    command = [sys.executable, "-m", "yishu.cli", "catalogue", "import", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)


def test_the_command_line_imports_an_agencys_file_and_says_what_was_refused(water: Cast.Member, tmp_path: Path) -> None:
    file = tmp_path / "目录.csv"
    file.write_text(flat_csv([entry("水库信息"), entry("堤防信息", 更新周期="每三年")]), "gb18030")
    ran = run(str(file), "--agency", water.agency.code)
    assert ran.returncode == 1, ran.stderr
    assert "4.更新周期\tone_of\t“每三年”不在代码表内，请填写：实时、每日" in ran.stdout
    assert ran.stdout.endswith("1 drafted, 0 changed, 0 known already, 1 refused\n")
    assert [each.name for each in entries_of(water)] == ["水库信息"]
    file.write_text(flat_csv([entry("水库信息"), entry("堤防信息")]))
    ran = run_here("catalogue", "import", str(file), "--agency", water.agency.code)
    assert (ran.returncode, ran.stdout) == (0, "1 drafted, 0 changed, 1 known already, 0 refused\n")


def test_the_command_line_refuses_what_is_unclear_with_a_remedy(water: Cast.Member, tmp_path: Path) -> None:
    file = tmp_path / "目录.csv"
    file.write_text("序号,目录名称\n1,河道信息\n")
    ran = run(str(file), "--agency", water.agency.code)
    assert ran.returncode == 1
    assert "请在“表格导入”页面对应一次" in ran.stderr
    file.write_bytes(b"%PDF-1.7")
    ran = run_here("catalogue", "import", str(file), "--agency", water.agency.code)
    assert ran.returncode == 1
    assert "这不是表格文件（PDF 文档）" in ran.stderr
    assert "Traceback" not in ran.stderr
    ran = run_here("catalogue", "import", str(file), "--agency", "91330000000000000X")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr


@pytest.mark.slow
def test_the_command_line_imports_beside_a_running_node(tmp_path: Path) -> None:
    """Its embedded server is joined, not started a second time; the node answers afterwards."""
    from yishu.node import postgres

    file = tmp_path / "zhejiang_jiaxing.csv"
    file.write_bytes(published("jiaxing"))
    with postgres.start(tmp_path / "node" / "postgres", fsync=False, watch=True):
        ran = run(str(file), folder=tmp_path / "node")
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout.endswith("378 new, 0 known already, 0 brought up to date, 0 gone, 56 remarks\n"), ran.stdout[
        -200:
    ]
    assert "\tseveral\t写了 2 种格式，按第一种登记。" in ran.stdout
