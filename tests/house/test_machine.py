"""A test that cannot run here skips, unless the run requires what it lacks; CI requires everything."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import machine

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "wanting"),
    [
        ("chromium", machine.chromium),
        ("poppler", lambda: machine.poppler("pdfsig")),
        ("pg15", machine.postgresql_15),
        ("wrk", machine.wrk),
        ("font", machine.chinese_font),
        ("mount", lambda: machine.small_disk(Path(tempfile.mkdtemp()), 1).__enter__()),
    ],
)
def test_what_is_lacking_skips_and_where_it_is_required_fails(
    name: str, wanting: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine, "_POSTGRESQL_15", tmp_path)
    monkeypatch.setattr("yishu.seals.typesetting.chinese_fonts", _none)
    monkeypatch.setenv("YISHU_REQUIRE", ",".join(other for other in machine.WANTED if other != name))
    assert _end_of(wanting) is pytest.skip.Exception
    monkeypatch.setenv("YISHU_REQUIRE", f"x,{name}")
    assert _end_of(wanting) is pytest.fail.Exception


def test_ci_requires_all_of_it_and_installs_it_where_it_lacks() -> None:
    script = (ROOT / ".ci/run").read_text("utf-8")
    (required,) = re.findall(r"^export YISHU_REQUIRE=(\S+)$", script, re.MULTILINE)
    assert {*required.split(","), "peers"} == {*machine.WANTED}  # measured by `make bench` and `make faults`
    for package in (
        "chromium-headless-shell",
        "fonts-noto-cjk",
        "postgresql",
        "poppler-utils",
        "openjdk-17-jre-headless",
        "nginx",
        "softhsm2",
        "wrk",
    ):
        assert f"need+=({package})" in script


def _end_of(wanting: Callable[[], object]) -> type[BaseException]:
    """How it ended; caught either way, or this test would itself be skipped."""
    with pytest.raises((pytest.skip.Exception, pytest.fail.Exception)) as ended:
        wanting()
    return ended.type


def _none() -> None:
    from yishu.seals.errors import NoChineseFont

    raise NoChineseFont
