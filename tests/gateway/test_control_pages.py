"""Declaring control records, being told of them, leaving them out by a signed manifest, tracing by them: on pages, over HTTP and by commands (20.2)."""

import json
import os
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from joserfc import jws as judge
from joserfc.jwk import OKPKey

from tests.cast import Cast
from tests.commands import run_here
from tests.conftest import ROOT
from tests.gateway.stage import Stage
from tests.operations.people import warden
from yishu.access.cli import copies
from yishu.agencies.models import Role, Scope
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.hosting.controls.models import Declaration

pytestmark = pytest.mark.clause("20.2")
ITEMS = (
    ItemDraft("number", "许可编号", is_key=True, required=True),
    ItemDraft("holder", "持证人"),
    ItemDraft("phone", "联系电话"),
    ItemDraft("fee", "费用", type="decimal"),
    ItemDraft("open", "有效", type="boolean"),
)
ROWS = 400
CONTROLS = 20


@pytest.fixture(scope="module")
def licences(stage: Stage) -> Resource:
    """Published, without control records."""
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain", name="许可信息")
    lines = "".join(f"L{n:07d},持证人{n},1391234{n:04d},{n}.5,{n % 2}\n" for n in range(ROWS))
    stage.cast.publish(stage.police, made, f"number,holder,phone,fee,open\n{lines}", stage.folder)
    return made


@pytest.fixture(scope="module")
def declared(stage: Stage, licences: Resource) -> Resource:
    """The same with control records, and CIVIL's grant to copy it."""
    from yishu.hosting.controls import commands

    if not Declaration.objects.filter(resource=licences, ended_at=None).exists():
        commands.declare(stage.police.a, licences.code, commands.Wish(text="ZQ"), now=stage.cast.now)
    stage.cast.grant(stage.civil, stage.police, licences, systems=(stage.civil_system,), modes=("bulk",))
    return licences


def shown(page: Any) -> str:
    return unescape(page.content.decode())


def test_an_officer_looks_declares_and_ends_on_the_page(stage: Stage, client: Any) -> None:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    lines = "".join(f"L{n:07d},持证人{n},1391234{n:04d},{n}.5,{n % 2}\n" for n in range(30))
    stage.cast.publish(stage.police, made, f"number,holder,phone,fee,open\n{lines}", stage.folder)
    page, entry = f"/hosting/controls/{made.path_code}/", f"/catalogue/{made.path_code}/"
    client.force_login(stage.police.person_a)
    assert "管理标识记录" in shown(client.get(entry))
    assert "保留的开头" in shown(client.get(page))
    wrong = client.post(page, {"item": "number", "text": "L0", "act": "look"})
    assert (wrong.status_code, "已有主键以 L0 开头的记录" in shown(wrong)) == (422, True)
    wish = {"item": "number", "text": "ZQ", "empty": ["phone"]}
    looked = shown(client.post(page, {**wish, "act": "look"}))
    assert "标识记录样例" in looked
    assert looked.count("<td>ZQ") == 3
    # What was not looked at is not declared.
    client.post(page, {**wish, "act": "declare", "seen": "another"})
    assert not Declaration.objects.filter(resource=made).exists()
    seen = looked.split('name="seen" value="')[1].split('"')[0]
    assert client.post(page, {**wish, "act": "declare", "seen": seen}).status_code == 302
    assert "substr(number, 1, 2) <> 'ZQ'" in shown(client.get(page))
    # Whoever might apply is told.
    client.force_login(stage.forestry.person_a)
    assert "使用前应剔除" in shown(client.get(entry))
    assert client.get(page).status_code == 403
    client.force_login(stage.police.person_a)
    assert client.post(f"{page}end/").status_code == 302
    acts = Record.objects.filter(resource=made.code, action__startswith="controls:").order_by("id")
    assert [one.action for one in acts] == ["controls:declared", "controls:ended"]
    client.force_login(stage.forestry.person_a)
    assert "使用前应剔除" not in shown(client.get(entry))


def test_a_system_declares_reads_and_ends_over_http(stage: Stage, client: Any) -> None:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    place = f"/api/v1/hosting/{made.path_code}/controls"
    publisher = stage.police.system(Scope.PUBLISH)

    def send(method: str, who: Cast.System, body: Any = None) -> Any:
        text = json.dumps(body) if body is not None else ""
        return client.generic(method, place, text, content_type="application/json", headers=who.headers)

    assert send("POST", publisher, {"text": "ZQ"}).status_code == 404  # nothing is hosted yet
    stage.cast.publish(stage.police, made, "number,holder,phone,fee,open\nL0000001,某,,,\n", stage.folder)
    assert (send("GET", publisher).status_code, send("DELETE", publisher).status_code) == (404, 404)
    for body, field in (
        ({"text": "-"}, "text"),
        ({"text": "ZQ", "item": "holder"}, "item"),
        ({"text": "ZQ", "empty": ["number"]}, "empty"),
    ):
        refused = send("POST", publisher, body)
        assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, [field])
    told = send("POST", publisher, {"text": "ZQ"})
    assert told.status_code == 201
    assert {name: told.json()[name] for name in ("item", "start", "text", "leave_out")} == {
        "item": "number",
        "start": 1,
        "text": "ZQ",
        "leave_out": "substr(number, 1, 2) <> 'ZQ'",
    }
    assert send("POST", publisher, {"text": "ZR"}).json()["code"] == "controls_stand"
    assert send("GET", stage.forestry_system).json()["number"] == told.json()["number"]
    assert send("DELETE", stage.forestry_system).status_code == 403
    assert send("DELETE", publisher).json()["ended_at"] is not None


def fetched(
    http: httpx.Client, stage: Stage, resource: Resource, client: Any, folder: Path, form: str
) -> tuple[Path, Path, httpx.Response]:
    """A copy and its manifest, as files."""
    answer = http.get(stage.path("bulk", resource), params={"format": form}, headers=stage.civil_system.headers)
    assert answer.status_code == 200, answer.text
    told = client.get(f"/api/v1/copies/{answer.headers['yishu-receipt']}/manifest", headers=stage.civil_system.headers)
    assert told.status_code == 200, told.content
    copy, manifest = folder / f"copy.{form}", folder / "manifest.json"
    copy.write_bytes(answer.content)
    manifest.write_bytes(told.content)
    return copy, manifest, answer


def stripped(copy: Path, manifest: Path, *more: str) -> tuple[Result, Path]:
    out = copy.with_name(f"out-{copy.name}")
    return CliRunner().invoke(copies, ["strip", str(copy), str(out), "--manifest", str(manifest), *more]), out


def test_a_signed_manifest_says_which_records_are_none(
    http: httpx.Client, stage: Stage, declared: Resource, client: Any, tmp_path: Path
) -> None:
    _copy, manifest, answer = fetched(http, stage, declared, client, tmp_path, "csv")
    told = json.loads(manifest.read_text())
    [key] = client.get("/api/v1/keys").json()["keys"]
    read = judge.deserialize_compact(told["manifest"], OKPKey.import_key(key), algorithms=["Ed25519", "EdDSA"])
    assert (read.headers()["typ"], read.headers()["kid"]) == ("yishu-copy+jws", key["kid"])
    said = json.loads(read.payload)
    assert (said["receipt"], said["resource"], said["rows"]) == (answer.headers["yishu-receipt"], declared.code, ROWS)
    assert said["controls"]["records"] == CONTROLS
    assert said["controls"]["leave_out"] == "substr(number, 1, 2) <> 'ZQ'"
    # Of another agency's copy, and of none.
    for receipt in (said["receipt"], f"{said['receipt'][:-1]}x", "nothing"):
        stranger = client.get(f"/api/v1/copies/{receipt}/manifest", headers=stage.forestry_system.headers)
        assert (stranger.status_code, stranger.json()["code"]) == (404, "copy_not_found")


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow"])
def test_a_holder_leaves_them_out_by_the_manifest(
    form: str, http: httpx.Client, stage: Stage, declared: Resource, client: Any, tmp_path: Path
) -> None:
    copy, manifest, _answer = fetched(http, stage, declared, client, tmp_path, form)
    [key] = client.get("/api/v1/keys").json()["keys"]
    done, out = stripped(copy, manifest, "--key", key["kid"])
    assert (done.exit_code, f"保留 {ROWS} 条，剔除标识记录 {CONTROLS} 条" in done.output) == (0, True), done.output
    if form in ("parquet", "arrow"):
        table = pq.read_table(out) if form == "parquet" else pa.ipc.open_stream(out.read_bytes()).read_all()
        numbers = table.column("number").to_pylist()
        assert table.schema.equals(
            pq.read_schema(copy) if form == "parquet" else pa.ipc.open_stream(copy.read_bytes()).schema
        )
    elif form == "csv":
        numbers = [line.partition(",")[0] for line in out.read_text().splitlines()[1:]]
    else:
        numbers = [json.loads(line)["number"] for line in out.read_text().splitlines()]
    assert sorted(numbers) == [f"L{n:07d}" for n in range(ROWS)]


def test_a_manifest_that_was_changed_or_signed_by_another_is_refused(
    http: httpx.Client, stage: Stage, declared: Resource, client: Any, tmp_path: Path
) -> None:
    copy, manifest, _answer = fetched(http, stage, declared, client, tmp_path, "csv")
    done, out = stripped(copy, manifest, "--key", "0" * 64)
    assert (done.exit_code, out.exists()) == (2, False)
    told = json.loads(manifest.read_text())
    head, body, value = told["manifest"].split(".")
    manifest.write_text(json.dumps({**told, "manifest": f"{head}.{body[:-2]}AA.{value}"}))
    done, out = stripped(copy, manifest)
    assert (done.exit_code, "does not hold" in done.output, out.exists()) == (2, True, False)


def test_the_page_and_the_command_say_it_in_words(
    http: httpx.Client, stage: Stage, declared: Resource, client: Any, tmp_path: Path
) -> None:
    copy, _manifest, answer = fetched(http, stage, declared, client, tmp_path, "csv")
    head, *rows = copy.read_text().splitlines()
    copy.write_text("\n".join([head, *sorted(rows)]) + "\n")
    client.force_login(warden(Role.SECURITY_ADMINISTRATOR))
    page = shown(
        client.post("/access/trace/", {"resource": "", "file": SimpleUploadedFile("x.csv", copy.read_bytes())})
    )
    for words in (
        declared.code,
        stage.civil.agency.name,
        answer.headers["yishu-receipt"],
        f"含此副本 {CONTROLS} 条标识记录中的 {CONTROLS} 条",
    ):
        assert words in page
    command = [sys.executable, "-m", "yishu.cli", "trace", str(copy)]
    done = subprocess.run(command, env=os.environ, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for words in (declared.code, stage.civil.agency.name, f"{CONTROLS} 条标识记录中的 {CONTROLS} 条", "10^-"):
        assert words in done.stdout
    copy.write_text("a,b\n1,2\n")
    done = run_here("trace", str(copy))
    assert (done.returncode, "请写明资源代码" in done.stderr) == (1, True)


def test_leaving_them_out_writes_the_whole_file_or_nothing(
    http: httpx.Client, stage: Stage, declared: Resource, client: Any, tmp_path: Path
) -> None:
    copy, manifest, _answer = fetched(http, stage, declared, client, tmp_path, "csv")
    whole = copy.read_bytes()
    for broken in (b"other\n1\n", whole[:400] + b"\xff" + whole[400:]):
        copy.write_bytes(broken)
        done, out = stripped(copy, manifest)
        assert (done.exit_code, out.exists()) == (2, False), done.output
    copy.write_bytes(whole)
    arguments = ["strip", str(copy), str(copy), "--manifest", str(manifest)]
    done = CliRunner().invoke(copies, arguments)  # into its own place
    assert done.exit_code == 0, done.output
    assert len(copy.read_text().splitlines()) == ROWS + 1
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_border_of_any_length_is_no_hindrance(tmp_path: Path) -> None:
    from yishu.access.manifests import ControlsSaid
    from yishu.access.stripping import strip

    copy, out = tmp_path / "copy.csv", tmp_path / "out.csv"
    copy.write_text(f"number,place\nL1,{'9' * 200_000}\nZQ1,x\n")
    said = ControlsSaid(records=1, number=1, item="number", start=1, text="ZQ", leave_out="")
    assert strip(copy, out, said) == (1, 1)
