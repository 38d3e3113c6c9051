"""The county's evidence is hashed by SM3 and signed by SM2 (`YISHU_SUITE=gm`); whoever checks it needs no other command for that."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import gmssl_pyx
import httpx
import psycopg
import pytest

from tests.exchange.nodes import TierNode, eventually
from yishu.audit.log import notes, proofs
from yishu.audit.log.notes import SM2, VerifierKey

pytestmark = pytest.mark.clause("32.1")


@pytest.fixture(scope="module")
def receipt(county: TierNode) -> str:
    """Of the newest record that is in the county's log."""
    httpx.post(f"{county.url}/api/v1/session", json={"login": county.set["handler"], "password": "wrong"})
    [(number, leaf)] = eventually(
        lambda: rows(county, "select id::text, encode(leaf, 'hex') from audit_record order by id desc limit 1")
    )
    found = f"{number}.{leaf}"
    eventually(lambda: httpx.get(f"{county.url}/log/proof/{found}").status_code == 200)
    return found


def rows(node: TierNode, statement: str) -> list[Any]:
    with psycopg.connect(node.environment["YISHU_DATABASE_URL"], autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()


def audit(node: TierNode, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yishu.cli", "audit", *arguments]
    return subprocess.run(
        command, env=node.environment | environment, capture_output=True, text=True, check=False, timeout=120
    )


def key_of(node: TierNode) -> str:
    return httpx.get(f"{node.url}/log/key").text.splitlines()[-1]


def test_a_receipt_is_what_another_implementation_of_sm3_makes_of_the_record(county: TierNode, receipt: str) -> None:
    number, _, leaf = receipt.partition(".")
    [(salt, body)] = rows(county, f"select salt, body from audit_record where id = '{number}'")
    assert gmssl_pyx.sm3_hash(b"\0" + salt + body.encode()).hex() == leaf


def test_the_checkpoint_is_signed_by_sm2_as_another_implementation_sees_it(county: TierNode, receipt: str) -> None:
    key = VerifierKey.read(key_of(county))
    found = proofs.read(httpx.get(f"{county.url}/log/proof/{receipt}").text).checkpoint
    [line] = [each for each in found.lines if each.key_id == key.id]
    assert key.kind is SM2
    assert gmssl_pyx.sm2_verify(key.public[1:], found.text.encode(), line.value)
    assert not gmssl_pyx.sm2_verify(key.public[1:], found.text.replace("\n", "\n\n", 1).encode(), line.value)


def test_the_proof_and_the_export_are_checked_by_the_same_commands(
    county: TierNode, receipt: str, tmp_path: Path
) -> None:
    proof = tmp_path / "one.tlog-proof"
    proof.write_text(httpx.get(f"{county.url}/log/proof/{receipt}").text, "utf-8")
    assert audit(county, "verify", "--proof", str(proof), "--receipt", receipt, "--key", key_of(county)).returncode == 0
    other = receipt[:-1] + ("0" if receipt[-1] != "0" else "1")
    assert audit(county, "verify", "--proof", str(proof), "--receipt", other, "--key", key_of(county)).returncode == 1
    assert audit(county, "verify").returncode == 0
    folder = tmp_path / "log"
    county.cli("audit", "export", str(folder))
    offline = [sys.executable, "-m", "yishu.audit.log.offline", str(folder), "--key", key_of(county)]
    assert subprocess.run(offline, env=os.environ, check=False).returncode == 0
    told = json.loads((folder / "log.json").read_text())
    assert told["suite"] == "gm"
    (folder / "log.json").write_text(json.dumps(told | {"suite": "intl"}))
    assert subprocess.run(offline, env=os.environ, check=False).returncode == 1


def test_neighbours_of_another_suite_witness_each_other(province: TierNode, county: TierNode, receipt: str) -> None:
    del receipt
    eventually(lambda: _names(county, "yishu/330000/witness"))
    eventually(lambda: _names(province, "yishu/330106/witness"))
    [(verifier,)] = rows(province, "select verifier from audit_witness")
    assert VerifierKey.read(verifier).kind is notes.SM2_COSIGNATURE
    found = eventually(lambda: _names(province, "yishu/330106/witness"))
    assert found.signed_at(VerifierKey.read(verifier)) is not None


def _names(node: TierNode, witness: str) -> notes.Checkpoint | None:
    httpx.post(f"{node.url}/api/v1/session", json={"login": node.set["handler"], "password": "wrong"})
    found = notes.read(httpx.get(f"{node.url}/log/checkpoint").text)
    return found if any(line.name == witness for line in found.lines) else None


def test_a_node_that_is_started_with_another_suite_says_so_and_writes_nothing(county: TierNode) -> None:
    command = [sys.executable, "-m", "yishu.cli", "migrate"]
    refused = subprocess.run(
        command, env=county.environment | {"YISHU_SUITE": "intl"}, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "YISHU_SUITE 是 intl" in refused.stderr
    assert "Traceback" not in refused.stderr
    misspelt = subprocess.run(
        command, env=county.environment | {"YISHU_SUITE": "sm3"}, capture_output=True, text=True, check=False
    )
    assert misspelt.returncode == 1
    assert "只能是 intl 或 gm" in misspelt.stderr
    assert "Traceback" not in misspelt.stderr
