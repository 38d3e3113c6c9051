"""Numbered versions of the directories: frozen, counted, signed, each part to its readers (8.2)."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from tests.cast import Cast
from tests.catalogue.directories.conftest import Apart, row
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def apart(make_apart: Callable[[str], Apart]) -> Apart:
    """A node that has published two versions: an entry came, one was renamed by a reader of rows, one went."""
    apart = make_apart("versions")
    apart.import_rows([row(n) for n in range(5)])
    apart.done("catalogue", "publish", "--note", "首版")
    apart.import_rows([row(n) for n in range(5, 7)])
    apart.sql("update catalogue_entry set summary = '改过' where name = '公园名录1'")
    apart.sql("update catalogue_resource set state = 'withdrawn' where search_text like '公园名录2%'")
    return apart


@pytest.fixture(scope="module")
def served(apart: Apart) -> Node:
    said = apart.done("catalogue", "publish", YISHU_URL="https://share.example").decode()
    assert "open: 6 entries, 2 added, 1 changed, 1 withdrawn" in said
    return apart.serve()


def downloaded(url: str, folder: Path) -> Path:
    """All files of an edition, as its page offers them, with the node's public key beside."""
    folder.mkdir()
    manifest = httpx.get(f"{url}/manifest.json").json()
    for name in [*(each["name"] for each in manifest["files"]), "manifest.json", "manifest.sig"]:
        answer = httpx.get(f"{url}/{name}")
        assert answer.status_code == 200, name
        (folder / name).write_bytes(answer.content)
    return folder


@pytest.mark.clause("8.2")
def test_a_version_stays_as_it_was_and_tells_what_changed(served: Node) -> None:
    first, second = (f"{served.url}/directories/{n}/open" for n in (1, 2))
    old, new = (httpx.get(f"{each}/catalogue.json").json()["entries"] for each in (first, second))
    assert {each["name"] for each in old} - {each["name"] for each in new} == {"公园名录2"}
    assert len(new) == 6
    assert new[0]["address"].startswith("https://share.example/id/resource/")
    lines = list(csv.DictReader(io.StringIO(httpx.get(f"{second}/changes.csv").text.removeprefix("\ufeff"))))
    told = {(each["变化"], each["信息资源名称"]) for each in lines}
    assert told == {("新增", "公园名录5"), ("新增", "公园名录6"), ("变更", "公园名录1"), ("移出", "公园名录2")}
    page = httpx.get(f"{second}/").text
    assert "公园名录5" in page
    assert "公园名录3" not in page  # nothing became of it
    listed = httpx.get(f"{served.url}/directories/").text
    assert "首版" in listed
    assert "新增 2，变更 1，移出 1" in listed


@pytest.mark.clause("8.2")
def test_an_outsider_verifies_a_version_with_openssl_and_with_the_command(served: Node, tmp_path: Path) -> None:
    import sys

    folder = downloaded(f"{served.url}/directories/2/open", tmp_path / "version")
    key = tmp_path / "key.pem"
    key.write_bytes(httpx.get(f"{served.url}/directories/key.pem").content)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin", "-in", "manifest.json"]
    subprocess.run([*command, "-sigfile", "manifest.sig"], cwd=folder, check=True, capture_output=True)

    def verified() -> subprocess.CompletedProcess[str]:
        words = ["catalogue", "verify", str(folder), "--key", str(key)]
        empty = {"PATH": "/usr/bin:/bin", "YISHU_DIR": str(tmp_path / "none")}  # no node, no database
        return subprocess.run([sys.executable, "-m", "yishu.cli", *words], capture_output=True, text=True, env=empty)

    sound = verified()
    assert sound.returncode == 0, sound.stderr
    whole = (folder / "catalogue.csv").read_bytes()
    (folder / "catalogue.csv").write_bytes(whole.replace("公园".encode(), "花园".encode(), 1))
    altered = verified()
    assert (altered.returncode, "catalogue.csv" in altered.stderr) == (1, True)
    (folder / "catalogue.csv").write_bytes(whole)
    (folder / "added.txt").write_text("x")
    assert "added.txt" in verified().stderr
    (folder / "added.txt").unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"entries": 5}))
    assert "manifest.json" in verified().stderr


@pytest.mark.clause("8.2")
def test_without_login_only_the_open_part_of_a_version_is_there(served: Node) -> None:
    for part in ("resource", "sharing"):
        for place in ("", "catalogue.csv", "manifest.json", "changes.csv"):
            answer = httpx.get(f"{served.url}/directories/2/{part}/{place}")
            assert answer.status_code == 404, place
    assert "资源目录" not in httpx.get(f"{served.url}/directories/").text.split("<tbody>")[1].split("</tbody>")[0]


def test_a_file_of_a_version_is_found_again_and_no_other_file(served: Node) -> None:
    place = f"{served.url}/directories/2/open/catalogue.json"
    whole = httpx.get(place, headers={"Accept-Encoding": "identity"})
    assert httpx.get(place, headers={"If-None-Match": whole.headers["etag"]}).status_code == 200  # gzip is another
    same = {"If-None-Match": whole.headers["etag"], "Accept-Encoding": "identity"}
    assert httpx.get(place, headers=same).status_code == 304
    part = httpx.get(place, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    head = httpx.head(place, headers={"Accept-Encoding": "identity"})
    assert (int(head.headers["content-length"]), head.content) == (len(whole.content), b"")
    for name in ("..%2f..%2fdirectory-key", "directory-key", "catalogue.json.gz", "%2e%2e"):
        assert httpx.get(f"{served.url}/directories/2/open/{name}").status_code == 404, name
    assert httpx.get(f"{served.url}/directories/3/open/").status_code == 404
    assert httpx.get(f"{served.url}/directories/2/open/?since=9").status_code == 404


def test_the_coordinator_orders_the_next_version_and_the_worker_makes_it(tmp_path: Path) -> None:
    from django.utils import timezone

    from yishu.audit.models import Record
    from yishu.catalogue.directories import versions
    from yishu.catalogue.directories.models import Version

    cast = Cast()
    office, police = cast.agency("主管", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office, name="版本样例")
    client = Client()
    client.force_login(police.person_b)
    assert "发布新版" not in client.get("/directories/").content.decode()
    assert client.post("/directories/", {"note": "越权"}).status_code == 403
    client.force_login(office.person_b)
    assert client.post("/directories/", {"note": "年度目录"}).status_code == 302
    ordered = Version.objects.first()
    assert ordered is not None
    again = client.post("/directories/", {"note": "又一版"})
    assert (again.status_code, "正在生成" in again.content.decode()) == (422, True)
    made = versions.make_ordered(timezone.now())
    assert made is not None
    assert (made.number, made.state) == (ordered.number, "published")
    assert versions.make_ordered(timezone.now()) is None
    assert resource.path_code in _text(client, f"/directories/{made.number}/resource/catalogue.ttl")
    assert resource.code not in _text(client, f"/directories/{made.number}/open/catalogue.csv")
    actions = Record.objects.filter(target=f"directory:{made.number}").values_list("action", "actor")
    assert set(actions) == {("directory:ordered", office.b.ref), ("directory:published", "platform")}


def _text(client: Any, path: str) -> str:
    return b"".join(client.get(path).streaming_content).decode()


def test_the_calendar_orders_a_version_where_something_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from yishu.catalogue.directories import versions

    cast = Cast()
    office, police = cast.agency("主管", coordinator=True), cast.agency("公安")
    versions.make_ordered(timezone.now())
    cast.resource(police, office, name="按期样例")
    later = timezone.now() + timedelta(days=8)
    versions.order_version(office.b, now=timezone.now())
    versions.make_ordered(timezone.now())
    assert versions.order_when_due(later) is None  # nothing is new
    cast.resource(police, office, name="按期样例二")
    assert versions.order_when_due(timezone.now() + timedelta(days=1)) is None  # not yet
    monkeypatch.setattr(settings, "YISHU_DIRECTORY_DAYS", 0)
    assert versions.order_when_due(later) is None  # not on this node
    monkeypatch.setattr(settings, "YISHU_DIRECTORY_DAYS", 7)
    due: Any = versions.order_when_due(later)
    assert due.ordered_by == "platform"
    assert versions.make_ordered(later) is not None


def test_a_worker_that_died_on_the_way_leaves_nothing_half_made(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    from yishu.catalogue.directories import versions

    cast = Cast()
    office = cast.agency("主管", coordinator=True)
    versions.make_ordered(timezone.now())
    ordered = versions.order_version(office.b, now=timezone.now())

    class Died(Exception):
        pass

    def die(*_: object) -> None:
        raise Died

    for step in ("_make_durable", "_publish"):
        with monkeypatch.context() as patch:
            patch.setattr(versions, step, die)
            with pytest.raises(Died):
                versions.make_ordered(timezone.now())
        client = Client()
        assert client.get(f"/directories/{ordered.number}/open/").status_code == 404
    made = versions.make_ordered(timezone.now())
    assert made is not None
    assert made.number == ordered.number
    assert not list(versions.cache_folder().glob("making-*"))
    assert {each.name for each in versions.folder_of(made, "open").parent.iterdir()} == {"resource", "sharing", "open"}
