"""What the data officer of a base database declares and sees, and what others read of it (22.1, 17.1)."""

import json
import os
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.access.assembling.stage import HEALTH_HEAD, SUN, ZHAO, Stage
from tests.conftest import Node
from tests.walking import log_in
from yishu.agencies.models import Person

pytestmark = pytest.mark.clause("22.1")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def values(stage: Stage) -> list[str]:
    return [f"{grant.pk} {stage.system.actor.ref}" for grant in stage.grants]


def seen(page: Any, name: str) -> None:
    """A picture for whoever asks for one."""
    if folder := os.environ.get("YISHU_PICTURES"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_an_official_declares_an_assembly_and_sees_it_stand(node: Node, page: Any, stage: Stage) -> None:
    log_in(page, node.url, stage.bureau.person_a.login)
    page.goto(f"{node.url}/catalogue/{stage.base.path_code}/")
    page.get_by_role("link", name="管理汇聚规则").click()
    page.get_by_role("link", name="声明汇聚规则").click()
    for n, value in enumerate(values(stage), 1):
        page.get_by_label(f"第 {n} 来源").select_option(value)
    seen(page, "sources")
    page.get_by_role("button", name="下一步：对应信息项").click()
    # By code and by name: the police's by both, health's by name alone.
    assert page.get_by_label("姓名：第 1 优先").input_value() == "0 name"
    assert page.get_by_label("姓名：第 2 优先").input_value() == "1 xm"
    assert page.get_by_label("值的来源记在").input_value() == "origins"
    page.get_by_label("联系电话：第 1 优先").select_option("1 tel")
    page.get_by_label("联系电话：第 2 优先").select_option("0 phone")
    seen(page, "items")
    page.get_by_role("button", name="声明", exact=True).click()
    page.get_by_text("已声明").wait_for()
    assert page.get_by_text("等待首次取数").count() == 2
    stage.run()
    page.reload()
    assert page.get_by_text("已是最新").count() == 2
    seen(page, "stands")
    assert stage.records()[ZHAO]["phone"] == "2001"
    page.get_by_role("row", name="姓名").get_by_role("link", name="1 处").click()
    assert page.get_by_role("row", name=ZHAO).inner_text().split() == [ZHAO, "赵一", "赵壹"]
    seen(page, "differences")
    stage.cast.publish(stage.health, stage.second, f"{HEALTH_HEAD}{SUN},孙叁,,2003,165\n", stage.folder)
    page.goto(f"{node.url}/hosting/assembling/{stage.base.path_code}/")
    page.get_by_text("（现为 2）").wait_for()
    page.get_by_role("button", name="立即汇聚").click()
    page.get_by_text("已安排").wait_for()
    stage.run()
    assert stage.records()[SUN]["name"] == "孙叁"


def test_a_wrong_choice_is_told_beside_it(stage: Stage) -> None:
    client, chosen = signed_in(stage.bureau.person_a), values(stage)
    address = f"/hosting/assembling/{stage.base.path_code}/new/?source_1={chosen[0]}&source_2={chosen[1]}"
    filled = {"subjects": "any", "origins": "origins", "item_birth_date_1": "1 height", "item_name_1": "0 name"}
    answer = client.post(address, filled)
    assert answer.status_code == 422
    assert "height 为 decimal 类型，不能作为 date 类型的值；请另选信息项。" in text(answer)
    assert 'href="#id_item_birth_date_1"' in text(answer)
    nameless = client.post(address, {"subjects": "any", "origins": "origins", "item_phone_1": "1 tel"})
    assert "name 为必填项" in text(nameless)
    assert f"没有信息项取自 {stage.first.code}" in text(nameless)


def test_others_read_from_which_sources_and_only_its_officer_acts(stage: Stage) -> None:
    stage.declare()
    stage.run()
    reader = signed_in(stage.police.person_a)
    entry = text(reader.get(f"/catalogue/{stage.base.path_code}/"))
    assert "本库由 2 个来源逐项汇聚" in entry
    page = text(reader.get(f"/hosting/assembling/{stage.base.path_code}/"))
    assert "健康档案" in page
    assert "立即汇聚" not in page
    assert reader.post(f"/hosting/assembling/{stage.base.path_code}/run/").status_code == 403
    assert reader.get(f"/hosting/assembling/{stage.base.path_code}/differences/1/").status_code == 403
    colleague = signed_in(stage.bureau.person_b)
    assert "立即汇聚" not in text(colleague.get(f"/hosting/assembling/{stage.base.path_code}/"))
    assert colleague.post(f"/hosting/assembling/{stage.base.path_code}/end/").status_code == 403


@pytest.mark.clause("17.1")
def test_what_sources_disagree_about_is_counted_and_looking_at_it_is_on_record(stage: Stage) -> None:
    stage.declare()
    stage.run()
    client, address = signed_in(stage.bureau.person_a), f"/hosting/assembling/{stage.base.path_code}/"
    page = text(client.get(address))
    assert f"{address}differences/1/" in page  # the name of one
    assert f"{address}differences/3/" in page  # the phone of the same
    assert f"{address}differences/2/" not in page  # nobody's day of birth
    shown = text(client.get(f"{address}differences/1/"))
    assert "赵一" in shown
    assert "赵壹" in shown
    with connection.cursor() as cursor:
        cursor.execute(
            "select body from audit_record where resource = %s and action = 'assembly:differences-read'",
            [stage.base.code],
        )
        [(body,)] = cursor.fetchall()
    assert json.loads(body)["items"] == ["name"]
    assert "赵" not in body
    assert ZHAO not in body
    stage.withdraw(1)
    shown = text(client.get(f"{address}differences/1/"))
    assert "赵壹" not in shown  # what a grant gives no more is not shown either
    assert "来源停更，不显示" in shown
    stage.granted(stage.health, stage.second)
    stage.cast.publish(stage.health, stage.second, f"{HEALTH_HEAD}{ZHAO},赵一,,1001,170.5\n", stage.folder)
    stage.run()
    assert "differences" not in text(client.get(address))


def test_who_holds_no_bulk_grant_is_told_what_to_do(stage: Stage) -> None:
    stage.withdraw(0)
    stage.withdraw(1)
    page = text(signed_in(stage.bureau.person_a).get(f"/hosting/assembling/{stage.base.path_code}/new/"))
    assert "没有可作来源的授权" in page


@pytest.mark.clause("27.2")
def test_who_queries_reads_in_words_where_each_value_comes_from(stage: Stage) -> None:
    stage.declare()
    stage.run()
    handler = stage.police.person_a
    grant = stage.cast.grant(stage.police, stage.bureau, stage.base, users=(handler,), modes=("query",))
    asked = {"mode": "query", "duty": "社会救助审核", "case": "1", "subject": ZHAO, "items": ["phone", "origins"]}
    sheet = text(signed_in(handler).post(f"/access/{grant.pk}/", asked))
    told = sheet.partition('<caption class="visually-hidden">值的来源</caption>')[2]
    assert told.index("户籍人口") < told.index("姓名、出生日期") < told.index("健康档案") < told.index("联系电话、身高")
    without = text(signed_in(handler).post(f"/access/{grant.pk}/", {**asked, "items": ["phone"]}))
    assert "值的来源</caption>" not in without
