"""Each way by which the server gets an account that is not root; and an owner that is killed takes its server along."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yishu.node.errors import AccountUnknown
from yishu.node.postgres import start
from yishu.node.postgres_binaries import list_binaries
from yishu.node.postgres_copy import copy_binaries

OWNER = Path(__file__).with_name("cluster_owner.py")
# As in a container, whose root has fewer powers: without entering folders that are closed to the account.
WITHOUT_CAPABILITY = ["setpriv", "--bounding-set=-dac_read_search"]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand the server to another account")


class Owner:
    """`cluster_owner.py` as a process; it has answered when this returns."""

    def __init__(self, command: list[str], folder: Path, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [*command, sys.executable, str(OWNER), str(folder), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(folder.parent), **environment},
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            pytest.fail(self.process.communicate()[1])
        said = json.loads(line)
        self.postmaster: int = said["pid"]
        self.way: str = said["way"]
        self.rows: int = said["rows"]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def killed_twice(folder: Path, way: str, *arguments: str, command: list[str] | None = None, **environment: str) -> None:
    """Kill the owner: the server goes with it, and the next owner finds every committed row."""
    for rows in (1, 2):
        owner = Owner(command or [], folder, *arguments, **environment)
        try:
            assert (owner.way, owner.rows) == (way, rows)
            assert not is_gone(owner.postmaster)
        finally:
            owner.kill()
        assert within(10, lambda pid=owner.postmaster: is_gone(pid))


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return True


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that every account may enter and write in, whatever lies above the usual temporary folder."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def open_binaries(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """PostgreSQL's programs where every account may run them."""
    monkeypatch.setenv("TMPDIR", str(open_folder))
    return next(copy_binaries(list_binaries()[0]))


@pytest.fixture
def closed_folder(open_folder: Path) -> Path:
    folder = open_folder / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def closed_binaries(closed_folder: Path, open_binaries: Path) -> Path:
    """The same below a 0700 folder, as in a home folder's virtual environment."""
    copy = next(folder for folder in open_binaries.parents if folder.name.startswith("yishu-postgres-"))
    return copy.rename(closed_folder / "venv") / open_binaries.relative_to(copy)


@needs_root
def test_where_all_folders_are_open_the_account_gets_no_power(open_folder: Path, open_binaries: Path) -> None:
    killed_twice(open_folder / "pg", "plain", YISHU_POSTGRES_BIN=str(open_binaries))


@needs_root
def test_below_closed_folders_the_account_may_search_them(closed_folder: Path, closed_binaries: Path) -> None:
    killed_twice(closed_folder / "pg", "capability", YISHU_POSTGRES_BIN=str(closed_binaries))


@needs_root
def test_without_that_power_root_goes_into_a_namespace(closed_folder: Path, closed_binaries: Path) -> None:
    if subprocess.run(["unshare", "-U", "true"], check=False).returncode:
        pytest.skip("this machine allows no user namespaces")
    killed_twice(closed_folder / "pg", "namespace", command=WITHOUT_CAPABILITY, YISHU_POSTGRES_BIN=str(closed_binaries))


@needs_root
def test_with_neither_the_programs_are_copied_out(
    open_folder: Path, closed_folder: Path, closed_binaries: Path
) -> None:
    # No unshare (and no setpriv) on the path: the server's owner cannot ask for either.
    command = [shutil.which("setpriv") or "setpriv", *WITHOUT_CAPABILITY[1:]]
    killed_twice(
        closed_folder / "pg",
        "copied",
        command=command,
        YISHU_POSTGRES_BIN=str(closed_binaries),
        TMPDIR=str(open_folder),
        PATH=str(open_folder),
    )


@needs_root
def test_data_goes_along_when_the_account_changes(closed_folder: Path, closed_binaries: Path) -> None:
    for rows, account in ((1, "nobody"), (2, "postgres"), (3, "nobody")):
        try:
            pwd.getpwnam(account)
        except KeyError:
            pytest.skip(f"this machine has no account {account}")
        owner = Owner(
            [], closed_folder / "pg", "--exit", YISHU_POSTGRES_BIN=str(closed_binaries), YISHU_POSTGRES_USER=account
        )
        owner.process.communicate(timeout=30)
        assert owner.rows == rows
        assert (closed_folder / "pg/data/base").owner() == account


def test_a_normal_user_just_runs_it(open_folder: Path, open_binaries: Path) -> None:
    if os.geteuid() != 0:
        killed_twice(open_folder / "pg", "self")
        return
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("no Python that a normal user may run")
    nobody = pwd.getpwnam("nobody").pw_uid
    killed_twice(open_folder / "pg", "self", "--as-user", str(nobody), python, YISHU_POSTGRES_BIN=str(open_binaries))
    assert (open_folder / "pg").stat().st_uid == nobody


def test_the_server_stops_when_its_owner_forgets_to(open_folder: Path) -> None:
    owner = Owner([], open_folder / "pg", "--exit")
    owner.process.communicate(timeout=30)
    assert owner.process.returncode == 0
    assert is_gone(owner.postmaster)
    assert "database system is shut down" in (open_folder / "pg/postgres.log").read_text()


@needs_root
@pytest.mark.parametrize("account", ["no-such-account", "root"])
def test_an_account_must_exist_and_not_be_root(tmp_path: Path, account: str) -> None:
    with pytest.raises(AccountUnknown, match=account):
        start(tmp_path / "pg", user=account)
