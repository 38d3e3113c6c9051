"""Deadlines and moments in words."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from yishu.shell import words

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # 15:00 in Shanghai


@pytest.mark.parametrize(
    ("due", "remaining", "zh", "en", "tone"),
    [
        (date(2026, 12, 4), 8, "还剩 8 个工作日 · 12 月 4 日前", "8 working days left · by 4 Dec", "neutral"),
        (date(2026, 11, 26), 2, "还剩 2 个工作日 · 11 月 26 日前", "2 working days left · by 26 Nov", "near"),
        (date(2026, 11, 25), 1, "还剩 1 个工作日 · 11 月 25 日前", "1 working day left · by 25 Nov", "near"),
        (date(2026, 11, 24), 0, "今天到期 · 11 月 24 日前", "Due today · by 24 Nov", "near"),
        (date(2026, 11, 19), -3, "已超期 3 个工作日 · 11 月 19 日前", "3 working days late · by 19 Nov", "late"),
        (date(2026, 11, 23), 0, "已超期 1 个工作日 · 11 月 23 日前", "1 working day late · by 23 Nov", "late"),
        (
            date(2027, 1, 4),
            28,
            "还剩 28 个工作日 · 2027 年 1 月 4 日前",
            "28 working days left · by 4 Jan 2027",
            "neutral",
        ),
    ],
)
def test_a_deadline_reads_in_working_days_date_and_urgency(
    due: date, remaining: int, zh: str, en: str, tone: str
) -> None:
    for language, expected in (("zh-hans", zh), ("en", en)):
        with override(language):
            read = words.deadline(due, TODAY, remaining)
        assert (f"{read.left} · {read.day}", read.tone) == (expected, tone)


def test_a_deadline_falls_on_its_day_in_shanghai() -> None:
    with override("zh-hans"):
        assert words.deadline(datetime(2026, 11, 26, 16, 30, tzinfo=UTC), TODAY, 3).day == "11 月 27 日前"


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (datetime(2026, 11, 24, 6, 59, 40, tzinfo=UTC), "刚刚", "just now"),
        (datetime(2026, 11, 24, 6, 59, tzinfo=UTC), "1 分钟前", "1 minute ago"),
        (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), "3 小时前", "3 hours ago"),
        (datetime(2026, 11, 23, 16, 30, tzinfo=UTC), "今天 00:30", "today 00:30"),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "昨天 16:00", "yesterday 16:00"),
        (datetime(2026, 11, 20, 1, 30, tzinfo=UTC), "11 月 20 日 09:30", "20 Nov 09:30"),
        (datetime(2025, 12, 31, 15, 0, tzinfo=UTC), "2025 年 12 月 31 日", "31 Dec 2025"),
        (datetime(2027, 6, 1, 0, 0, tzinfo=UTC), "2027 年 6 月 1 日", "1 Jun 2027"),
    ],
)
def test_a_moment_reads_relative_to_now_in_shanghai(moment: datetime, zh: str, en: str) -> None:
    for language, expected in (("zh-hans", zh), ("en", en)):
        with override(language):
            assert words.when_words(moment, NOW) == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("33010619900101001X", "330***********001X"),
        ("陈小明", "陈**"),
        ("陈", "*"),
        ("浙A12345", "浙*****5"),
        ("13857112345", "138****2345"),
    ],
)
def test_a_masked_value_keeps_only_its_ends(value: str, shown: str) -> None:
    assert words.masked(value) == shown
