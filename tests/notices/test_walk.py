"""Notices at an official's desk, in a browser: the bell, the list, how to receive them; a system's webhook; judged by axe."""

import re
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.demo.accessibility import AXE
from tests.notices.stage import apply_for, receiving, system_administrator
from tests.walking import log_in
from yishu.notices import hooks
from yishu.notices.sending import send_due

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.fixture(scope="module")
def mailing(start_node: Any) -> Node:
    """A portal with e-mail set up, which may tell systems on this machine."""
    return start_node(
        "serve",
        YISHU_SMTP="smtp://127.0.0.1:2525",
        YISHU_MAIL_FROM="notice@share.example",
        YISHU_WEBHOOK_NETWORKS="127.0.0.0/8",
        YISHU_SECOND_FACTOR="",
    )


def judged(page: Any) -> list[str]:
    page.evaluate(f"{AXE};0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_an_official_reads_notices_and_chooses_how_to_receive_them(mailing: Node, browser: Any) -> None:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    application = apply_for(civil, resource)
    apply_for(cast.agency("医保"), resource)
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)  # all of it works without
    page = context.new_page()
    log_in(page, mailing.url, police.person_b.login)
    page.get_by_role("link", name="2 条未读通知").click()
    page.get_by_role("link", name=re.compile(application.number)).click()
    page.wait_for_url(re.compile(f"/sharing/inbox/{application.number}/"))
    page.get_by_role("link", name="1 条未读通知").click()
    page.get_by_role("button", name="全部标为已读").click()
    page.get_by_text("已将 1 条通知标为已读。").wait_for()
    page.get_by_text("没有未读通知").wait_for()
    page.get_by_role("link", name="接收方式").click()
    page.get_by_label("何时发送").select_option(label="每天汇总")
    page.get_by_label(re.compile("^邮箱地址")).fill("不是邮箱")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("请填写正确的邮箱地址。").first.wait_for()
    page.get_by_label(re.compile("^邮箱地址")).fill("li@police.example")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存通知的接收方式。").wait_for()
    context.close()


def test_an_administrator_keeps_a_systems_webhook(mailing: Node, page: Any) -> None:
    cast = Cast()
    police = cast.agency("公安")
    system = police.system(name="警务协同系统").system
    log_in(page, mailing.url, police.person_a.login)
    page.goto(f"{mailing.url}/notices/webhooks/")
    page.get_by_role("link", name="登记 Webhook 警务协同系统").click()
    page.get_by_label(re.compile("^接收地址")).fill("https://10.0.0.8/hook")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("平台不向这个网段发送").first.wait_for()
    assert judged(page) == []
    page.get_by_label(re.compile("^接收地址")).fill("http://127.0.0.1:9/hook")
    page.get_by_label("授权收回或放弃").check()
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text(re.compile("^whsec_")).wait_for()
    assert judged(page) == []
    page.get_by_role("link", name="查看此 Webhook").click()
    page.get_by_role("button", name="发送测试通知").click()
    page.get_by_text("测试通知即将发出").wait_for()
    assert judged(page) == []
    assert system.webhooks.count() == 1


def test_the_pages_of_notices_hold_before_axe(mailing: Node, page: Any) -> None:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    apply_for(civil, cast.resource(police, office))
    log_in(page, mailing.url, police.person_b.login)
    wrong = []
    for path in ("", "?show=all", "settings/", "webhooks/"):
        page.goto(f"{mailing.url}/notices/{path}")
        wrong += judged(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{mailing.url}/notices/")
    wrong += judged(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wrong == []


def test_a_system_administrator_sends_dead_letters_again(mailing: Node, page: Any) -> None:
    from yishu.notices.models import Delivery

    cast = Cast()
    police = cast.agency("公安")
    with receiving() as receiver, override_settings(YISHU_WEBHOOK_NETWORKS=(ip_network("127.0.0.0/8"),)):
        receiver.status = 410
        made = hooks.create_webhook(police.a, police.system().system, url=receiver.url, wanted=[], now=timezone.now())
        dead = hooks.test_webhook(police.a, made.webhook.pk, now=timezone.now())
        send_due(timezone.now())
    log_in(page, mailing.url, system_administrator(police.agency).login)
    page.goto(f"{mailing.url}/notices/channels/")
    page.get_by_text("YISHU_URL").wait_for()  # without it a letter has no link to open
    assert judged(page) == []
    page.get_by_label("这是一条测试通知").first.check()
    page.get_by_role("button", name="重新发送所选").click()
    page.get_by_text("1 条通知将重新发送。").wait_for()
    assert Delivery.objects.get(pk=dead.pk).state == "waiting"
