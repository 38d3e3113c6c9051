"""Notices of holidays are read as they have been worded since 2009, and what is wrong with one is told by line and rule."""

import csv
from datetime import date
from pathlib import Path

import pytest

from yishu.core.calendar import DayKind
from yishu.node.workdays.notice import Notice, read

SEED = Path(__file__).parents[2] / "yishu" / "node" / "seed" / "work_days.csv"
NOTICES = Path(__file__).parent / "holiday_notices"


def notice(year: int) -> str:
    return (NOTICES / f"{year}.txt").read_text("utf-8")


def days(found: Notice, kind: DayKind) -> set[str]:
    return {day.date.isoformat() for day in found.days if day.kind is kind}


def rules(found: Notice) -> set[tuple[str, object]]:
    return {(error.rule, error.params.get("line")) for error in found.errors}


@pytest.mark.parametrize(
    ("year", "number", "issued"),
    [
        (2024, "国办发明电〔2023〕7号", None),
        (2025, "国办发明电〔2024〕12号", None),
        (2026, "国办发明电〔2025〕7号", date(2025, 11, 4)),
    ],
)
def test_a_year_s_notice_says_what_the_seed_has(year: int, number: str, issued: date | None) -> None:
    found = read(notice(year))
    assert (found.year, found.number, found.issued_on, found.errors) == (year, number, issued, ())
    with SEED.open(encoding="utf-8", newline="") as file:
        seed = {(row["date"], row["kind"]) for row in csv.DictReader(file) if row["date"].startswith(str(year))}
    assert {(day.date.isoformat(), day.kind.value) for day in found.days} == seed


def test_new_year_s_eve_may_be_last_year_s() -> None:
    found = read(notice(2023))
    assert found.errors == ()
    assert {"2022-12-31", "2023-01-01", "2023-01-02"} <= days(found, DayKind.HOLIDAY)


def test_older_wordings_are_read() -> None:
    """补休 and 与周末连休 (2015); 公休日调至 (2009)."""
    found = read(notice(2015))
    assert found.errors == ()
    assert {"2015-04-05", "2015-04-06", "2015-06-22", "2015-05-01"} <= days(found, DayKind.HOLIDAY)
    older = read(notice(2009))
    assert (older.errors, older.remarks) == ((), ())
    assert "2009-01-02" in days(older, DayKind.HOLIDAY)
    assert "2009-01-04" in days(older, DayKind.WORKDAY)


def test_what_employers_are_encouraged_to_do_is_no_holiday() -> None:
    found = read(notice(2024))
    assert "2024-02-09" not in {day.date.isoformat() for day in found.days}
    assert [(line, "除夕" in text) for line, text in found.remarks] == [(4, True)]


def test_broken_lines_and_half_width_signs_change_nothing() -> None:
    whole = read(notice(2026))
    broken = notice(2026).translate(str.maketrans("（）：，", "():,")).replace("放假", "放\n假").replace("1", "１")
    assert read(broken).days == whole.days
    assert read(broken).number == whole.number


@pytest.mark.parametrize(
    ("said", "instead", "rule", "line"),
    [
        ("1月4日（周日）上班", "1月4日（周一）上班", "weekday", 5),
        ("1月4日（周日）上班", "1月5日上班", "weekend", 5),
        ("共3天。1月4日", "共4天。1月4日", "count", 5),
        ("4月4日（周六）至6日（周一）", "4月31日至6日", "date", 7),
        ("4月4日（周六）至6日（周一）", "4月6日（周一）至4日（周六）", "order", 7),
        ("1月4日（周日）上班", "1月3日（周六）上班", "once", 5),
        ("　　五、端午节", "　　五、龙舟节", "missing", 0),
        ("2026年", "", "year", 0),
    ],
)
def test_what_is_wrong_is_told_by_line_and_rule(said: str, instead: str, rule: str, line: int) -> None:
    text = notice(2026)
    assert said in text
    found = read(text.replace(said, instead) if rule != "year" else text.replace("2026年", "该年"))
    assert (rule, line) in rules(found)
    assert all(error.message("en").strip() and error.message("zh").strip() for error in found.errors)


@pytest.mark.parametrize("text", ["随便写", "", "元旦：1月1日放假。", "元旦：9999年12月31日至1月1日放假。"])
def test_a_text_that_is_no_notice_is_told_so(text: str) -> None:
    assert rules(read(text, year=2026))


@pytest.mark.parametrize("year", [-5, 0, 1, 2007, 2101, 9999, 10**12])
def test_a_year_that_has_no_notices_is_told_by_its_field(year: int) -> None:
    found = read("元旦：1月1日放假。", year=year)
    assert [(error.field, error.rule) for error in found.errors] == [("year", "range")]
