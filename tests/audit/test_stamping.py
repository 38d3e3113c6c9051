"""Time stamps as a whole: the worker has its checkpoints stamped by another's authority while one that hangs holds nothing up; outsiders fetch and judge them; and the node stamps for others."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.audit.log.authority import Foreign, serving
from tests.conftest import Node
from yishu.audit.log.stamping.tokens import query
from yishu.audit.record import Action
from yishu.audit.recording import record
from yishu.core.actor import PLATFORM

pytestmark = pytest.mark.clause("32.1")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Foreign:
    return Foreign(tmp_path_factory.mktemp("foreign") / "tsa")


@pytest.fixture(scope="module")
def settings(foreign: Foreign) -> Iterator[dict[str, str]]:
    """Two authorities: one that takes the query and never answers, and OpenSSL's."""
    never = threading.Event()

    def hang(_: bytes) -> bytes:
        never.wait(60)
        return b""

    with serving(hang) as silent, serving(foreign.answer) as good:
        yield {
            "YISHU_STAMP_AUTHORITIES": f"{silent} {foreign.root}; {good} {foreign.root}",
            "YISHU_STAMP_MINUTES": "0",
            "YISHU_STAMP_SECONDS": "0.3",
            "YISHU_TSA": "1",
            "YISHU_WORKER": "1",
        }
        never.set()


@pytest.fixture(scope="module")
def node(start_node: Callable[..., Node], settings: dict[str, str]) -> Node:
    return start_node(**settings)


def yishu(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yishu.cli", *arguments]
    return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)


def until(found: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer, once there is one: beginning the node and the log takes longest."""
    deadline = time.monotonic() + 60
    while (answer := found()).status_code != 200:
        assert answer.status_code == 404
        assert time.monotonic() < deadline, "no stamp comes"
        time.sleep(0.1)
    return answer


def stamped_proof(node: Node) -> tuple[str, str]:
    """A receipt, and the proof of it that is under a stamp."""
    receipt = record(PLATFORM, Action.RULE_CHANGED, target="rule")
    return receipt, until(lambda: httpx.get(f"{node.url}/log/proof/{receipt}?under=stamp")).text


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", "ts", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_the_holder_of_a_receipt_proves_by_when_its_record_was_made(
    node: Node, foreign: Foreign, settings: dict[str, str], tmp_path: Path
) -> None:
    receipt, proof = stamped_proof(node)
    size = proof.partition("\n\n")[2].splitlines()[1]
    told = httpx.get(f"{node.url}/log/stamp/{size}").json()
    assert told["size"] == int(size)
    [one] = told["stamps"]  # the other one hangs, and holds nothing up
    assert one["authority"] == "Foreign TSA"
    for name, path in (("checkpoint", told["checkpoint"]), ("one.tsr", one["answer"])):
        answer = httpx.get(node.url + path)
        assert "immutable" in answer.headers["cache-control"]
        (tmp_path / name).write_bytes(answer.content)
    judged = openssl(tmp_path, "-verify", "-data", "checkpoint", "-in", "one.tsr", "-CAfile", str(foreign.root))
    assert judged.returncode == 0, judged.stderr
    (tmp_path / "one.tlog-proof").write_text(proof, "utf-8")
    command = ["audit", "verify", "--proof", str(tmp_path / "one.tlog-proof"), "--receipt", receipt]
    command += ["--key", httpx.get(f"{node.url}/log/key").text.split()[-1], "--stamp", str(tmp_path / "one.tsr")]
    held = yishu(settings, *command, "--authority", str(foreign.root))
    assert held.returncode == 0, held.stdout + held.stderr
    assert f"Not later than {one['not_later']}, by the stamp of Foreign TSA" in held.stdout
    other = Foreign(tmp_path / "other")
    assert yishu(settings, *command, "--authority", str(other.root)).returncode == 1


def test_the_newest_stamped_checkpoint_is_shown_and_no_other_and_metrics_say_how_long_none_came(node: Node) -> None:
    stamped_proof(node)
    metrics = httpx.get(f"{node.url}/metrics").text
    assert "yishu_log_unstamped_seconds " in metrics
    assert "yishu_log_stamps_late " in metrics
    size = httpx.get(f"{node.url}/log/stamp").json()["size"]
    for missing in (f"{size + 1000}", f"{size + 1000}/checkpoint", f"{size}/0.tsr"):
        assert httpx.get(f"{node.url}/log/stamp/{missing}").status_code == 404


def test_the_nodes_own_check_and_an_export_say_what_is_proven(
    node: Node, foreign: Foreign, settings: dict[str, str], tmp_path: Path
) -> None:
    stamped_proof(node)
    own = yishu(settings, "audit", "verify", "--json")
    assert own.returncode == 0, own.stdout + own.stderr
    assert json.loads(own.stdout)["stamped"][-1]["authority"] == "Foreign TSA"
    assert yishu(settings, "audit", "export", str(tmp_path / "log")).returncode == 0
    command = [sys.executable, "-m", "yishu.audit.log.offline", str(tmp_path / "log"), "--authority", str(foreign.root)]
    [kept, *_] = (tmp_path / "log/stamps").glob("*/*.tsr")
    alone = subprocess.run([*command, "--stamp", str(kept)], capture_output=True, text=True, check=False)
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert "by the stamp of Foreign TSA" in alone.stdout
    kept.write_bytes(foreign.answer(query(b"another log", 1)))
    broken = subprocess.run(command, capture_output=True, text=True, check=False)
    assert broken.returncode == 1
    assert f"A stamp at size {kept.parent.name} does not hold: it was made over something else" in broken.stdout


def test_the_node_stamps_for_others_once_it_is_told_to(node: Node, settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(b"anything")
    assert openssl(tmp_path, "-query", "-data", "message", "-sha512", "-cert", "-out", "query").returncode == 0
    asked, kind = (tmp_path / "query").read_bytes(), {"Content-Type": "application/timestamp-query"}
    answer = httpx.post(f"{node.url}/tsa", content=asked, headers=kind)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/timestamp-reply")
    (tmp_path / "answer").write_bytes(answer.content)
    certificate = httpx.get(f"{node.url}/tsa/certificate")
    (tmp_path / "ca.pem").write_bytes(certificate.content)
    judged = openssl(tmp_path, "-verify", "-queryfile", "query", "-in", "answer", "-CAfile", "ca.pem")
    assert judged.returncode == 0, judged.stderr
    told = yishu(settings, "tsa", "certificate")
    assert told.stdout == certificate.text
    assert _fingerprint(told.stdout) in told.stderr
    for content, headers, status in (
        (asked, {"Content-Type": "text/plain"}, 415),
        (bytes(9000), kind, 413),
        (b"nonsense", kind, 200),  # an answer all the same, that refuses
    ):
        assert httpx.post(f"{node.url}/tsa", content=content, headers=headers).status_code == status
    assert httpx.get(f"{node.url}/tsa").status_code == 405


def _fingerprint(pem: str) -> str:
    content = base64.b64decode("".join(pem.splitlines()[1:-1]))
    return hashlib.sha256(content).digest().hex(":").upper()


def test_a_node_that_is_no_authority_shows_none(client: Any) -> None:
    assert client.post("/tsa", b"", content_type="application/timestamp-query").status_code == 404
    assert client.get("/tsa/certificate").status_code == 404


def test_the_doctor_asks_for_a_stamp_and_says_what_is_wrong(
    node: Node, foreign: Foreign, settings: dict[str, str], tmp_path: Path
) -> None:
    other, own = Foreign(tmp_path / "other"), tmp_path / "own.pem"
    good = settings["YISHU_STAMP_AUTHORITIES"].rpartition("; ")[2].partition(" ")[0]
    own.write_text(httpx.get(f"{node.url}/tsa/certificate").text)
    given = {
        f"{good}?account=1": foreign.root,
        "http://127.0.0.1:1/closed": foreign.root,
        f"{good}/untrusted": other.root,
        f"{good}/unread": tmp_path / "nothing",
        f"{node.url}/tsa": own,
    }
    written = ";".join(f"{url} {file}" for url, file in given.items())
    told = yishu(settings | {"YISHU_STAMP_AUTHORITIES": written, "YISHU_STAMP_MINUTES": "60"}, "doctor", "--json")
    found = {each["check"]: each for each in json.loads(told.stdout)["checks"] if "stamps" in each["check"]}
    states = [each["state"] for each in found.values()]
    assert states == ["ok", "bad", "bad", "bad", "warn"], found
    assert "Foreign TSA" in found[f"time stamps, {good}"]["found"]
    assert "no answer" in found["time stamps, http://127.0.0.1:1/closed"]["found"]
    assert "不在所信任的证书之下" in found[f"time stamps, {good}/untrusted"]["remedy"]
    assert "this node" in found[f"time stamps, {node.url}/tsa"]["found"]
    unset = yishu(settings | {"YISHU_STAMP_AUTHORITIES": ""}, "doctor", "--json")
    [none] = [each for each in json.loads(unset.stdout)["checks"] if each["check"] == "time stamps"]
    assert (none["state"], "YISHU_STAMP_AUTHORITIES" in none["remedy"]) == ("warn", True)
