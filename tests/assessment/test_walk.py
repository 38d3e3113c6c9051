"""A result from provisional to published, on pages, in a browser: agency, coordinator, inspector (35.1)."""

from typing import Any

import pytest
from django.utils import timezone

from tests.assessment import scene as scenes
from tests.assessment.scene import at
from tests.conftest import Node
from tests.walking import log_in
from yishu.agencies.models import Person, Role
from yishu.agencies.queries import actor_of_person
from yishu.assessment import settling
from yishu.assessment.models import Score

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]
PERIOD = "2020Q2"


@pytest.mark.clause("35.1", "5.1")
def test_from_the_provisional_result_to_the_published_one(django_ready: str, node: Node, page: Any) -> None:
    here = scenes.scene(at(2020, 4, 10))
    here.cast.resource(here.police, here.office)
    log_in(page, node.url, here.office.person_b.login)
    page.goto(f"{node.url}/assessment/")
    page.get_by_role("textbox", name="考核周期").fill(PERIOD)
    page.get_by_role("button", name="计算").click()
    page.get_by_role("button", name="公布初步结果").click()
    page.get_by_text("初步结果已向各单位公布").wait_for()

    log_in(page, node.url, here.police.person_a.login)
    page.goto(f"{node.url}/assessment/")
    page.get_by_role("link", name=PERIOD).click()
    page.get_by_role("link", name="挂接率").click()
    page.get_by_label("理由").fill("已经挂接，请核对")
    page.get_by_role("button", name="提出异议").click()
    page.get_by_text("异议已提出").wait_for()

    log_in(page, node.url, here.office.person_b.login)
    page.goto(f"{node.url}/assessment/objections/")
    page.get_by_role("link", name=f"YY{PERIOD}-001").click()
    page.get_by_label("答复理由").fill("属实")
    page.get_by_label("更正为").fill("1")
    page.get_by_label("总数").fill("1")
    page.get_by_role("button", name="异议成立，更正").click()
    page.get_by_text("异议已答复").wait_for()
    agree_all(PERIOD)
    page.goto(f"{node.url}/assessment/{PERIOD}/")
    page.get_by_role("button", name="定稿").click()
    page.get_by_text("等待监督检查机关会签").first.wait_for()

    log_in(page, node.url, here.inspector_person.login)
    page.goto(f"{node.url}/assessment/{PERIOD}/")
    page.get_by_role("button", name="会签").click()
    page.get_by_text("已会签，结果定稿").wait_for()

    log_in(page, node.url, here.office.person_b.login)
    page.goto(f"{node.url}/assessment/{PERIOD}/")
    page.get_by_role("button", name="公布结果").click()
    page.get_by_text("考核结果已公布").wait_for()
    page.goto(f"{node.url}/assessment/published/{PERIOD}/")
    page.get_by_role("row", name=here.police.agency.name).get_by_text("1/1").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="报告（PDF）").click()
    assert download.value.suggested_filename == f"assessment-{PERIOD}.pdf"


def agree_all(period: str) -> None:
    """Every other agency agrees to its result, as its handler: so nobody's time to object is cut short."""
    for score in Score.objects.filter(assessment__period=period, confirmed_at=None):
        person = Person.objects.filter(agency=score.agency, appointments__role=Role.HANDLER).first()
        assert person is not None
        settling.confirm(actor_of_person(person), period, now=timezone.now())
