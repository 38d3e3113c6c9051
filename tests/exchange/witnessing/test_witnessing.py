"""Neighbours witness each other's log; one that was rewritten, by whoever has its database and its key, is found by the next."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.exchange.nodes import TierNode, eventually
from tests.walking import log_in
from yishu.audit.log import notes
from yishu.audit.log.notes import VerifierKey

pytestmark = pytest.mark.clause("32.1")


def connected(node: TierNode) -> psycopg.Connection[Any]:
    return psycopg.connect(node.environment["YISHU_DATABASE_URL"], autocommit=True)


def rows(node: TierNode, statement: str) -> list[Any]:
    with connected(node) as connection:
        return connection.execute(statement.encode()).fetchall()


def note_of(node: TierNode) -> notes.Checkpoint:
    return notes.read(httpx.get(f"{node.url}/log/checkpoint").text)


def cosigned(node: TierNode, by: str) -> notes.Checkpoint | None:
    """The newest checkpoint, once there is one, and that neighbour has cosigned it."""
    if httpx.get(f"{node.url}/log/checkpoint").status_code == 404:
        return None
    found = note_of(node)
    return found if any(line.name == by for line in found.lines) else None


def act(node: TierNode) -> None:
    """Something that leaves a record."""
    httpx.post(f"{node.url}/api/v1/session", json={"login": node.set["handler"], "password": node.set["password"]})


def test_each_cosigns_the_others_checkpoints(province: TierNode, county: TierNode, tmp_path: Path) -> None:
    act(province)
    act(county)
    found = eventually(lambda: cosigned(province, "yishu/330106/witness"))
    eventually(lambda: cosigned(county, "yishu/330000/witness"))
    [(key,)] = rows(province, "select verifier from audit_witness")
    assert found.signed_at(VerifierKey.read(key)) is not None
    province.cli("audit", "export", str(tmp_path / "log"))
    told = json.loads(province.cli("audit", "verify", "--offline", str(tmp_path / "log"), "--json"))
    assert told["holds"]
    assert told["cosigned"]["yishu/330106/witness"] > 0


def test_an_inspector_reads_who_witnesses_the_log_and_since_when(province: TierNode, county: TierNode) -> None:
    act(province)
    eventually(lambda: cosigned(province, "yishu/330106/witness"))
    page = province.act("read_vouching")["page"]
    row = page.partition(f'<th scope="row">{county.name}</th>')[2].partition("</tr>")[0]
    assert "见证中" in row
    [(since,)] = rows(
        province, "select to_char(since at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') from audit_witness"
    )
    assert since in row
    assert "目前只有本平台自己签名" not in page


def test_a_proof_is_given_under_a_witnessed_checkpoint(province: TierNode, county: TierNode) -> None:
    act(province)
    eventually(lambda: cosigned(province, "yishu/330106/witness"))
    [(number, leaf)] = rows(province, "select id::text, encode(leaf, 'hex') from audit_record order by id limit 1")
    proof = httpx.get(f"{province.url}/log/proof/{number}.{leaf}")
    assert "yishu/330106/witness" in proof.text


def test_the_links_page_says_how_far(page: Any, county: TierNode, province: TierNode) -> None:
    act(county)
    eventually(lambda: cosigned(county, "yishu/330000/witness"))
    log_in(page, province.url, province.set["admin"], province.set["password"])
    page.goto(f"{province.url}/exchange/links/")
    assert "对方已见证本平台" in page.inner_text("main")
    assert "被改写" not in page.inner_text("main")


def test_nobody_cosigns_by_another_key(province: TierNode, county: TierNode) -> None:
    """Whoever sits in between, or another node, is not the witness."""
    act(province)
    eventually(lambda: cosigned(province, "yishu/330106/witness"))
    forged = county.act("cosign_by_another_key", note_of(province).size)
    assert forged == {"status": 422, "code": "invalid"}


def test_a_log_that_makes_its_first_key_while_it_is_looked_at_is_none_that_others_signed(
    province: TierNode, county: TierNode
) -> None:
    act(province)
    eventually(lambda: cosigned(province, "yishu/330106/witness"))
    assert county.act("look_at_a_log_that_begins") == ""


def test_what_a_neighbour_says_meanwhile_is_not_overwritten(province: TierNode, county: TierNode) -> None:
    act(province)
    eventually(lambda: cosigned(province, "yishu/330106/witness"))
    assert county.act("look_while_a_refusal_is_taken_back") == ""


def test_a_rewritten_log_is_found_by_the_next_neighbour(
    page: Any, province: TierNode, county: TierNode, tmp_path: Path
) -> None:
    act(province)
    before = eventually(lambda: cosigned(province, "yishu/330106/witness"))
    with connected(province) as connection:
        # As the operator could who has the database and the key: one record says something else, and the log is made anew over it.
        connection.execute(
            """
            begin;
            delete from audit_record where id = (select record from audit_leaf where index = 1);
            truncate audit_log, audit_leaf, audit_tile, audit_checkpoint, audit_cosignature;
            commit
            """
        )
        # And a line on every new checkpoint that looks as if the county had cosigned it.
        [(verifier,)] = connection.execute("select verifier from audit_witness").fetchall()
        forged = base64.b64encode(bytes.fromhex(verifier.split("+")[1]) + bytes(72)).decode()
        connection.execute(
            f"""
            create function forge() returns trigger language plpgsql as $$
            begin new.note := new.note || '— yishu/330106/witness {forged}' || chr(10); return new; end $$;
            create trigger forge before insert on audit_checkpoint for each row execute function forge()
            """.encode()
        )
    province.kill()
    province.start()
    for _ in range(5):
        act(province)
    [found] = eventually(lambda: rows(county, "select problem, note, shown from witnessing_watch where problem <> ''"))
    assert found[0] in ("rewritten", "rolled_back")
    assert notes.read(found[1]).size >= before.size
    eventually(lambda: rows(county, "select 1 from witnessing_watch where problem = 'rewritten'"))
    told = eventually(lambda: rows(county, "select body from audit_record where action = 'log:diverged' order by id"))
    assert "yishu/330000/log" in told[-1][0]
    assert eventually(lambda: rows(province, "select refused from witnessing_watch where refused = 'rewritten'"))
    assert not rows(province, "select 1 from audit_cosignature")
    with connected(province) as connection:
        connection.execute("drop function forge cascade")
    _cannot_satisfy_who_kept_a_checkpoint(province, county, tmp_path)
    _an_inspector_is_told(province, county)
    _both_sides_see_it_and_a_person_says_what_came_of_it(page, county, province)


def _both_sides_see_it_and_a_person_says_what_came_of_it(page: Any, county: TierNode, province: TierNode) -> None:
    log_in(page, county.url, county.set["admin"], county.set["password"])
    page.goto(f"{county.url}/exchange/links/")
    assert "被改写" in page.inner_text("main")
    assert page.get_by_role("button", name="重新开始见证").count() == 0  # not the system administrator's
    metrics = httpx.get(f"{county.url}/metrics").text
    assert "yishu_logs_unsound 1" in metrics
    county.act("witness_anew", "330000", "对方恢复了昨天的备份")
    act(province)
    eventually(lambda: cosigned(province, "yishu/330106/witness"))
    assert rows(county, "select 1 from audit_record where action = 'log:witnessed-anew'")
    assert eventually(lambda: rows(province, "select 1 from witnessing_watch where refused = ''"))


def _an_inspector_is_told(province: TierNode, county: TierNode) -> None:
    rewritten = province.act("read_vouching")
    assert f"{county.name}：日志与先前见证过的不一致：被改写" in rewritten["page"]
    assert "不再见证" in rewritten["page"]
    assert rewritten["silent"] == [county.name]  # and if it only kept silent, after a day
    assert "对方的日志不可信" in county.act("read_vouching")["page"]


def _cannot_satisfy_who_kept_a_checkpoint(province: TierNode, county: TierNode, tmp_path: Path) -> None:
    [(body,)] = rows(county, "select body from audit_record where action = 'log:diverged' order by id limit 1")
    kept = tmp_path / "kept"
    kept.write_text(json.loads(body)["detail"]["witnessed"], "utf-8")
    command = [sys.executable, "-m", "yishu.cli", "audit", "verify", "--known", str(kept)]
    found = subprocess.run(command, env=province.environment, capture_output=True, text=True, check=False)
    assert found.returncode == 1
