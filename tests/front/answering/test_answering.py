"""A front agent answers a node's questions out of its agency's own tables: only the node, only what is declared, each once and on record on both sides (7.2)."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.front.answering.stage import ABSENT, KNOWN, NO_BIRTH, TWICE, Asked
from tests.front.stage import quiet

PATH = "/v1/question"


def question(asked: Asked, **changes: object) -> bytes:
    said: dict[str, object] = {
        "resource": asked.people.code,
        "number": "0192f000-0000-7000-8000-000000000001",
        "kind": "resident_id",
        "key": {"id_number": KNOWN},
        "items": ["name"],
    }
    return json.dumps(said | changes).encode()


def journal(asked: Asked) -> list[dict[str, object]]:
    return [json.loads(line) for line in asked.agent.run("journal", "--json").stdout.splitlines()]


@pytest.mark.clause("7.2", "27.1", "27.2")
def test_the_node_answers_from_either_kind_of_table_as_from_hosted_data(asked: Asked) -> None:
    for resource in (asked.people, asked.others):
        claims = {"name": "欧阳望舒", "sex": "2", "birth_date": "19900307"}
        verified = asked.call("verify", resource, claims=claims)
        assert verified.status_code == 200, verified.text + asked.log
        assert verified.json()["result"] == {"name": "match", "sex": "mismatch", "birth_date": "match"}
        many = asked.call("query", resource, subjects=[NO_BIRTH, ABSENT, KNOWN]).json()
        assert [each["record"] for each in many["records"]] == [
            {"name": "钱二", "birth_date": None},
            None,
            {"name": "欧阳望舒", "birth_date": "1990-03-07"},
        ]


@pytest.mark.clause("7.2", "32.1")
def test_the_journal_has_the_record_of_the_node_and_neither_side_writes_down_what_was_asked(asked: Asked) -> None:
    receipt = asked.call("query", asked.people).json()["receipt"]
    line = journal(asked)[-1]
    assert receipt.startswith(str(line["number"]))
    assert (line["resource"], line["items"], line["outcome"]) == (
        asked.people.code,
        ["birth_date", "id_number", "name"],
        "found",
    )
    kept = [asked.log.encode(), *(file.read_bytes() for file in (asked.agent.folder / "state").iterdir())]
    assert not any(value.encode() in each for each in kept for value in (KNOWN, "欧阳望舒", "1990-03-07"))


def test_a_question_is_answered_once_and_only_if_the_node_signed_this_very_one_just_now(asked: Asked) -> None:
    body = question(asked)
    headers = asked.signed(PATH, body)
    assert asked.ask(PATH, body, headers).json() == {"name": "欧阳望舒"}
    again = asked.ask(PATH, body, headers)
    assert (again.status_code, again.json()) == (409, {"code": "front_asked_before"})
    other = question(asked, items=["name", "sex"])
    assert asked.ask(PATH, other, headers).status_code == 401  # the digest is that of another body
    assert (
        asked.ask(PATH, other, {**headers, "Content-Digest": asked.signed(PATH, other)["Content-Digest"]}).status_code
        == 401
    )
    assert asked.ask("/v1/other", body, asked.signed(PATH, body)).status_code == 401
    assert httpx.post(asked.origin + PATH, content=body, timeout=10).status_code == 401
    assert journal(asked)[-1]["outcome"] == "found"  # what no node has signed leaves no line


def test_neither_a_restart_nor_an_old_date_opens_a_question_again(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = question(asked)
    headers = asked.signed(PATH, body)
    assert asked.ask(PATH, body, headers).status_code == 200
    asked.stop()
    asked.process = asked.start()
    assert asked.ask(PATH, body, headers).status_code == 409
    assert asked.ask(PATH, body, asked.signed(PATH, body, ago=40)).status_code == 401


def test_only_what_is_declared_is_answered(asked: Asked) -> None:
    refused = {
        "front_items_not_declared": question(asked, items=["name", "xm"]),
        "front_not_answered": question(asked, resource="307001001/999999"),
        "front_question_malformed": question(asked, key={"name": "欧阳望舒"}),
        "front_key_not_unique": question(asked, key={"id_number": TWICE}),
    }
    for code, body in refused.items():
        assert asked.ask(PATH, body).json() == {"code": code}
        if code != "front_question_malformed":
            assert journal(asked)[-1]["outcome"] == code
    strange = json.dumps({"resource": asked.people.code, "where": "1=1"}).encode()
    assert asked.ask(PATH, strange).json() == {"code": "front_question_malformed"}
    assert asked.ask(PATH, b"x" * (300 * 1024)).status_code == 422
    absent = asked.ask(PATH, question(asked, key={"id_number": "' or ''='"}))
    assert (absent.status_code, absent.content) == (204, b"")


@pytest.mark.clause("7.2")
def test_what_fails_over_there_is_a_refusal_on_record_and_no_absence(asked: Asked) -> None:
    twice = asked.call("query", asked.people, subject=TWICE)
    assert (twice.status_code, twice.json()["code"]) == (502, "backend_failed")
    assert twice.json()["receipt"]


def test_a_slow_table_is_cut_off_and_a_dead_agent_said_to_be_unreachable(asked: Asked) -> None:
    import psycopg

    resource = asked.others
    with psycopg.connect(asked.address) as holding:
        holding.execute("lock table people in access exclusive mode")
        slow = asked.ask(PATH, question(asked))
        assert (slow.status_code, slow.json()) == (504, {"code": "front_source_too_slow"})
    assert asked.ask(PATH, question(asked)).status_code == 200
    asked.stop()
    dead = asked.call("query", resource)
    assert (dead.status_code, dead.json()["code"]) == (503, "backend_unavailable")
    asked.process = asked.start()
    assert asked.call("query", resource).status_code == 200


def test_the_check_says_whether_the_node_can_ask(asked: Asked, tmp_path: Path) -> None:
    done = asked.agent.run("check")
    assert done.returncode == 0, done.stdout
    assert "node_key 是该节点的公钥" in done.stdout
    assert "从 people 答复，主键 id_number" in done.stdout
    text = asked.agent.file.read_text("utf-8").replace('"xm"', '"nobody"')
    wrong = tmp_path / "front.toml"
    wrong.write_text(text.replace('key_file = "front.key"\n', ""), "utf-8")  # who only answers needs no key
    command = [sys.executable, "-m", "yishu.cli", "front", "check", "-c", str(wrong)]
    said = subprocess.run(command, cwd=ROOT, env=quiet({}), capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, said.stdout.count("没有列 nobody")) == (1, 2), said.stdout + said.stderr
