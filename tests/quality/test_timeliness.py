import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from django.utils import timezone

from tests.cast import PASSWORD
from yishu.core.calendar import shanghai_day

SHANGHAI = ZoneInfo("Asia/Shanghai")


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def monthly(scene):
    """A resource that POLICE declared to update every month; published 100 days ago, with no data since."""
    from yishu.catalogue import commands as catalogue
    from yishu.catalogue.models import Resource
    from yishu.catalogue.rules import EntryDraft, ItemDraft

    past = timezone.now() - timedelta(days=100)
    draft = EntryDraft(
        name="户籍统计",
        summary="按月统计",
        category="unrestricted",
        format="database",
        cycle="monthly",
        openness="closed",
        modes=("query", "bulk"),
        items=(ItemDraft("month", "月份", is_key=True, required=True), ItemDraft("n", "人数", type="integer")),
        key_kind="plain",
        scope="全省行政机关",
        timeliness="每月",
    )
    draft = replace(draft, name=f"户籍统计{scene.police.agency.pk}")
    entry = catalogue.draft_entry(scene.police.a, scene.police.agency, draft, now=past)
    catalogue.submit_entry(scene.police.a, entry.pk, now=past)
    catalogue.sign_off(scene.police.b, entry.pk, scope="全部信息项", now=past)
    catalogue.publish_entry(scene.office.b, entry.pk, now=past)
    return Resource.objects.get(pk=entry.resource_id)


def publish(scene, resource, moment: datetime, n: int = 1) -> None:
    from yishu.hosting import commands as hosting

    spool = scene.folder / f"stat-{n}.csv"
    spool.write_text(f"month,n\nm{n},{n}\n")
    hosting.publish(scene.police.a, resource.code, spool, media_type="text/csv", now=moment)


def stands(resource, now: datetime | None = None) -> Any:
    from yishu.quality import queries

    return queries.freshness(resource, now=now or timezone.now())


def missed(resource):
    from yishu.quality import queries

    return [each.period for each in queries.owed(resource, now=timezone.now()) if each.came == "late"]


def freshness(scene, resource) -> str:
    """What the entry's page says of its timeliness."""
    page = text(scene.client.get(f"/catalogue/{resource.path_code}/"))
    return re.sub(r"\s*\n\s*|<svg.*?</svg>", "", page[page.index("更新时效") :].split("</section>")[0], flags=re.DOTALL)


@pytest.mark.clause("18.1", "25.1")
def test_lateness_is_computed_from_the_platforms_own_record_and_shown_with_the_person(scene, monthly):
    scene.log_in(scene.police.person_a)
    first = missed(monthly)[0]
    page = text(scene.client.get("/quality/timeliness/?list=late"))
    assert monthly.path_code in page
    assert first.due.isoformat() in page
    assert scene.police.person_a.name in page
    panel = freshness(scene, monthly)
    assert "每月" in panel
    assert ">逾期<" in panel
    publish(scene, monthly, timezone.now())
    assert monthly.path_code not in text(scene.client.get("/quality/timeliness/?list=late"))
    panel = freshness(scene, monthly)
    assert ">按时<" in panel
    assert "刚刚" in panel  # the last update


def counted(agency: int, first: date, last: date) -> tuple[int, int]:
    """How many updates were owed, and how many of them came on time."""
    from yishu.quality import queries

    owed = queries.list_owed_updates(agency, first, last)
    return len(owed), sum(each.is_on_time for _, each in owed)


@pytest.mark.clause("18.1", "25.1", "35.1")
def test_timeliness_counts_what_was_owed_and_what_came_in_time(scene, monthly):

    agency = scene.police.agency.pk
    periods = missed(monthly)
    assert len(periods) >= 2
    first, last = periods[0].due, periods[-1].due
    owed_before = counted(agency, first, last)
    assert owed_before == (len(periods), 0)
    publish(scene, monthly, datetime.combine(periods[0].due, datetime.min.time(), SHANGHAI).replace(hour=23))
    assert counted(agency, first, last) == (len(periods), 1)
    late = datetime.combine(periods[1].due + timedelta(days=1), datetime.min.time(), SHANGHAI)
    publish(scene, monthly, late, 2)  # an hour too late is late; it serves the month that it came in
    assert counted(agency, periods[1].due, periods[1].due) == (1, 0)
    assert counted(scene.civil.agency.pk, first, last) == (0, 0)


@pytest.mark.clause("18.1")
def test_nothing_new_is_confirmed_by_a_named_person_and_counts_as_on_time(scene, monthly):
    from yishu.quality import updates

    period = missed(monthly)[-1]
    in_time = datetime.combine(period.due, datetime.min.time(), SHANGHAI).replace(hour=12)
    updates.confirm_nothing_new(scene.police.a, monthly.code, first=period.first, last=period.last, now=in_time)
    assert counted(scene.police.agency.pk, period.due, period.due) == (1, 1)
    scene.log_in(scene.civil.person_a)  # whoever reads it is told by whom
    panel = freshness(scene, monthly)
    assert f"零更新确认</dt><dd>{scene.police.person_a.name}" in panel
    assert ">按时<" in panel


@pytest.mark.clause("18.1")
def test_nothing_new_is_refused_twice_before_the_end_and_from_others(scene, monthly):
    from yishu.quality import queries

    path = f"/quality/timeliness/{monthly.path_code}/nothing-new/"
    late = missed(monthly)[0]
    days = {"first": late.first.isoformat(), "last": late.last.isoformat()}
    scene.log_in(scene.civil.person_a)
    assert scene.client.post(path, days).status_code == 403
    scene.log_in(scene.police.person_b)
    assert scene.client.post(path, days).status_code == 403  # not a data officer
    scene.log_in(scene.police.person_a)
    assert scene.client.post(path, {"first": "x", "last": ""}).status_code == 422
    assert scene.client.post(path, {"first": "2020-01-01", "last": "2020-01-31"}).status_code == 409
    assert scene.client.post(path, days).status_code == 302
    assert scene.client.post(path, days).status_code == 409
    assert counted(scene.police.agency.pk, late.due, late.due) == (1, 0)  # too late: on record only
    today = shanghai_day(timezone.now())
    running = next(each.period for each in queries.owed(monthly, now=timezone.now()) if each.period.last > today)
    running_days = {"first": running.first.isoformat(), "last": running.last.isoformat()}
    assert scene.client.post(path, running_days).status_code == 409


@pytest.mark.clause("25.1")
def test_a_special_case_is_in_effect_when_filed_and_an_objection_is_on_record(scene, monthly):
    from yishu.quality import queries, rules

    scene.log_in(scene.police.person_a)
    path = f"/quality/timeliness/{monthly.path_code}/filing/"
    assert scene.client.post(path, {"text": ""}).status_code == 422
    address = scene.client.post(path, {"text": "系统改造，按季汇总"})["Location"]
    number = address.split("/")[-2]
    assert number.startswith("BA")
    assert scene.client.post(path, {"text": "再次备案"}).status_code == 409
    fresh = stands(monthly)
    assert fresh.rhythm == rules.FILED
    # The quarter; what ended before it was filed is still due by month.
    today = shanghai_day(timezone.now())
    quarter = next(each.period for each in queries.owed(monthly, now=timezone.now()) if each.period.last >= today)
    assert (quarter.due.day, quarter.due.month % 3) == (10, 1)
    assert fresh.standing.next_due <= quarter.due
    assert number in text(scene.client.get(f"/catalogue/{monthly.path_code}/"))
    assert scene.client.post(address, {"act": "object", "text": "x"}).status_code == 403
    scene.log_in(scene.civil.person_a)
    assert scene.client.get(address).status_code == 404
    scene.log_in(scene.office.person_b)
    assert scene.client.post(address, {"act": "object", "text": "应尽快恢复按月更新"}).status_code == 302
    page = text(scene.client.get(address))
    assert "应尽快恢复按月更新" in page
    assert "有效，主管部门有异议" in page
    assert stands(monthly).rhythm == rules.FILED
    scene.log_in(scene.police.person_a)
    assert scene.client.post(address, {"act": "end"}).status_code == 302
    assert stands(monthly).rhythm == "monthly"


@pytest.mark.clause("25.1")
def test_real_time_data_is_due_on_the_day_itself(scene):
    fresh = stands(scene.resource)  # published today, in real time
    later = stands(scene.resource, timezone.now() + timedelta(days=10))
    assert not fresh.is_late
    assert later.is_late
    for each in later.owed:
        assert each.period.due == each.period.last


@pytest.mark.clause("25.1", "18.1")
def test_the_api_tells_an_agency_its_own_and_the_coordinator_everybodys(scene, monthly, node):
    def asked(person, **parameters):
        session = httpx.post(f"{node.url}/api/v1/session", json={"login": person.login, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {session.json()['token']}"}
        return httpx.get(f"{node.url}/api/v1/quality/timeliness", params=parameters, headers=headers, timeout=30)

    (mine,) = [each for each in asked(scene.police.person_a).json() if each["resource"] == monthly.code]
    first = missed(monthly)[0]
    assert (mine["on_time"], mine["late_since"], mine["cycle"]) == (False, first.due.isoformat(), "monthly")
    assert mine["persons"] == [scene.police.person_a.name]
    late = asked(scene.office.person_b, late=True).json()
    assert monthly.code in [each["resource"] for each in late]
    assert not any(each["on_time"] for each in late)
    assert asked(scene.civil.person_a).json() == []
    assert httpx.get(f"{node.url}/api/v1/quality/timeliness").status_code == 401
