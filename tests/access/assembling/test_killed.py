"""Killed at any point, nothing is lost and nothing comes twice (22.1)."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from tests.access.assembling.stage import HEALTH_HEAD, POLICE_HEAD, QIAN, SUN, ZHAO, Stage
from tests.conftest import ROOT

pytestmark = pytest.mark.clause("22.1")

PROGRAM = """
    import os, signal, sys
    from yishu import serving

    serving.ready_django()
    from yishu.access.assembling import running

    real, killed_at = getattr(running, sys.argv[2]), int(sys.argv[3])
    calls = []

    def deadly(*given, **named):
        calls.append(1)
        if sys.argv[4] == "before" and len(calls) == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        made = real(*given, **named)
        if sys.argv[4] == "after" and len(calls) == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    setattr(running, sys.argv[2], deadly)
    running.run(int(sys.argv[1]))
"""
"""A process of its own that is killed before or after the nth call of a step."""


def killed(number: int, step: str, nth: int, when: str) -> None:
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(number), step, str(nth), when]
    made = subprocess.run(command, env=os.environ, cwd=ROOT, timeout=120, check=False)
    assert made.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("step", "nth", "when"),
    [
        ("take", 1, "after"),  # one source is taken, the other is not
        ("_published", 1, "before"),  # all is taken, nothing published
        ("_published", 1, "after"),  # the records are published, who is gone is not
        ("_settle", 1, "before"),  # all is published, nothing noted
    ],
)
def test_a_killed_round_is_finished_by_the_next(stage: Stage, step: str, nth: int, when: str) -> None:
    from yishu.access.assembling.models import Touched
    from yishu.hosting.models import Batch

    number = stage.declare().pk
    stage.run()
    stage.cast.publish(stage.police, stage.first, f"{POLICE_HEAD}{ZHAO},赵一一,,1001\n", stage.folder)
    stage.cast.publish(stage.police, stage.first, f"id_number\n{QIAN}\n", stage.folder, how="delete")
    stage.cast.publish(stage.health, stage.second, f"sfzh\n{QIAN}\n{SUN}\n", stage.folder, how="delete")
    killed(number, step, nth, when)
    assert Touched.objects.filter(assembly=number).exists()
    # What comes meanwhile is taken once the round is done.
    stage.cast.publish(stage.health, stage.second, f"{HEALTH_HEAD}{SUN},孙叁,,2013,\n", stage.folder)
    stage.run()
    assert {key: record["name"] for key, record in stage.records().items()} == {ZHAO: "赵一一", SUN: "孙叁"}
    assert stage.origins(ZHAO) == "A@2: name; B@1: birth_date, phone, height"
    assert not Touched.objects.filter(assembly=number).exists()
    batches = list(Batch.objects.filter(holding__resource=stage.base).order_by("version"))
    assert len({batch.idempotency_key for batch in batches}) == len(batches)
    changed = [(batch.inserted, batch.updated, batch.deleted) for batch in batches]
    assert sum(inserted - deleted for inserted, _updated, deleted in changed) == 2
    if step != "take":
        assert sorted(changed) == sorted([(3, 0, 0), (0, 1, 0), (0, 0, 2), (1, 0, 0)])
    stage.run()
    assert Batch.objects.filter(holding__resource=stage.base).count() == len(batches)
