"""An outsider with nothing but Python takes the program from the node and says what holds, and where it breaks (32.1)."""

import gzip
import hashlib
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.portal.inspecting.stage import CASE, Story, read, signed_in
from tests.portal.inspecting.test_excerpts import fetched, made
from yishu.audit.log import exporting, own
from yishu.audit.models import Record
from yishu.operations.audit_cli import audit

pytestmark = pytest.mark.clause("32.1")
ADDRESS = "/log/yishu-log.pyz"


@pytest.fixture(scope="module")
def program(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As anybody gets it, without logging in."""
    answer = Client().get(ADDRESS)
    assert answer.status_code == 200
    place = tmp_path_factory.mktemp("elsewhere") / "yishu-log.pyz"
    place.write_bytes(answer.content)
    return place


def run(program: Path, *arguments: str) -> tuple[int, str]:
    """With nothing that was installed: neither packages nor environment."""
    command = [sys.executable, "-I", "-S", program.name, *arguments, "--key", str(own.signer().verifier)]
    ran = subprocess.run(command, cwd=program.parent, env={"PYTHONUTF8": "1"}, capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


def flipped(content: bytes, within: bytes) -> bytes:
    at = content.index(within)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_an_excerpt_is_examined_by_python_alone(story: Story, program: Path) -> None:
    place = fetched(story, made(story, case=CASE), program.parent)
    code, told = run(program, place.name)
    assert (code, "3 条留痕都在" in told) == (0, True), told
    assert "其中 3 条的姓名、办件编号、所写理由在各条旁的 personal 里" in told
    lines = gzip.decompress(place.read_bytes())
    (program.parent / "flipped.jsonl.gz").write_bytes(gzip.compress(flipped(lines, b"data:queried")))
    code, told = run(program, "--offline", "flipped.jsonl.gz")
    index = lines.splitlines()[1].partition(b":")[2].partition(b",")[0].decode()
    assert (code, f"序号 {index} 的留痕不是日志里的那一条" in told) == (1, True), told


def test_a_whole_export_is_examined_by_python_alone(story: Story, program: Path) -> None:
    folder = program.parent / "log"
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None), parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as read_from:
        exporting.export(read_from, folder, now=timezone.now())
    code, told = run(program, "log")
    assert (code, "日志成立" in told) == (0, True), told
    [file, *_] = sorted((folder / "records").iterdir())
    file.write_bytes(gzip.compress(flipped(gzip.decompress(file.read_bytes()), b"data:queried")))
    code, told = run(program, "log")
    assert (code, "与签署过的哈希不符" in told) == (1, True), told


def test_a_proof_is_examined_with_the_words_of_the_other_command(story: Story, program: Path) -> None:
    receipt = story.receipts[0]
    number = receipt.partition(".")[0]
    proof = signed_in(story.inspector).get(f"/evidence/{number}/proof/?personal=1").content
    (program.parent / "one.tlog-proof").write_bytes(proof)
    code, told = run(program, "--proof", "one.tlog-proof", "--receipt", receipt)
    assert (code, "证明成立" in told, CASE in told) == (0, True, True), told
    at = timezone.localtime(Record.objects.get(pk=number).at)
    assert f"时间：{at:%Y-%m-%d %H:%M:%S}（北京时间" in told
    code, told = run(program, "--proof", "one.tlog-proof", "--receipt", receipt[:-4] + "0000")
    assert (code, "证明不成立" in told) == (1, True), told


def test_the_pages_say_its_digest_and_an_agencys_own_copy_has_the_same(
    story: Story, program: Path, tmp_path: Path
) -> None:
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    for person, path in (
        (story.exporter, "/evidence/excerpts/"),
        (story.inspector, "/evidence/log/"),
        (story.inspector, f"/evidence/{story.receipts[0].partition('.')[0]}/"),
    ):
        page = unescape(read(person, path))
        assert digest in page
        assert f'href="{ADDRESS}"' in page
        assert "不信任本平台的" in page
    ran = CliRunner().invoke(audit, ["program", str(tmp_path / "own.pyz")])
    assert ran.output.split()[0] == digest
    assert (tmp_path / "own.pyz").read_bytes() == program.read_bytes()
    with zipfile.ZipFile(program) as archive:
        assert {(each.date_time[0], each.compress_type) for each in archive.infolist()} == {(1980, zipfile.ZIP_STORED)}
