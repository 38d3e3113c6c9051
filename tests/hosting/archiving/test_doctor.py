"""`yishu doctor` finds a store that is away, and files that are not as they were written; nothing secret is printed (33.1)."""

import json
import os
import subprocess
from typing import Any

import pytest

from tests.commands import run_here
from tests.hosting.archiving.conftest import Register
from tests.operations.commands import run
from yishu.hosting.archiving.models import ArchiveRule, VersionFile
from yishu.hosting.archiving.store import folder

pytestmark = pytest.mark.clause("33.1")
HEADER = "code,amount,note,seen\n"


def examined(*more: str, **environment: str) -> dict[str, Any]:
    return found_in(run("doctor", "--json", *more, env=os.environ | environment))


def found_in(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert "secret-of-the-bucket" not in done.stdout + done.stderr
    return {check["check"]: check for check in json.loads(done.stdout)["checks"]}["version files"]


def test_doctor_reads_a_few_files_or_all_of_them(register: Register) -> None:
    ArchiveRule.objects.all().delete()
    VersionFile.objects.all().delete()  # what other tests have altered
    register.publish(f"{HEADER}a,1,,\n")
    register.keep()
    register.write()
    assert examined("--full")["found"].endswith("read whole")
    path = register.path(1)
    sound = path.read_bytes()
    try:
        path.write_bytes(sound[:-9] + b"x" + sound[-8:])
        altered = found_in(run_here("doctor", "--json", "--full"))
        assert (altered["state"], f"{register.scene.resource.code} v1" in altered["found"]) == ("bad", True)
        assert altered["remedy"]
        path.unlink()
        assert found_in(run_here("doctor", "--json"))["state"] == "bad"
    finally:
        path.write_bytes(sound)
    assert register.at(1)
    assert str(folder()) in found_in(run_here("doctor", "--json"))["found"]


def test_doctor_says_that_a_bucket_is_away_or_named_wrongly(register: Register, bucket: str, s3: str) -> None:
    reached = examined(YISHU_VERSION_STORE=f"s3://{bucket}/none?endpoint={s3}")
    assert "does not answer" not in reached["found"]
    away = examined(YISHU_VERSION_STORE=f"s3://{bucket}-none/versions?endpoint={s3}")
    assert (away["state"], "does not answer" in away["found"]) == ("bad", True)
    for wrong in (f"s3://key:secret-of-the-bucket@{bucket}/versions", f"s3://{bucket}/x?endpoint=ftp://a", "/folder"):
        said = examined(YISHU_VERSION_STORE=wrong)
        assert (said["state"], "YISHU_VERSION_STORE" in said["found"]) == ("bad", True)
