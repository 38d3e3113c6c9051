"""A worker that is killed while it writes leaves no file that counts, and nothing that lasts (20.1, 33.1)."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.hosting.archiving.conftest import Register
from yishu.hosting.archiving.models import VersionFile
from yishu.hosting.archiving.store import folder

pytestmark = pytest.mark.clause("20.1", "33.1")


@pytest.mark.parametrize("place", ["writing", "put", "stored", "recorded"])
def test_a_killed_worker_is_followed_by_one_that_begins_anew(register: Register, place: str) -> None:
    register.write()  # what other tests left is done
    register.publish("code,amount,note,seen\n" + "".join(f"k{n},{n}.5,,\n" for n in range(2000)), 2)
    before = register.at(1)
    register.publish("code,amount,note,seen\nk1,9,,\n")
    register.keep("day")
    register.keep_log(1)
    done = subprocess.run(
        [sys.executable, "-m", "tests.hosting.archiving.dying", place], cwd=ROOT, env=dict(os.environ)
    )
    assert done.returncode == -9
    (left,) = VersionFile.objects.filter(holding__resource=register.scene.resource)
    assert (left.state, left.version) == ("writing", 1)
    assert register.expire() == 1
    assert register.at(1) == before
    assert register.write() == 1
    assert register.expire() == 2
    assert register.at(1) == before
    assert [path.name for path in (folder() / register.scene.resource.path_code).iterdir()] == [register.path(1).name]
    assert not list((folder() / "incoming").iterdir())


def test_two_workers_write_one_file(register: Register) -> None:
    register.publish("code,amount,note,seen\na,1,,\n", 2)
    register.keep()
    command = [sys.executable, "-m", "tests.hosting.archiving.alongside"]
    both = [subprocess.Popen(command, cwd=ROOT, env=dict(os.environ)) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert list(register.files()) == [1]
    assert len(list((folder() / register.scene.resource.path_code).iterdir())) == 1
