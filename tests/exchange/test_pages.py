"""Links and other nodes' entries as people meet them."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import free_port
from tests.exchange.nodes import TierNode, eventually
from tests.walking import enter, log_in


@pytest.mark.clause("37.1")
def test_a_handler_finds_a_provincial_resource_and_applies_at_the_county(
    page: Any, province: TierNode, county: TierNode
) -> None:
    code = f"330000/{province.set['population']}"
    eventually(lambda: any(one["code"] == code for one in county.get("/api/v1/exchange/catalogue")))
    log_in(page, county.url, county.set["handler"], county.set["password"])
    enter(page, "目录")
    page.get_by_role("link", name="其他平台资源").click()
    page.get_by_role("searchbox").last.fill(code.rpartition("/")[0].partition("/")[2])
    page.get_by_role("button", name="搜索").last.click()
    row = page.get_by_role("row").filter(has_text=code)
    assert "来自省级平台" in row.inner_text()
    row.get_by_role("link").click()
    page.get_by_label("履职事项").fill("页面申请")
    page.get_by_label("姓名").check()
    page.get_by_label("比对验证").check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/exchange/applications/*/")
    page.get_by_role("link", name="跨平台申请").last.click()

    def in_review() -> bool:
        page.reload()
        return "待审核" in page.get_by_role("row").filter(has_text="页面申请").inner_text()

    eventually(in_review)
    inbox = province.get("/api/v1/inbox", "signer")
    assert "页面申请" in {one["duty"] for one in inbox}


@pytest.mark.clause("37.1")
def test_the_administrator_sees_the_links_and_invites(page: Any, province: TierNode, county: TierNode) -> None:
    log_in(page, province.url, province.set["admin"], province.set["password"])
    page.goto(f"{province.url}/exchange/links/")
    card = page.locator("section").filter(has_text=county.name).first
    assert "畅通" in eventually(lambda: card.inner_text())
    page.get_by_role("button", name="邀请下级平台").click()
    assert "yli_" in page.content()
    page.goto(f"{province.url}/exchange/links/")
    assert "yli_" not in page.content()


def test_the_links_are_for_those_who_keep_them(county: TierNode) -> None:
    with httpx.Client(base_url=county.url) as client:
        token = client.get("/login").text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        login = {"login": county.set["handler"], "password": county.set["password"], "csrfmiddlewaretoken": token}
        assert client.post("/login", data=login).status_code == 302
        assert client.get("/exchange/links/").status_code == 403
        assert client.get("/exchange/entries/").status_code == 200


def test_an_invitation_of_another_node_is_refused(county: TierNode) -> None:
    """Whoever answers must have the key whose fingerprint the invitation holds."""
    with false_node() as url:
        body = {"url": url, "token": f"yli_x.{'0' * 64}", "own_url": county.url}
        answer = httpx.post(f"{county.url}/api/v1/exchange/links", json=body, headers=county.as_("admin"))
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_node")


@contextmanager
def false_node() -> Iterator[str]:
    """Answers whatever is asked with a card of its own."""
    raw = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    card = {"code": "330100", "name": "?", "tier": "city", "url": "", "public_key": base64.b64encode(raw).decode()}

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            content = json.dumps(card).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", free_port()), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
