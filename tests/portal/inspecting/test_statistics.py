"""Statistics count each record once, whatever happens to who counts (32.1)."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import DataError
from django.utils import timezone

from tests.portal.inspecting.stage import Story, read, signed_in, work
from yishu.audit.log.running import open_sequencer
from yishu.core.calendar import shanghai_day
from yishu.portal.inspecting import counting
from yishu.portal.inspecting.periods import before, days_of, span_of
from yishu.portal.inspecting.statistics import Asked, By, count

pytestmark = pytest.mark.clause("32.1")
PATH = "/evidence/statistics/"
LONG_AGO, LATER = date(2020, 1, 15), date(2030, 3, 20)
COUNTED = """
select {name}, count(*) filter (where outcome <> 'denied'), count(*) filter (where outcome = 'denied')
from audit_record r join audit_leaf l on l.record = r.id where {where} group by 1
"""


def by_hand(name: str, where: str = "true") -> dict[str, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(name=name, where=where))
        return {key: (allowed, denied) for key, allowed, denied in cursor.fetchall()}


def counted(asked: Asked) -> dict[str, tuple[int, int]]:
    return {row.name: (row.allowed, row.denied) for row in count(asked)}


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (By.DAY, "(at at time zone 'Asia/Shanghai')::date::text"),
        (By.MONTH, "to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM')"),
        (
            By.QUARTER,
            "to_char(at at time zone 'Asia/Shanghai', 'YYYY') || '-Q' || to_char(at at time zone 'Asia/Shanghai', 'Q')",
        ),
        (By.YEAR, "to_char(at at time zone 'Asia/Shanghai', 'YYYY')"),
        (By.AGENCY, "agency"),
        (By.RESOURCE, "resource"),
        (By.ACTION, "action"),
    ],
)
def test_each_record_is_counted_once_in_every_way(story: Story, by: By, name: str) -> None:
    work()
    last = shanghai_day(timezone.now()) if by == By.DAY else LATER
    assert counted(Asked(by, LONG_AGO, last)) == by_hand(name)
    code = story.civil.agency.code
    assert counted(Asked(by, LONG_AGO, last, agencies=(code,))) == by_hand(name, f"agency = '{code}'")
    resource = story.resource.code
    where = f"resource = '{resource}' and action like 'data:%'"
    assert counted(Asked(by, LONG_AGO, last, resources=(resource,), action="data:")) == by_hand(name, where)
    assert counted(Asked(by, LONG_AGO, last, resources=(resource,))) == by_hand(name, f"resource = '{resource}'")


def test_a_node_of_before_there_were_sums_makes_them_up_meanwhile_nothing_is_missing(story: Story) -> None:
    work()
    with connection.cursor() as cursor:
        cursor.execute("delete from inspecting_count where kind in ('action', 'whole')")
        cursor.execute("update inspecting_counted set summed = 0")
    story.query(story.civil, case="SH-10")
    asked = [Asked(by, LONG_AGO, LATER) for by in (By.ACTION, By.RESOURCE, By.MONTH)]
    before = [count(each) for each in asked]
    assert sum(row.total for row in before[0]) == sum(row.total for row in before[2]) > 0
    work()
    after = [counted(each) for each in asked]
    assert after == [
        by_hand(name) for name in ("action", "resource", "to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM')")
    ]
    with connection.cursor() as cursor:
        cursor.execute("select sum(records) from inspecting_count where kind = 'whole' and span = 'day'")
        assert cursor.fetchone()[0] == sum(row.total for row in before[0]) + 1
        cursor.execute("select upto = summed from inspecting_counted")
        assert cursor.fetchone()[0]


def test_a_period_takes_whole_months_and_the_days_around_them(story: Story) -> None:
    assert story
    today = shanghai_day(timezone.now())
    first, last = today.replace(day=1) - timedelta(40), today + timedelta(40)
    whole = sum(row.total for row in count(Asked(By.ACTION, first, last)))
    assert whole == sum(row.total for row in count(Asked(By.DAY, first, last))) > 0
    for day in (today, today + timedelta(1)):
        part = sum(row.total for row in count(Asked(By.ACTION, day, last)))
        assert part == sum(row.total for row in count(Asked(By.DAY, day, last)))


def test_who_dies_while_counting_has_counted_nothing(story: Story) -> None:
    story.query(story.civil, case="SH-9")
    before = by_hand("action")

    def dies(execute: Callable[..., object], statement: str, *rest: object) -> object:
        if statement.startswith("update inspecting_counted"):
            raise DataError
        return execute(statement, *rest)

    with connection.execute_wrapper(dies), pytest.raises(DataError):
        work()
    work()
    work()
    after = counted(Asked(By.ACTION, LONG_AGO, LATER))
    assert after == by_hand("action") != before
    assert counting.behind() == 0


def test_the_page_draws_it_tells_it_and_gives_it_away(story: Story) -> None:
    work()
    page = read(story.inspector, PATH, by="agency", action="data:", **month())
    assert "<svg" in page
    for title in ("图：各单位的次数</h2>", "表：各单位的次数</h2>"):
        assert title in page
    name, code = story.civil.agency.name, story.civil.agency.code
    assert name in page
    assert f"agency={code}" in page
    assert "action=data%3A" in page
    answer = signed_in(story.inspector).get(PATH, {"by": "agency", "action": "data:", "as": "csv", **month()})
    rows = {row["代码"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert rows[story.forestry.agency.code]["被拒绝"] == "1"
    assert rows[code]["调用"] == rows[code]["得到答复"] != "0"


def test_numbers_and_reasons_are_counted_up_to_the_same_record(story: Story) -> None:
    work()
    until, before = counting.counted_until(), refused_on_the_page(story)
    assert until is not None
    for appends in (False, True):  # neither what waits for the log nor what is in it and not counted
        story.query(story.forestry, case="SH-20")
        if appends:
            sequencer = open_sequencer()
            while sequencer.append():
                pass
            sequencer.close()
        assert refused_on_the_page(story) == before
    assert f"计至 {timezone.localtime(until.at):%Y-%m-%d %H:%M:%S}（序号 {until.index}）" in read(story.inspector, PATH)
    work()
    numbers, reasons = refused_on_the_page(story)
    assert numbers == reasons == before[0] + 2
    answer = signed_in(story.inspector).get(PATH, {"as": "csv", **month()})
    told = {row["计至序号"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert told == {str(counting.counted_until().index)}  # pyright: ignore[reportOptionalMemberAccess]


def refused_on_the_page(story: Story) -> tuple[int, int]:
    """In the table of agencies, and in that of the reasons."""
    page = read(story.inspector, PATH, by="agency", action="data:", agency=story.forestry.agency.code, **month())
    rows = re.findall(r'data-label="被拒绝">(?:<a[^>]*>)?(\d+)', page)
    reasons = re.findall(r'data-label="次数"><a[^>]*>(\d+)', page)
    return sum(map(int, rows)), sum(map(int, reasons))


def test_only_who_oversees_sees_them(story: Story) -> None:
    for person in (story.inspector, story.office.person_b, story.exporter):
        assert signed_in(person).get(PATH).status_code == 200
    for person in (story.civil.person_a, story.police.person_b):
        assert signed_in(person).get(PATH).status_code == 403


def test_a_period_that_is_none_is_explained(story: Story) -> None:
    client = signed_in(story.inspector)
    for asked in ({"first": "2026-03-02", "last": "2026-03-01"}, {"first": "2020-01-01", "last": "2026-03-01"}):
        assert client.get(PATH, asked).status_code == 422
    empty = client.get(PATH, {"first": "2001-01-01", "last": "2001-01-02"}).content.decode()
    assert "这段时间没有留痕" in empty


def test_a_month_without_use_is_told_as_none(story: Story) -> None:
    work()
    this, last = span_of(By.MONTH, shanghai_day(timezone.now()), 0), span_of(By.MONTH, shanghai_day(timezone.now()), 2)
    asked = {"by": "month", "action": "data:", "first": str(last[0]), "last": str(this[1])}
    answer = signed_in(story.inspector).get(PATH, asked | {"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["调用"] != "0" for row in rows] == [False, False, True]
    page = read(story.inspector, PATH, **asked)
    assert '<th scope="row"><a href="/evidence/?' in page
    quick = span_of(By.MONTH, shanghai_day(timezone.now()), 1)
    assert f"first={quick[0]}&amp;last={quick[1]}" in page


def test_quarters_and_years_are_summed_shown_and_chosen(story: Story) -> None:
    work()
    today = shanghai_day(timezone.now())
    (first, last), quick = span_of(By.QUARTER, today, 2), span_of(By.QUARTER, today, 0)
    asked = {"by": "quarter", "action": "data:", "first": str(first), "last": str(quick[1])}
    answer = signed_in(story.inspector).get(PATH, asked | {"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["调用"] != "0" for row in rows] == [False, False, True]
    assert rows[0]["代码"] == f"{first.year}-Q{first.month // 3 + 1}"
    assert days_of(By.QUARTER, rows[0]["代码"]) == (first, last)
    page = read(story.inspector, PATH, **asked)
    assert f"{today.year} 年第 {(today.month + 2) // 3} 季度" in page
    assert f"since={quick[0]}&amp;until={quick[1]}" in page
    for by in (By.QUARTER, By.YEAR):
        for ago in (0, 1):
            begins, ends = span_of(by, today, ago)
            assert f"first={begins}&amp;last={ends}" in page
    years = read(story.inspector, PATH, **asked | {"by": "year"})
    assert f"until={quick[1]}" in years
    assert "按年" in years


def test_a_period_is_held_against_the_one_before(story: Story) -> None:
    work()
    today = shanghai_day(timezone.now())
    asked = {"by": "agency", "action": "data:", "compare": "on", "as": "csv"}
    later = asked | {"first": str(today + timedelta(1 - today.day)), "last": str(today)}
    answer = signed_in(story.inspector).get(PATH, later)
    rows = {row["代码"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    mine = rows[story.civil.agency.code]
    assert (mine["上一段时间"], mine["增减"]) == ("0", f"+{mine['调用']}")
    page = read(story.inspector, PATH, **later | {"as": ""})
    assert "上一段时间" in page


def test_each_month_is_held_against_the_one_before_it_where_both_are_whole(story: Story) -> None:
    work()
    today = shanghai_day(timezone.now())
    (first, _), (_, last) = span_of(By.MONTH, today, 1), span_of(By.MONTH, today, 0)
    amounts = {str(span_of(By.MONTH, today, 2)[0])[:7]: 3, str(first)[:7]: 5}
    with connection.cursor() as cursor:
        for month, records in amounts.items():
            cursor.execute(
                "insert into inspecting_count (kind, span, begins, agency, resource, action, outcome, records)"
                " select 'action', span, begins::date, '', '', 'data:verified', 'allowed', %s"
                " from (values ('month', %s), ('day', %s)) given (span, begins)",
                [records, f"{month}-01", f"{month}-15"],
            )
    asked = {"by": "month", "action": "data:verified", "compare": "on", "first": str(first), "last": str(last)}
    answer = signed_in(story.inspector).get(PATH, asked | {"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["前一个月"], row["增减"]) for row in rows] == [("3", "+2"), ("5", "—")]
    assert "没有过完、或没有全部选入的月份，不算增减" in read(story.inspector, PATH, **asked)
    part = asked | {"first": str(first + timedelta(1)), "as": "csv"}
    answer = signed_in(story.inspector).get(PATH, part)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["前一个月"], row["增减"]) for row in rows] == [("3", "—"), ("5", "—")]
    with connection.cursor() as cursor:
        cursor.execute("delete from inspecting_count where action = 'data:verified'")
    answer = signed_in(story.inspector).get(PATH, asked | {"by": "day", "action": "data:", "as": "csv"})
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["前一日"], row["增减"]) == ("0", "—")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), (date(2026, 9, 1), date(2026, 9, 30))),
        (date(2026, 1, 1), date(2026, 3, 31), (date(2025, 10, 1), date(2025, 12, 31))),
        (date(2026, 11, 1), date(2026, 11, 30), (date(2026, 10, 1), date(2026, 10, 20))),
        (date(2026, 11, 1), date(2026, 11, 20), (date(2026, 10, 1), date(2026, 10, 20))),
        (date(2026, 10, 1), date(2026, 12, 31), (date(2026, 7, 1), date(2026, 8, 20))),
        (date(2026, 10, 1), date(2026, 11, 20), (date(2026, 7, 1), date(2026, 8, 20))),
        (date(2026, 1, 1), date(2026, 12, 31), (date(2025, 1, 1), date(2025, 11, 20))),
        (date(2025, 1, 1), date(2025, 12, 31), (date(2024, 1, 1), date(2024, 12, 31))),
        (date(2026, 11, 8), date(2026, 11, 14), (date(2026, 11, 1), date(2026, 11, 7))),
    ],
)
def test_the_period_before_is_as_long(first: date, last: date, told: tuple[date, date]) -> None:
    assert before(first, last, date(2026, 11, 20)) == told


def test_in_the_first_month_of_a_quarter_its_end_tells_them_apart() -> None:
    today = date(2026, 10, 10)
    assert before(date(2026, 10, 1), date(2026, 12, 31), today) == (date(2026, 7, 1), date(2026, 7, 10))
    assert before(date(2026, 10, 1), date(2026, 10, 31), today) == (date(2026, 9, 1), date(2026, 9, 10))


def month() -> dict[str, str]:
    today = shanghai_day(timezone.now())
    return {"first": str(today - timedelta(29)), "last": str(today)}
