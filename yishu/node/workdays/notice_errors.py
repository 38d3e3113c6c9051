"""What can be wrong with a notice of holidays: the line, the rule, and what to do."""

from datetime import date
from typing import Final

from yishu.core.errors import FieldError


def _at(line: int, rule: str, zh: str, en: str, **params: object) -> FieldError:
    """An error of the text; on its line, where it is one line's."""
    if line:
        zh, en = f"第 {{line}} 行：{zh}", f"Line {{line}}: {en}"
    return FieldError("text", rule, zh, en, line=line, **params)


YEARS: Final = (2008, 2100)
"""Of which there are notices: since the rule of 2007 (State Council decree 513)."""


def outside_years() -> FieldError:
    zh, en = "年度应在 {first} 到 {last} 之间。", "The year is between {first} and {last}."
    return FieldError("year", "range", zh, en, first=YEARS[0], last=YEARS[1])


def no_year() -> FieldError:
    zh = "看不出是哪一年的安排：请连同标题“关于XXXX年部分节假日安排的通知”一并粘贴，或填写年度。"
    return _at(0, "year", zh, "The text does not say of which year it is: paste its title too, or name the year.")


def nothing() -> FieldError:
    zh = "没有读到放假或上班的日期：请粘贴通知正文，如“一、元旦：1月1日至3日放假，共3天”。"
    return _at(0, "nothing", zh, "No day off or at work was found: paste the notice itself, from its first holiday on.")


def missing(name: str) -> FieldError:
    zh = "没有“{name}”的安排：请粘贴通知全文，一年的安排须完整才能确认。"
    return _at(
        0, "missing", zh, "{name} is missing: paste the whole notice; a year is settled by all of it.", name=name
    )


def twice(line: int, day: date) -> FieldError:
    zh, en = "{day} 出现了两次：请核对后只留一处。", "{day} stands there twice: check it and keep one."
    return _at(line, "once", zh, en, day=day.isoformat())


def no_weekend(line: int, day: date) -> FieldError:
    zh = "{day} 本来就是工作日，不会是调休上班日：请核对年份和日期。"
    return _at(line, "weekend", zh, "{day} is no weekend day to make up on: check year and day.", day=day.isoformat())


def other_year(line: int, day: date, year: int) -> FieldError:
    zh, en = "{day} 不属于 {year} 年的安排：请核对年份。", "{day} does not belong to {year}: check the year."
    return _at(line, "year", zh, en, day=day.isoformat(), year=year)


def count_differs(line: int, name: str, said: int, found: int) -> FieldError:
    zh = "{name}写明共 {said} 天，按起止日期是 {found} 天：请核对日期。"
    en = "{name} is said to have {said} days; from its first to its last there are {found}: check the days."
    return _at(line, "count", zh, en, name=name, said=said, found=found)


def no_such_day(line: int, said: str) -> FieldError:
    return _at(line, "date", "没有“{said}”这一天：请核对日期。", "There is no day {said}: check it.", said=said)


def weekday_differs(line: int, day: date, said: str, right: str) -> FieldError:
    zh = "{day} 是{right}，不是{said}：请核对年份和日期。"
    en = "{day} is a {right}, not {said}: check year and day."
    return _at(line, "weekday", zh, en, day=day.isoformat(), said=said, right=right)


def backwards(line: int, first: date, last: date) -> FieldError:
    zh = "“{first} 至 {last}”的起止不对：请核对月份。"
    return _at(
        line,
        "order",
        zh,
        "{first} to {last} cannot be: check the months.",
        first=first.isoformat(),
        last=last.isoformat(),
    )


def bad_row(line: int, column: str, said: str, expected_zh: str, expected_en: str) -> FieldError:
    zh, en = "“{column}”为“{said}”，应为{expected_zh}。", "{column} is “{said}”; {expected_en} is expected."
    params = {"column": column, "said": said[:40], "expected_zh": expected_zh, "expected_en": expected_en}
    return _at(line, "format", zh, en, **params)


def no_columns(found: str) -> FieldError:
    zh = "表头应有“日期、类型、名称”三列，现为“{found}”：请改好表头再上传。"
    return _at(1, "columns", zh, "The columns date, kind and name are expected; found {found}.", found=found[:80])


def unreadable() -> FieldError:
    zh = "不是可读的 CSV（UTF-8 或 GBK）或 XLSX 文件：请另存后再上传。"
    return FieldError("file", "format", zh, "No CSV (UTF-8 or GBK) and no XLSX file that can be read: save it anew.")
