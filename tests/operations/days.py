"""Changing the calendar in tests: a made-up notice of 2027, who changes it, and what it moves."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from yishu.audit.queries import Filters, Scope, list_records
from yishu.node.models import WorkDay
from yishu.node.workdays.models import LocalDay, WorkYear

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕99号
一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。1月3日（周日）上班。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至3日（周一）放假，共3天。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月28日
"""
"""Made up for these tests: what the State Council would say of 2027."""
URL = "/operations/workdays/"


@pytest.fixture
def office(django_ready: str, clock: Any) -> Iterator[Cast.Member]:
    """On Friday 25 December 2026. The calendar of the worker goes back to what it was."""
    models: tuple[Any, ...] = (WorkDay, WorkYear, LocalDay)
    kept = [(model, list(model.objects.all())) for model in models]
    clock.set("2026-12-25 10:00")
    yield Cast().agency("省政府办公厅", coordinator=True)
    for model, rows in kept:
        model.objects.all().delete()
        model.objects.bulk_create(rows)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def preview(client: Client, **more: Any) -> tuple[Any, dict[str, str]]:
    """What the page shows of a notice, and the hidden fields with which it is confirmed."""
    answer = client.post(URL + "import/", {"text": NOTICE} | more)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))
    return answer, {name: unescape(value) for name, value in hidden.items() if name != "csrfmiddlewaretoken"}


def confirm(client: Client) -> Any:
    _answer, fields = preview(client)
    return client.post(URL + "import/", fields)


def applied(cast: Cast, office: Cast.Member) -> tuple[Cast.Member, Cast.Member, str]:
    """CIVIL applies to POLICE now: both, and the application's number."""
    police, civil = cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    line = {"resource": resource.code, "items": ["name"], "modes": ["verify"], "users": [civil.person_a.login]}
    body = {"duty": "社会救助审核", "lines": [line | {"until": "2027-12-31"}]}
    made = signed_in(civil.person_a).post("/api/v1/applications", body, content_type="application/json")
    assert made.status_code == 201, text(made)
    return police, civil, made.json()["id"]


def due(civil: Cast.Member, number: str) -> tuple[str, bool]:
    line = signed_in(civil.person_a).get(f"/api/v1/applications/{number}").json()["lines"][0]
    return line["due"], line["due_provisional"]


def moved_records(number: str) -> list[tuple[Any, ...]]:
    """Of one thing, as the evidence has them: clock, before, after, provisional; the oldest first."""
    page = list_records(Scope("", (), everything=True), Filters(action="deadline:moved"), size=500)
    found = [seen.record.detail for seen in page.records if seen.record.target.startswith(number)]
    return [tuple(one[name] for name in ("clock", "before", "after", "provisional")) for one in reversed(found)]


def notices_of(person: Any) -> str:
    return text(signed_in(person).get("/notices/"))
