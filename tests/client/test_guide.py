"""The guide's examples, run as they stand in it against a running node, one after the other."""

import contextlib
import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.cast import PEOPLE_CSV
from tests.conftest import ROOT, Node
from tests.gateway.places.test_by_place import FILE, ITEMS
from tests.gateway.stage import Stage
from tests.hosting.people import csv, person

GUIDE = ROOT / "docs" / "how-to" / "use-the-python-client.md"
SAID = (  # what comes of them, in this order
    "True match 2 ",
    "{'name': '赵一', 'birth_date': '1990-03-07'}",
    "False None",
    "[{'name': 'match'}, {'name': 'mismatch'}]",
    "赵一\n",
    "{'found': [True, True], 'name': ['match', None]}",
    "[{'name': '西湖'}, {'name': '站点'}]",
    "2 01",
    "{} 1",
    "0\n",
    "malformed_subject [('subject', ",
    "[True, False]",
)


@pytest.mark.clause("27.1", "27.2", "27.3")
def test_the_guide_does_what_it_says(stage: Stage, node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {"307022001-000123": people(stage), "307013001-000001": places(stage)}
    monkeypatch.setenv("YISHU_NODE", node.url)
    monkeypatch.setenv("YISHU_KEY", stage.civil_system.key)
    monkeypatch.setenv("YISHU_PUBLISHING_KEY", stage.police_system.key)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), flags=re.S | re.M)
    assert len(blocks) > 8
    said, names = io.StringIO(), dict[str, Any]()
    # A thread of their own: this one may have the browser's event loop.
    with contextlib.redirect_stdout(said), preparing(), ThreadPoolExecutor(1) as thread:
        for block in blocks:
            for ours, code in codes.items():
                block = block.replace(ours, code)
            thread.submit(exec, compile(block, GUIDE.name, "exec"), names).result()
    told, at = said.getvalue(), 0
    for expected in SAID:
        found = told.find(expected, at)
        assert found >= 0, f"{expected} does not follow in:\n{told[at:]}"
        at = found + len(expected)


def people(stage: Stage) -> str:
    made = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
    stage.cast.publish(stage.police, made, csv(person(7)), stage.folder)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,))
    return made.path_code


def places(stage: Stage) -> str:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.publish(stage.police, made, FILE, stage.folder)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("query",))
    return made.path_code


@contextlib.contextmanager
def preparing() -> Any:
    """What the worker does, as long as the examples run."""
    from yishu.access.downloads.preparing import prepare_waiting

    over = threading.Event()

    def work() -> None:
        while not over.wait(0.3):
            prepare_waiting()
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()
