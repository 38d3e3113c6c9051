"""Times in words: deadlines and moments, in the language of the page, days decided in Asia/Shanghai."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEAR = 2  # working days from which a deadline is shown in amber
MASK = "*"

Tone = Literal["neutral", "near", "late"]


@dataclass(frozen=True)
class Deadline:
    """How a deadline reads, and how urgent it looks."""

    left: str
    day: str
    tone: Tone
    provisional: bool


def deadline(due: date, today: date, remaining: int, *, provisional: bool = False) -> Deadline:
    """`remaining` working days after today up to and with the due day; negative when late, by so many."""
    due = local_day(due)
    if remaining < 0 or due < today:
        late = max(1, -remaining)
        left, tone = ngettext("已超期 {n} 个工作日", "已超期 {n} 个工作日", late).format(n=late), "late"
    elif due == today:
        left, tone = gettext("今天到期"), "near"
    else:
        left = ngettext("还剩 {n} 个工作日", "还剩 {n} 个工作日", remaining).format(n=remaining)
        tone = "near" if remaining <= NEAR else "neutral"
    return Deadline(left, gettext("{day}前").format(day=day_words(due, today)), tone, provisional)


def local_day(moment: date) -> date:
    """The day of a date, or of a moment in Shanghai."""
    return moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment


def day_words(day: date, today: date) -> str:
    """11 月 26 日 / 26 Nov; with its year when that is another."""
    if in_english():
        return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")
    return (f"{day.year} 年 " if day.year != today.year else "") + f"{day.month} 月 {day.day} 日"


def when_words(moment: datetime, now: datetime) -> str:
    """A past moment relative to now, up to yesterday; else its day. A coming one by day and time."""
    here, today = moment.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    ago = now - moment
    if timedelta(0) <= ago < timedelta(hours=12):
        return since_words(ago)
    if here.date() == today:
        return gettext("今天 {time}").format(time=f"{here:%H:%M}")
    if here.date() == today - timedelta(days=1):
        return gettext("昨天 {time}").format(time=f"{here:%H:%M}")
    words = day_words(here.date(), today)
    return words if here.year != today.year else f"{words} {here:%H:%M}"


def since_words(ago: timedelta) -> str:
    minutes = int(ago.total_seconds() // 60)
    if minutes < 1:
        return gettext("刚刚")
    if minutes < 60:
        return ngettext("{n} 分钟前", "{n} 分钟前", minutes).format(n=minutes)
    return ngettext("{n} 小时前", "{n} 小时前", minutes // 60).format(n=minutes // 60)


def exact(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def masked(value: object) -> str:
    """A value with its middle hidden: the first and last of a name, three and four of a number."""
    text = str(value)
    if len(text) <= 1:
        return MASK
    if len(text) <= 4:
        return text[0] + MASK * (len(text) - 1)
    head, tail = (3, 4) if len(text) >= 11 else (1, 1)
    return text[:head] + MASK * (len(text) - head - tail) + text[-tail:]


def in_english() -> bool:
    return (get_language() or "").startswith("en")
