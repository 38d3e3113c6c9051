"""The look in a real browser: what JavaScript adds, and that nothing breaks the policy or the width of a phone."""

import logging
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from tests.conftest import free_port
from tests.shell import style_guide
from yishu.shell import navigation, panels

pytestmark = pytest.mark.browser


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class Quiet(ThreadingMixIn, WSGIServer):
    daemon_threads = True  # Chromium opens connections ahead and keeps them idle

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser drops connections when a page is left."""


@pytest.fixture
def guide(monkeypatch: pytest.MonkeyPatch, django_ready: str) -> Iterator[str]:
    """The style guide's address."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(panels, "_panels", {})
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    style_guide.register()
    port = free_port()
    with override_settings(
        ROOT_URLCONF="tests.shell.style_guide",
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        ALLOWED_HOSTS=["127.0.0.1"],
    ):
        server = make_server("127.0.0.1", port, WSGIHandler(), server_class=Quiet, handler_class=Silent)  # type: ignore[arg-type]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{port}"
        server.shutdown()
        server.server_close()


def test_no_page_is_wider_than_a_phone(guide: str, page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/listing/", "/apply/", "/refused/", "/nowhere"):
        page.goto(guide + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_drawer_opens_beside_the_list_and_goes_on_by_keyboard(guide: str, page: Any) -> None:
    page.goto(f"{guide}/listing/")
    page.locator("a[data-drawer]").nth(1).click()
    page.wait_for_selector("dialog[open] h2")
    assert page.url == f"{guide}/listing/"
    page.keyboard.press("j")
    page.locator("tr[data-focused]", has_text="婚姻登记信息").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_a_drawers_link_is_a_page_without_javascript(guide: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{guide}/listing/")
    plain.locator("a[data-drawer]").nth(1).click()
    assert plain.url == f"{guide}/listing/?of=307022001/000002"
    assert plain.locator("h1").inner_text() == "资源目录"
    assert not plain.locator("[data-copy]").first.is_visible()
    context.close()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(guide: str, page: Any) -> None:
    page.goto(f"{guide}/apply/")
    page.get_by_role("button", name="提交审签").click()
    page.wait_for_selector(".ys-errors")
    assert page.evaluate("document.activeElement.className") == "ys-errors"
    page.get_by_role("link", name="请填写使用期限").click()
    assert page.evaluate("document.activeElement.id") == "id_until"


def test_a_form_cannot_be_sent_twice(guide: str, page: Any) -> None:
    page.goto(f"{guide}/apply/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.evaluate("const b = document.querySelector('main form button'); b.click(); b.click();")
    page.wait_for_selector(".ys-errors")
    assert sent == ["POST"]


def test_code_is_copied_whole(guide: str, page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(guide)
    page.get_by_role("button", name="复制", exact=True).click()
    page.locator("[data-copy]", has_text="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "curl -X POST https://example.invalid/api/v1/data/"
    )


def test_slash_leads_to_the_search(guide: str, page: Any) -> None:
    page.goto(guide)
    page.keyboard.press("/")
    page.keyboard.type("人口")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/search?q=*")
    assert page.locator("#site-search").input_value() == "人口"
