"""The directory as spreadsheets and files: what stands in them, who gets which, and how they are sent (8.2)."""

import csv
import hashlib
import io
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import openpyxl
import pytest
from django.utils import timezone
from rdflib import Graph

from tests.cast import Cast, entry_draft
from tests.catalogue.directories.conftest import Apart, row
from tests.conftest import Node
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.usefixtures("django_ready")
FORMULA = '=HYPERLINK("http://evil.example","点我")'
FREE = {"category": "unrestricted", "openness": "open", "condition": ""}


@pytest.fixture(scope="module")
def story(django_ready: str, node: Node) -> Any:
    """One entry open to the public with a formula for a summary, one for agencies only, one that is not shared."""
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    cast = Cast()
    office, parks, civil = cast.agency("主管", coordinator=True), cast.agency("园林"), cast.agency("民政")

    def published(**changes: Any) -> Resource:
        entry = commands.draft_entry(parks.a, parks.agency, entry_draft(**changes), now=cast.now)
        commands.submit_entry(parks.a, entry.pk, now=cast.now)
        commands.sign_off(parks.b, entry.pk, scope="全部信息项", now=cast.now)
        commands.publish_entry(office.b, entry.pk, now=cast.now)
        return Resource.objects.get(pk=entry.resource_id)

    items = (
        ItemDraft("park_no", "公园编号", is_key=True, length=18),
        ItemDraft("kind", "公园类型", codes={"1": "综合", "2": "专类"}, meaning="+1+cmd|' /C calc'!A0"),
    )
    opened = published(
        name="公园名录样例", summary=FORMULA, items=items, key_kind="plain", tags=("公园", "绿地"), **FREE
    )
    restricted = published(name="园林行政处罚样例")
    secret = published(
        name="园林涉密样例", category="non_shared", modes=(), legal_basis="《测试法》第三条", condition=""
    )
    return SimpleNamespace(
        url=node.url,
        key=civil.system().headers,
        parks=parks,
        published=published,
        opened=opened,
        restricted=restricted,
        secret=secret,
    )


def fetched(story: Any, path: str, **headers: str) -> httpx.Response:
    answer = httpx.get(f"{story.url}/api/v1/{path}", headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer


def sheet(book: openpyxl.Workbook, name: str) -> list[dict[str, Any]]:
    heads, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), each, strict=True)) for each in rows]


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.clause("8.2")
def test_the_workbook_has_entries_and_items_under_the_names_of_the_guide(story: Any) -> None:
    answer = fetched(story, "catalogue.xlsx", **story.key)
    assert "%E8%B5%84%E6%BA%90%E7%9B%AE%E5%BD%95.xlsx" in answer.headers["content-disposition"]
    book = workbook(answer.content)
    assert book.sheetnames == ["条目", "信息项"]
    entry = next(each for each in sheet(book, "条目") if each["信息资源代码"] == story.opened.code)
    assert entry["信息资源名称"] == "公园名录样例"
    assert entry["信息资源提供方代码"] == story.parks.agency.code
    assert (entry["共享类型"], entry["共享方式"], entry["是否向社会开放"]) == ("非受限共享", "比对验证", "向社会开放")
    assert (entry["标签"], entry["信息项数"], entry["更新周期"]) == ("公园、绿地", 2, "实时")
    assert entry["发布日期"].date() == timezone.localdate()
    assert entry["永久地址"] == f"{story.url}/id/resource/{story.opened.path_code}"
    number, kind = [each for each in sheet(book, "信息项") if each["信息资源代码"] == story.opened.code]
    assert (number["信息项名称"], number["数据长度"], number["主键"]) == ("公园编号", 18, "是")
    assert (kind["代码表"], kind["主键"]) == ("1=综合; 2=专类", "否")


def test_a_text_never_becomes_a_formula(story: Any) -> None:
    book = workbook(fetched(story, "catalogue.xlsx").content)
    cells = [cell for each in book for line in each.iter_rows() for cell in line if cell.value is not None]
    assert FORMULA in [cell.value for cell in cells]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    entries = list(csv.DictReader(io.StringIO(fetched(story, "catalogue.csv").text.removeprefix("\ufeff"))))
    assert f"'{FORMULA}" in [each["信息资源摘要"] for each in entries]
    items = list(csv.DictReader(io.StringIO(fetched(story, "catalogue.items.csv").text.removeprefix("\ufeff"))))
    assert "'+1+cmd|' /C calc'!A0" in [each["含义"] for each in items]
    assert not [
        value for each in (*entries, *items) for value in each.values() if value.startswith(("=", "+", "-", "@"))
    ]


def test_whoever_reads_english_gets_english_heads_and_words(story: Any) -> None:
    answer = fetched(story, "catalogue.xlsx", **story.key, **{"Accept-Language": "en"})
    book = workbook(answer.content)
    assert book.sheetnames == ["Entries", "Items"]
    entry = next(each for each in sheet(book, "Entries") if each["Resource code"] == story.opened.code)
    assert (entry["Sharing type"], entry["Update cycle"]) == ("Unrestricted", "Real time")
    chinese = fetched(story, "catalogue.xlsx", **story.key)
    assert chinese.headers["etag"] != answer.headers["etag"]
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.clause("8.2")
def test_without_login_no_form_holds_a_word_of_what_is_not_open(story: Any) -> None:
    for form in ("csv", "items.csv", "json", "jsonld", "ttl"):
        everybody, agencies = (
            fetched(story, f"catalogue.{form}").text,
            fetched(story, f"catalogue.{form}", **story.key).text,
        )
        assert story.opened.path_code in everybody.replace("/", "-")
        for hidden in (story.restricted, story.secret):
            assert hidden.code not in everybody
            assert hidden.path_code not in everybody
            assert hidden.path_code in agencies.replace("/", "-")
        assert "园林涉密样例" not in everybody
    codes = {each["信息资源代码"] for each in sheet(workbook(fetched(story, "catalogue.xlsx").content), "条目")}
    assert story.opened.code in codes
    assert not codes & {story.restricted.code, story.secret.code}


def test_the_parts_are_asked_for_by_name(story: Any) -> None:
    sharing = fetched(story, "catalogue.csv?directory=sharing", **story.key).text
    assert story.restricted.code in sharing
    assert story.secret.code not in sharing  # it is shared with nobody
    assert story.secret.code in fetched(story, "catalogue.csv?directory=resource", **story.key).text
    assert story.restricted.code not in fetched(story, "catalogue.csv?directory=open", **story.key).text
    assert httpx.get(f"{story.url}/api/v1/catalogue.csv?directory=sharing").status_code == 401
    wrong = httpx.get(f"{story.url}/api/v1/catalogue.csv?directory=private")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "directory_unknown")


def test_a_change_is_in_the_next_download_and_nothing_changed_is_not_sent_again(story: Any) -> None:
    from yishu.catalogue import commands

    first = fetched(story, "catalogue.ttl")
    again = {"If-None-Match": first.headers["etag"]}
    same = httpx.get(f"{story.url}/api/v1/catalogue.ttl", headers=again)
    assert (same.status_code, same.content) == (304, b"")
    commands.suspend_resource(story.parks.b, story.opened, reason="检修", now=timezone.now())
    try:
        changed = httpx.get(f"{story.url}/api/v1/catalogue.ttl", headers=again)
        assert changed.status_code == 200
        assert story.opened.path_code not in changed.text
    finally:
        commands.resume_resource(story.parks.b, story.opened, reason="检修完成", now=timezone.now())
    assert story.opened.path_code in fetched(story, "catalogue.ttl").text


def test_a_broken_download_is_taken_up_where_it_ended(story: Any) -> None:
    plain = {"Accept-Encoding": "identity"}
    whole = fetched(story, "catalogue.json", **plain)
    size, tag = len(whole.content), whole.headers["etag"]
    assert (whole.headers["accept-ranges"], int(whole.headers["content-length"])) == ("bytes", size)

    def part(wanted: str, **more: str) -> httpx.Response:
        return httpx.get(f"{story.url}/api/v1/catalogue.json", headers={"Range": f"bytes={wanted}", **plain, **more})

    head, tail = part("0-99"), part("100-", **{"If-Range": tag})
    assert (head.status_code, head.headers["content-range"]) == (206, f"bytes 0-99/{size}")
    assert head.content + tail.content == whole.content
    assert part("-7").content == whole.content[-7:]
    behind = part(f"{size}-")
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{size}")
    assert part("0-99", **{"If-Range": '"another"'}).status_code == 200  # another file by now: all of it
    squeezed = httpx.get(f"{story.url}/api/v1/catalogue.json", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["content-encoding"] == "gzip"
    assert squeezed.content == whole.content  # as httpx unpacks it
    assert "x-yishu-send" not in whole.headers


@pytest.mark.clause("8.2")
def test_an_item_that_is_closed_to_the_public_is_in_no_public_form(story: Any, client: Any) -> None:
    items = (
        ItemDraft("pond_no", "池塘编号", is_key=True, length=18),
        ItemDraft("grade", "管养评语", openness="closed"),
    )
    partly = story.published(name="公园池塘样例", items=items, key_kind="plain", **FREE)
    public = [f"/api/v1/catalogue.{form}" for form in ("csv", "items.csv", "json", "jsonld", "ttl")]
    public += [f"/api/v1/catalogue/resources/{partly.path_code}{end}" for end in ("", ".ttl", ".jsonld")]
    public += [f"/catalogue/{partly.path_code}/", "/catalogue/?q=公园池塘"]
    for path in public:
        answer = client.get(path)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert "公园池塘" in text, path
        assert "管养评语" not in text, path
        if path.startswith("/api/v1/catalogue.items"):
            assert "池塘编号" in text
    assert partly.path_code not in client.get("/catalogue/?q=管养评语").content.decode()
    client.force_login(story.parks.person_a)
    assert "管养评语" in client.get(f"/catalogue/{partly.path_code}/").content.decode()


def test_the_command_writes_what_is_served(story: Any, tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    for form in ("xlsx", "csv", "items", "json", "jsonld"):
        file = tmp_path / f"directory.{form}"
        command = [
            sys.executable,
            "-m",
            "yishu.cli",
            "catalogue",
            "export",
            str(file),
            "--format",
            form,
            "--url",
            story.url,
        ]
        subprocess.run(command, env=os.environ, capture_output=True, check=True)
        served = fetched(story, f"catalogue.{'items.csv' if form == 'items' else form}").content
        assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(served).digest(), form
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@pytest.fixture(scope="module")
def large(make_apart: Callable[[str], Apart]) -> Apart:
    """A node whose open directory weighs more than what sockets hold."""
    apart = make_apart("large")
    apart.import_rows([row(n) for n in range(2500)])
    apart.sql("update catalogue_entry set summary = repeat('景', 2400)")  # weight only: what is searched stays as it is
    return apart


def test_readers_who_take_nothing_keep_nobody_from_the_portal(large: Apart) -> None:
    node = large.serve()
    whole = httpx.get(f"{node.url}/api/v1/catalogue.json", headers={"Accept-Encoding": "identity"}, timeout=60).content
    assert len(whole) > 15_000_000
    place = urlsplit(node.url)
    stuck = []
    for _ in range(9):  # more than the portal has threads
        each = socket.socket()
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        each.connect((place.hostname, place.port))
        each.sendall(f"GET /api/v1/catalogue.json HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        stuck.append(each)
    time.sleep(1)
    start = time.monotonic()
    assert httpx.get(f"{node.url}/catalogue/", timeout=5).status_code == 200
    assert time.monotonic() - start < 4
    for each in stuck:
        assert each.recv(12) == b"HTTP/1.1 200"
    for each in stuck:
        each.close()


def test_memory_does_not_grow_with_the_directory(large: Apart, tmp_path: Path) -> None:
    """Twice the text at least is in the file; the process holds a small part of it."""
    import subprocess
    import sys

    script = (
        "import resource, sys; from yishu.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )

    def peak(*words: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", script, *words], env=large.environment, capture_output=True, check=True
        )
        return int(done.stdout.split()[-1])

    small = peak("catalogue", "--help")
    file = tmp_path / "all.json"
    most = peak("catalogue", "export", str(file), "--format", "json")
    assert file.stat().st_size > 15_000_000
    assert most - small < 120, f"{most - small} MiB"


def test_an_address_made_up_by_callers_fills_no_disk(make_apart: Callable[[str], Apart]) -> None:
    """Who may name any port in Host makes no more files than are kept anyway."""
    small = make_apart("small")
    small.import_rows([row(1)])
    node = small.serve()
    for port in range(40000, 40030):
        answer = httpx.get(f"{node.url}/api/v1/catalogue.ttl", headers={"Host": f"127.0.0.1:{port}"}, timeout=60)
        assert f"http://127.0.0.1:{port}/id/catalogue" in answer.text[:2000]
    assert len([each for each in (small.folder / "node" / "directory-cache").iterdir() if each.is_dir()]) <= 24


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own reader
def test_a_directory_without_entries_is_whole_in_every_form(
    story: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.catalogue.directories import writing
    from yishu.catalogue.directories.models import Part

    monkeypatch.setattr(writing, "members", lambda *_: iter(()))
    assert writing.write_part(tmp_path, Part.OPEN, story.url, "zh") == 0
    read = {path.name: path for path in tmp_path.iterdir()}
    assert json.loads(read["catalogue.json"].read_text("utf-8"))["entries"] == []
    for form, name in (("json-ld", "catalogue.jsonld"), ("turtle", "catalogue.ttl")):
        assert len(Graph().parse(read[name], format=form)) > 2
    assert openpyxl.load_workbook(read["catalogue.xlsx"]).sheetnames
