"""The open directory as a signed static site: nothing of the closed part in it, searched without a server, the same bytes again (8.2)."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.catalogue.directories.conftest import Apart, row

pytestmark = pytest.mark.usefixtures("django_ready")

PUBLISH = """
from datetime import datetime, UTC
from tests.cast import Cast
cast = Cast()
office, police = cast.agency("主管", coordinator=True), cast.agency("公安")
cast.resource(police, office, name="涉密台账名称")
from yishu.catalogue.models import Resource
opened = cast.resource(police, office, name="派出所通讯录", category="unrestricted", openness="open")
print(Resource.objects.exclude(pk=opened.pk).filter(state="published").get().code)
"""


@pytest.fixture(scope="module")
def apart(make_apart: Callable[[str], Apart]) -> Apart:
    """130 imported entries, one published open entry, one that agencies alone may know of."""
    apart = make_apart("site")
    rows = [row(n, 数据领域="城建" if n % 2 else "生态") for n in range(129)]
    apart.import_rows([*rows, row(129, 标题="湿地鸟类<观测>", 摘要="白鹭、夜鹭等鸟类数量", 标签="鸟")])
    script = f"import django; django.setup()\n{PUBLISH}"
    done = subprocess.run([sys.executable, "-c", script], env=apart.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    apart.closed = done.stdout.strip()  # type: ignore[attr-defined]
    return apart


@pytest.fixture(scope="module")
def site(apart: Apart) -> Path:
    folder = apart.folder / "site"
    said = apart.done("catalogue", "site", str(folder), "--address", "https://open.example/data").decode()
    assert said.startswith("131 entries, ")
    return folder


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def digests(folder: Path) -> dict[str, str]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


@pytest.mark.clause("8.2")
def test_no_word_of_what_is_not_open_is_in_any_file(apart: Apart, site: Path) -> None:
    import zipfile

    closed: str = apart.closed  # type: ignore[attr-defined]
    words = ["涉密台账", closed, closed.replace("/", "-"), "按履职需要核定"]
    seen_open = 0
    for path in site.rglob("*"):
        if not path.is_file():
            continue
        parts = [path.read_bytes()]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                parts = [book.read(name) for name in book.namelist()]
        for content in parts:
            text = content.decode("utf-8", "replace")
            assert not [word for word in words if word in text], path
            seen_open += "派出所通讯录" in text
    assert seen_open > 10
    grams = {
        gram for shard in (site / "search").glob("??.json") for gram in __import__("json").loads(shard.read_text())
    }
    assert "湿地" in grams
    assert not {"涉密", "密台", "台账"} & grams


@pytest.mark.clause("8.2")
def test_the_same_directory_gives_the_same_bytes(apart: Apart, site: Path) -> None:
    before = digests(site)
    apart.done("catalogue", "site", str(site), "--address", "https://open.example/data")
    assert digests(site) == before
    assert not [each for each in site.parent.iterdir() if each.name.startswith(".site")]
    other = apart.folder / "something"
    other.mkdir()
    (other / "letter.txt").write_text("keep me")
    refused = apart.cli("catalogue", "site", str(other))
    assert (refused.returncode, (other / "letter.txt").read_text()) == (1, "keep me")
    assert "不是本命令生成的网站" in refused.stderr.decode()


@pytest.mark.clause("8.2")
def test_the_public_key_alone_verifies_the_site(site: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes((site / "key.pem").read_bytes())
    empty = {"PATH": "/usr/bin:/bin", "YISHU_DIR": str(tmp_path / "none")}

    def verified(with_key: Path = key) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "yishu.cli", "catalogue", "verify-site", str(site), "--key", str(with_key)]
        return subprocess.run(command, capture_output=True, text=True, env=empty)

    assert verified().returncode == 0, verified().stderr
    page = site / "search.js"
    whole = page.read_bytes()
    page.write_bytes(whole + b"//")
    assert (verified().returncode, "search.js" in verified().stderr) == (1, True)
    page.write_bytes(whole)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    other = tmp_path / "other.pem"
    public = Ed25519PrivateKey.generate().public_key()
    other.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert verified(other).returncode == 1


def test_every_page_is_in_the_sitemap_and_every_link_leads_somewhere(site: Path) -> None:
    import re
    from urllib.parse import urljoin, urlsplit

    places = [each.text or "" for each in ElementTree.parse(site / "sitemap.xml").iter() if each.tag.endswith("}loc")]
    assert len(places) == 2 + 2 * 131
    for place in places:
        assert (site / place.removeprefix("https://open.example/data/")).is_file(), place
    broken = []
    for page in [*site.glob("*.html"), *(site / "en").glob("*.html"), *list(site.rglob("r/*.html"))[:40]]:
        at = f"https://open.example/data/{page.relative_to(site)}"
        for link in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text("utf-8")):
            there = urljoin(at, link)
            if urlsplit(there).netloc == "open.example":
                path = urlsplit(there).path.removeprefix("/data/")
                broken += [] if (site / path).is_file() else [(page.name, link)]
    assert not broken
    assert not [
        each
        for each in site.rglob("*.html")
        if re.search(r"<script(?! src=)| style=| onclick=", each.read_text("utf-8"))
    ]


@pytest.mark.browser
@pytest.mark.clause("8.2")
def test_a_reader_searches_and_browses_without_any_server_of_ours(served: str, page: Any) -> None:
    page.goto(f"{served}/index.html")
    page.get_by_label("搜索").fill("湿地 鸟")
    page.get_by_role("button", name="搜索").click()
    page.get_by_text("找到 1 项").wait_for()
    page.get_by_role("link", name="湿地鸟类<观测>").click()
    page.get_by_role("heading", name="湿地鸟类<观测>").wait_for()
    assert "白鹭" in page.locator("main").inner_text()
    page.get_by_role("link", name="English").click()
    page.get_by_text("Provider", exact=True).wait_for()
    page.goto(f"{served}/index.html?q=公园名录")
    page.get_by_text("找到 20+ 项").wait_for()
    page.get_by_role("button", name="显示更多").click()
    page.get_by_text("找到 40+ 项").wait_for()
    page.goto(f"{served}/index.html?q=园公")  # both characters are everywhere, the pair is not
    page.get_by_text("没有找到").wait_for()
    page.goto(f"{served}/index.html?q=鹭")
    page.get_by_text("找到 1 项").wait_for()
    page.goto(f"{served}/index.html?q=涉密台账")
    page.get_by_text("没有找到").wait_for()


@pytest.mark.browser
def test_without_scripts_every_entry_is_reached_by_browsing(served: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{served}/index.html")
    page.get_by_text("浏览器未启用脚本").wait_for()
    page.get_by_role("link", name="全部资源").click()
    page.get_by_role("link", name="下一页").click()
    assert page.locator(".cards li").count() == 31
    page.goto(f"{served}/index.html")
    page.get_by_role("link", name="生态").click()
    page.locator(".cards a").first.click()
    page.locator("article h1").wait_for()
    context.close()
