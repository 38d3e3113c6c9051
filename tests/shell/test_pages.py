"""What every page carries, seen through the style guide's pages over HTTP."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, override_settings
from django.utils import timezone

from tests.shell import style_guide
from yishu.core.calendar import SHANGHAI
from yishu.core.errors import FieldError, Invalid
from yishu.shell import components, navigation, panels
from yishu.shell.templatetags import shell as tags


@pytest.fixture(autouse=True)
def guide(monkeypatch: pytest.MonkeyPatch, django_ready: str) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(panels, "_panels", {})
    style_guide.register()
    # Errors are what is tested here; their log lines would only be noise.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    with override_settings(
        ROOT_URLCONF="tests.shell.style_guide",
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        ALLOWED_HOSTS=["testserver", "127.0.0.1"],
    ):
        yield


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})


def text_of(client: Any, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_every_answer_forbids_what_is_inline_or_from_elsewhere(client: Any) -> None:
    for path in ("/", "/refused/", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_what_a_person_saw_is_not_kept_by_the_browser(client: Any) -> None:
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_a_page_speaks_chinese_first_and_english_when_asked(client: Any) -> None:
    assert '<html lang="zh-CN">' in text_of(client, "/")
    english = text_of(client, "/", **{"accept-language": "en"})
    assert '<html lang="en">' in english
    assert "Skip to main content" in english
    assert "2 working days left" in english


def test_the_language_switch_is_remembered(client: Any) -> None:
    assert client.post("/i18n/setlang/", {"language": "en", "next": "/listing/"}).headers["Location"] == "/listing/"
    assert '<html lang="en">' in text_of(client, "/listing/")


def test_navigation_shows_only_what_the_reader_may_use(client: Any) -> None:
    shown = re.findall(r'<nav class="ys-nav.*?</nav>', text_of(client, "/"), re.S)[0]
    assert ">共享<" in shown
    assert "共享申请" not in shown  # one of several entries: listed once one is in the section
    assert "数据发布" in shown
    assert "只给检查员" not in shown
    inside = re.findall(r'<nav class="ys-nav.*?</nav>', text_of(client, "/apply/"), re.S)[0]
    assert "共享申请" in inside
    assert "待我审核" in inside
    without_login = re.findall(r'<nav class="ys-nav.*?</nav>', text_of(client, "/nowhere"), re.S)[0]
    assert "资源目录" in without_login
    assert "共享申请" not in without_login
    assert "数据发布" not in without_login


def test_navigation_marks_where_one_is(client: Any) -> None:
    current = re.findall(r'<a href="([^"]*)" aria-current="page"', text_of(client, "/listing/?page=2"))
    assert current == ["/listing/"]


def test_a_problem_becomes_a_page_in_the_readers_language(client: Any) -> None:
    answer = client.get("/refused/")
    assert answer.status_code == 403
    assert "申请 SQ-2026-0017 只能由提供单位审核。" in answer.content.decode()
    english = client.get("/refused/", headers={"accept-language": "en"}).content.decode()
    assert "Only the provider of application SQ-2026-0017 may decide it." in english


def test_a_problem_becomes_a_notice_for_htmx(client: Any) -> None:
    answer = client.get("/refused/", headers={"hx-request": "true"})
    assert answer.status_code == 403
    assert answer.content.startswith(b'<div class="ys-notice ys-bad" role="alert"')


def test_a_page_that_needs_a_login_sends_there_and_back(client: Any) -> None:
    assert client.get("/closed/?a=1").headers["Location"] == "/login?next=%2Fclosed%2F%3Fa%3D1"


def test_an_unknown_address_and_a_defect_have_pages_that_reveal_nothing(client: Any) -> None:
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "没有这个页面" in missing.content.decode()
    broken = client.get("/broken/")
    assert broken.status_code == 500
    assert "系统内部错误" in broken.content.decode()
    assert "seen in the log only" not in broken.content.decode()


def test_a_form_without_its_token_is_told_what_to_do() -> None:
    strict: Any = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    with override_settings(CSRF_FAILURE_VIEW="yishu.shell.views.csrf_failure"):
        answer = strict.post("/apply/", {})
    assert answer.status_code == 403
    assert "刷新后重新提交" in answer.content.decode()


def test_pages_of_a_list_keep_the_query(client: Any) -> None:
    shown = text_of(client, "/listing/?q=人口&page=2")
    assert 'rel="next" href="?q=%E4%BA%BA%E5%8F%A3&amp;page=3"' in shown
    assert "共 240 条，第 13–24 条" in shown


def test_a_drawer_gets_the_page_without_its_frame(client: Any) -> None:
    shown = text_of(client, "/listing/", **{"hx-target": "drawer"})
    assert "<html" not in shown
    assert '<div class="ys-drawer-bar"><h2>资源目录</h2>' in shown


def test_errors_are_summed_up_and_tied_to_their_fields(client: Any) -> None:
    shown = client.post("/apply/", {"basis": "x"}).content.decode()
    summary = re.findall(r'<div class="ys-errors".*?</div>', shown, re.S)[0]
    assert re.findall(r'href="#([^"]+)">([^<]+)<', summary) == [
        ("id_duty", "请选择履职事项"),
        ("id_until", "请填写使用期限"),
        ("id_modes_0", "请选择服务方式"),
        ("id_promise", "请勾选“我已确认所申请的信息项均为履职所需”"),
    ]
    for target in re.findall(r'href="#(id_[^"]+)"', summary):
        assert f'id="{target}"' in shown
    select = re.findall(r'<select[^>]*id="id_duty"[^>]*>', shown)[0]
    assert 'aria-invalid="true"' in select
    for described in re.findall(r'aria-describedby="([^"]+)"', select)[0].split():
        assert f'id="{described}"' in shown
    assert '<label class="form-label" for="id_duty">' in shown


def test_a_problems_errors_link_to_the_forms_fields(client: Any) -> None:
    filled = {"duty": "1", "basis": "x", "until": "2030-01-01", "modes": "verify", "promise": "on"}
    shown = client.post("/apply/", filled).content.decode()
    assert '<a href="#id_until">使用期限：使用期限不得超过两年</a>' in shown


def test_what_people_typed_is_escaped_everywhere() -> None:
    nasty = "<script>alert(1)</script>"
    made = [
        tags.status(nasty),
        tags.fact(nasty, nasty),
        tags.fact("x", [nasty, nasty]),
        tags.crumb(nasty, nasty),
        tags.stat(nasty, nasty, hint=nasty),
        tags.timeline(Context(), [components.Step(nasty, nasty, note=nasty)]),
        tags.basis(nasty),
        tags.error_summary(None, Invalid(errors=[FieldError(nasty, "rule", nasty, nasty)])),
    ]
    assert all("<script" not in html for html in made)
    assert all("&lt;script" in html for html in made)


def test_a_page_that_is_filed_tells_its_times_by_day_and_minute() -> None:
    moment = timezone.now()
    page = Template("{% load shell %}{% when moment %}{% timeline steps %}")
    given = {"moment": moment, "steps": [components.Step("发现", "平台", moment, "done")]}
    exact = f">{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}</time>"
    assert page.render(Context(given)).count("刚刚") == 2
    assert page.render(Context(given | {"exact_times": True})).count(exact) == 2


def test_panels_of_upper_slices_appear_at_their_place(client: Any) -> None:
    assert text_of(client, "/").count("上层切片的面板") == 1


@pytest.mark.parametrize(("words", "shown"), [("2014", "非受限共享"), ("later", "无条件共享")])
def test_a_node_shows_one_set_of_category_words(words: str, shown: str) -> None:
    with override_settings(YISHU_LAW_WORDS=words):
        assert shown in tags.category("unrestricted")
