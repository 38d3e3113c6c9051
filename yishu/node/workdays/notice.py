"""Reading a year's holiday notice (国务院办公厅关于……年部分节假日安排的通知): its sentences, as they have been worded since 2008, into days.

What is understood are the two statements that the notices make: these days are off (放假、补休), those are worked (上班). Any other day that a sentence names is
given back as a remark, for the reader to look at: that employers are encouraged to give a day off makes it no holiday.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from yishu.core.calendar import DayKind
from yishu.core.errors import FieldError
from yishu.node.workdays import notice_errors as wrong

HOLIDAYS: Final = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
"""What a whole notice names (国务院令第795号《全国年节及纪念日放假办法》)."""
LONGEST: Final = 31
"""Days of one holiday."""


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """A day that departs from the week; `line` is where the text says so, from 1."""

    date: date
    kind: DayKind
    name: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a text says. `number` and `issued_on` as far as it names them; `remarks`: (line, sentence) that name days and settle none; `errors`: why it cannot be taken."""

    year: int | None
    number: str
    issued_on: date | None
    days: tuple[NoticeDay, ...]
    remarks: tuple[tuple[int, str], ...]
    errors: tuple[FieldError, ...]


def read(text: str, *, year: int | None = None) -> Notice:
    """`year`: of the notice, where its title is not part of the text."""
    plain = _Plain(text)
    title = _TITLE.search(plain.text)
    found = year if year is not None else int(title[1]) if title else None
    number, issued = _NUMBER.search(plain.text), _ISSUED.search(plain.text)
    signed = _date(issued) if issued else None
    if found is None or not is_in_years(found):
        error = wrong.no_year() if found is None else wrong.outside_years()
        return Notice(found, number[0] if number else "", signed, (), (), (error,))
    reader = _Reader(plain, found)
    reader.read()
    errors = [*reader.errors, *_whole(reader.days, reader.headings), *check_days(reader.days, found)]
    return Notice(found, number[0] if number else "", signed, tuple(reader.days), tuple(reader.remarks), tuple(errors))


def is_in_years(year: int) -> bool:
    return wrong.YEARS[0] <= year <= wrong.YEARS[1]


def check_days(days: list[NoticeDay], year: int) -> list[FieldError]:
    """What no notice says: a year that has no notices, a day both off and at work, a make-up day within the week, a day of another year."""
    if not is_in_years(year):
        return [wrong.outside_years()]
    errors: list[FieldError] = []
    kinds: dict[date, NoticeDay] = {}
    for day in days:
        if kinds.setdefault(day.date, day).kind is not day.kind:
            errors.append(wrong.twice(day.line, day.date))
        if day.kind is DayKind.WORKDAY and day.date.weekday() < 5:
            errors.append(wrong.no_weekend(day.line, day.date))
        if not date(year - 1, 12, 1) <= day.date <= date(year + 1, 1, 31):
            errors.append(wrong.other_year(day.line, day.date, year))
    return errors


def _whole(days: list[NoticeDay], headings: list[str]) -> list[FieldError]:
    named = "".join(headings)
    if not days:
        return [wrong.nothing()]
    return [wrong.missing(name) for name in HOLIDAYS if name not in named]


class _Plain:
    """The text without spaces and in half width, and of each character the line that it came from."""

    def __init__(self, text: str) -> None:
        kept: list[str] = []
        self._lines: list[int] = []
        for line, words in enumerate(text.splitlines(), 1):
            for char in unicodedata.normalize("NFKC", words):
                if not char.isspace() and unicodedata.category(char) != "Cf":
                    kept.append(_SAME.get(char, char))
                    self._lines.append(line)
        self.text = "".join(kept)

    def line(self, place: int) -> int:
        return self._lines[min(place, len(self._lines) - 1)]


_SAME: Final = {
    "[": "〔",
    "]": "〕",
    "【": "〔",
    "】": "〕",
    "—": "至",
    "–": "至",
    "-": "至",
    "~": "至",
    "到": "至",
    ";": "。",
    "、": "、",
}
_NAME: Final = r"(?:元旦|新年|春节|清明节?|国际劳动节|劳动节|[“\"]?五一[”\"]?(?:国际)?劳动节|端午节?|中秋节?|国庆节?)"
_HEADING: Final = re.compile(rf"(?:[一二三四五六七八九十]{{1,2}}[、.])?({_NAME}(?:[、和及]{_NAME})*):")
_TITLE: Final = re.compile(r"关于(\d{4})年部分节假日安排")
_NUMBER: Final = re.compile(r"国办发(?:明电)?〔\d{4}〕\d+号")
_ISSUED: Final = re.compile(r"国务院办公厅(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_DAY: Final = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:\([^()]*\))?"
_PERIOD: Final = rf"{_DAY}(?:至{_DAY})?"
_LIST: Final = rf"{_PERIOD}(?:[、和及]{_PERIOD})*"
_OFF: Final = re.compile(rf"(?:公休日调至({_LIST}))|({_LIST})(?:放假|补休|调休)")
_ON: Final = re.compile(rf"({_LIST})(?:均|照常|正常)*上班")
_COUNT: Final = re.compile(r"(?:共|放假)(\d{1,2})天")
_ONE: Final = re.compile(
    r"(?:(?P<y>\d{4})年)?(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日(?:\((?P<said>[^()]*)\))?(?P<to>至)?"
)
_WEEKDAY: Final = re.compile(r"(?:周|星期)([一二三四五六日天])")
_ENDS: Final = ("节假日期间", "节日期间", "国务院办公厅")
_WEEK: Final = "一二三四五六日"


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


class _Reader:
    """Goes through the holidays of a notice, one heading after the other."""

    def __init__(self, plain: _Plain, year: int) -> None:
        self.plain, self.year = plain, year
        self.days: list[NoticeDay] = []
        self.headings: list[str] = []
        self.remarks: list[tuple[int, str]] = []
        self.errors: list[FieldError] = []

    def read(self) -> None:
        heads = list(_HEADING.finditer(self.plain.text))
        ends = [*(head.start() for head in heads), len(self.plain.text)][1:]
        for head, end in zip(heads, ends, strict=True):
            self.headings.append(head[1])
            self._section(head[1].strip('“”"'), head.end(), self._cut(head.end(), end))

    def _cut(self, start: int, end: int) -> int:
        """Where the last holiday's words end and the closing ones begin."""
        found = [place for words in _ENDS if (place := self.plain.text.find(words, start, end)) >= 0]
        return min(found, default=end)

    def _section(self, name: str, start: int, end: int) -> None:
        place = start
        for sentence in re.split(r"(?<=。)", self.plain.text[start:end]):
            self._sentence(name, sentence, place)
            place += len(sentence)

    def _sentence(self, name: str, sentence: str, place: int) -> None:
        line, rest, off = self.plain.line(place), sentence, 0
        for pattern, kind in ((_OFF, DayKind.HOLIDAY), (_ON, DayKind.WORKDAY)):
            for found in pattern.finditer(sentence):
                named = next(group for group in found.groups() if group)
                at = self.plain.line(place + found.start())
                dates = self._list(name, named, at)
                off += len(dates) if kind is DayKind.HOLIDAY else 0
                self._add(NoticeDay(day, kind, name, at) for day in dates)
                rest = rest.replace(found[0], "", 1)
        said = _COUNT.search(sentence)
        if said and off and int(said[1]) != off:
            self.errors.append(wrong.count_differs(line, name, int(said[1]), off))
        if any(not self._settles(name, one, line) for one in _ONE.finditer(rest)):
            self.remarks.append((line, sentence.strip("。")))

    def _add(self, days: Iterable[NoticeDay]) -> None:
        """Some notices say it twice: of a holiday as a whole, then of the day that was moved into it."""
        self.days += [day for day in days if day not in self.days]

    def _settles(self, name: str, one: re.Match[str], line: int) -> bool:
        """Whether another sentence has settled the day that this one merely mentions."""
        mentioned = self._day(name, one, None, line)
        return mentioned is not None and any(day.date == mentioned for day in self.days)

    def _list(self, name: str, text: str, line: int) -> list[date]:
        """The days of `1月28日(周三)至2月4日(周三)、2月8日`; none where one of them cannot be."""
        found: list[date] = []
        since: date | None = None
        last: date | None = None
        for one in _ONE.finditer(text):
            day = self._day(name, one, last, line)
            if day is None:
                return []
            last = day
            if since is not None:
                found += self._between(since, day, line)
                since = None
            elif one["to"]:
                since = day
            else:
                found.append(day)
        return found

    def _day(self, name: str, one: re.Match[str], last: date | None, line: int) -> date | None:
        """A day without a month is in that of the day before it; December belongs to the year before, as New Year's."""
        month = int(one["m"]) if one["m"] else last.month if last else 0
        is_before = month == 12 and name.startswith(("元旦", "新年"))
        year = int(one["y"]) if one["y"] else last.year if last and not one["m"] else self.year - is_before
        try:
            day = date(year, month, int(one["d"]))
        except ValueError:
            self.errors.append(wrong.no_such_day(line, one[0].removesuffix("至")))
            return None
        said = _WEEKDAY.search(one["said"] or "")
        if said and _WEEK.index(said[1].replace("天", "日")) != day.weekday():
            self.errors.append(wrong.weekday_differs(line, day, said[0], "周" + _WEEK[day.weekday()]))
        return day

    def _between(self, first: date, last: date, line: int) -> Iterator[date]:
        length = (last - first).days + 1
        if not 1 <= length <= LONGEST:
            self.errors.append(wrong.backwards(line, first, last))
            return
        yield from (first + timedelta(days=n) for n in range(length))
