"""The audit administrator exports what was searched for; an outsider checks it without the platform (5.1, 32.1)."""

import base64
import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from tests.commands import run_here
from tests.portal.inspecting.stage import CASE, Story, read, signed_in, work
from yishu.audit.log import own
from yishu.audit.models import Record
from yishu.portal.inspecting import making
from yishu.portal.inspecting.models import Excerpt

pytestmark = pytest.mark.clause("32.1")
PATH = "/evidence/excerpts/"
AUTHORITY = "浙监函〔2026〕12号"


def ask(story: Story, **asked: str) -> Excerpt:
    sent = {"asked": urlencode(asked), "authority": AUTHORITY, "purpose": "核查投诉"}
    answer = signed_in(story.exporter).post(PATH, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Excerpt.objects.latest("asked_at")


def made(story: Story, **asked: str) -> Excerpt:
    """A finished one."""
    excerpt = ask(story, **asked)
    work()
    making.make_waiting()
    excerpt.refresh_from_db()
    return excerpt


def fetched(story: Story, excerpt: Excerpt, folder: Path) -> Path:
    answer = signed_in(story.exporter).get(f"{PATH}{excerpt.pk}/file/")
    place = folder / "evidence.jsonl.gz"
    place.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    return place


def checked(place: Path) -> tuple[int, str]:
    """As an outsider does, with the log's key."""
    key = str(own.signer().verifier)
    command = [sys.executable, "-m", "yishu.audit.log.offline", str(place), "--key", key]
    ran = subprocess.run(command, capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


def acts(excerpt: Excerpt) -> list[str]:
    return list(Record.objects.filter(target=f"excerpt:{excerpt.pk}").order_by("id").values_list("action", flat=True))


@pytest.mark.clause("5.1")
def test_an_excerpt_is_asked_for_made_fetched_and_checked_elsewhere_all_on_record(story: Story, tmp_path: Path) -> None:
    excerpt = made(story, case=CASE)
    assert (excerpt.state, excerpt.records) == (Excerpt.State.READY, 3)
    place = fetched(story, excerpt, tmp_path)
    assert place.stat().st_size == excerpt.size
    code, told = checked(place)
    assert code == 0, told
    assert "3 条留痕都在" in told
    for headers in ({}, {"HX-Target": "files"}):
        page = signed_in(story.exporter).get(PATH, headers=headers).content.decode()
        assert f"python3 yishu-log.pyz {excerpt.filename} --key" in page
        assert "evidence-…" not in page
    lines = gzip.decompress(place.read_bytes()).decode().splitlines()
    assert json.loads(lines[0])["about"]["authority"] == AUTHORITY
    parts = [base64.b64decode(json.loads(line)["personal"])[16:] for line in lines[1:-1]]
    assert {json.loads(part)["case"] for part in parts} == {CASE}
    signed_in(story.exporter).post(f"{PATH}{excerpt.pk}/remove/")
    assert not excerpt.path.exists()
    assert signed_in(story.exporter).get(f"{PATH}{excerpt.pk}/file/").status_code == 410
    assert acts(excerpt) == ["excerpt:asked", "excerpt:made", "excerpt:fetched", "excerpt:removed"]
    asked = Record.objects.filter(target=f"excerpt:{excerpt.pk}").earliest("id").whole
    assert (asked.detail["basis"], asked.detail["why"]) == (AUTHORITY, "核查投诉")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [lines[0], lines[1].replace(b'"outcome":"', b'"outcome":"x'), *lines[2:]], "改动过"),
        (lambda lines: lines[:-1], "截断"),
        (lambda lines: [*lines[:-2], lines[-1]], "截断"),
        (lambda lines: [*lines[:2], lines[1], *lines[3:]], "出现两次"),
        (lambda lines: [lines[0].replace(b"/log\\n", b"/log\\n9", 1), *lines[1:]], "不是由所给"),
        (lambda lines: lines[1:], "begin"),
    ],
)
def test_whatever_was_changed_in_a_file_shows(
    story: Story, tmp_path: Path, change: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    excerpt = Excerpt.objects.filter(state=Excerpt.State.READY, asked=urlencode({"case": CASE})).first()
    excerpt = excerpt or made(story, case=CASE)
    lines = gzip.decompress(excerpt.path.read_bytes()).splitlines(keepends=True)
    place = tmp_path / "changed.jsonl.gz"
    place.write_bytes(gzip.compress(b"".join(change(lines))))
    code, told = checked(place)
    assert code != 0
    assert said in told


def test_another_logs_key_does_not_hold_and_a_record_changed_in_the_database_shows(
    story: Story, tmp_path: Path
) -> None:
    receipt = story.query(story.labour, case="SH-10")
    number = receipt.partition(".")[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "update audit_record set body = replace(body, '\"found\":1', '\"found\":7') where id = %s returning id",
            [number],
        )
        excerpt = made(story, case="SH-10")
        cursor.execute(
            "update audit_record set body = replace(body, '\"found\":7', '\"found\":1') where id = %s", [number]
        )
    code, told = checked(fetched(story, excerpt, tmp_path))
    assert code == 1
    assert "改动过" in told
    whole = made(story, case=CASE)
    stranger = str(own.signer(tmp_path / "another-key").verifier)
    command = [sys.executable, "-m", "yishu.cli", "audit", "verify", "--offline", str(whole.path), "--key", stranger]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "不是由所给的日志公钥签署" in ran.stdout


def test_what_is_given_wrongly_to_the_command_is_said_in_both_languages(story: Story, tmp_path: Path) -> None:
    excerpt, key = made(story, case=CASE), str(own.signer(tmp_path / "a-key").verifier)
    name, number, rest = key.split("+", 2)
    kept = tmp_path / "checkpoint"
    kept.write_text("kept")
    for words, zh, en in (
        (("--key", f"{name}+{'0' * len(number)}+{rest}"), "公钥的编号与名称、内容不符", "number does not fit its name"),
        (("--key", "x"), "这不是日志或见证方的公钥", "no key of a log or a witness"),
        (("--known", str(kept)), "不含从前的检查点和时间戳", "says nothing about checkpoints"),
    ):
        ran = run_here("audit", "verify", "--offline", str(excerpt.path), *words)
        assert ran.returncode == 2
        assert zh in ran.stderr
        assert en in ran.stderr
    kept.write_text("no proof")
    ran = run_here("audit", "verify", "--proof", str(kept))
    assert "须给出 --receipt 和 --key" in ran.stderr


@pytest.mark.clause("5.1")
def test_inspector_and_coordinator_look_but_do_not_export(story: Story) -> None:
    excerpt = ask(story, case=CASE)
    for person in (story.inspector, story.office.person_b, story.civil.person_a):
        client = signed_in(person)
        answer = client.get(PATH)
        assert answer.status_code == 403
        assert "审计管理员" in answer.content.decode()
        assert client.post(PATH, {"authority": "甲", "purpose": "乙"}).status_code == 403
        assert client.get(f"{PATH}{excerpt.pk}/file/").status_code == 403
        assert client.post(f"{PATH}{excerpt.pk}/remove/").status_code == 403
        assert "导出这些留痕" not in client.get("/evidence/").content.decode()
    assert f"{PATH}?case=" in read(story.exporter, "/evidence/", case=CASE)


def test_what_cannot_be_made_says_why(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed_in(story.exporter).post(PATH, {"asked": "", "authority": "", "purpose": ""}).status_code == 422
    assert made(story, case="没有").refusal == "excerpt_of_nothing"
    assert "请放宽条件" in read(story.exporter, PATH)
    monkeypatch.setattr(making, "MOST", 2)
    assert made(story, case=CASE).refusal == "excerpt_too_large"
    monkeypatch.setattr("yishu.portal.inspecting.commands.MOST_KEPT", 0)
    answer = signed_in(story.exporter).post(PATH, {"asked": "", "authority": "甲", "purpose": "乙"})
    assert answer.status_code == 422
    assert "请先清除" in answer.content.decode()


def test_a_record_that_is_not_in_the_log_yet_is_waited_for(story: Story) -> None:
    story.query(story.civil, case="SH-12")
    excerpt = ask(story, case="SH-12")
    making.make_waiting()
    excerpt.refresh_from_db()
    assert excerpt.is_under_way
    work()
    making.make_waiting()
    excerpt.refresh_from_db()
    assert (excerpt.state, excerpt.records) == (Excerpt.State.READY, 1)


def test_a_file_past_its_life_goes_on_record_and_what_a_dead_process_left_goes_too(story: Story) -> None:
    excerpt = made(story, case=CASE)
    stray = making.folder() / "0123.part"
    stray.touch()
    making.sweep(timezone.now() + making.LIFE + timedelta(minutes=1))
    assert not excerpt.path.exists()
    assert not stray.exists()
    assert acts(excerpt)[-1] == "excerpt:removed"
    assert json.loads(Record.objects.filter(target=f"excerpt:{excerpt.pk}").latest("id").body)["actor"] == "platform"
