"""One cell of a portal's directory: text to a value of ours."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

_SHANGHAI: Final = timedelta(hours=8)
_DAY: Final = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_PACKED: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


def day(text: str) -> date:
    """2023-06-02, 2023/6/2, 2023年6月2日, 20230602, with or without a time; or a moment in (milli)seconds since 1970, as the day
    it is in Shanghai. Raises ValueError."""
    if is_moment(text):
        seconds = int(text) / (1000 if len(text) >= 12 else 1)
        return (datetime.fromtimestamp(seconds, UTC) + _SHANGHAI).date()
    found = _DAY.fullmatch(text) or _PACKED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def is_moment(text: str) -> bool:
    """Whether a date is written as seconds or milliseconds since 1970: ten digits (from 2001), twelve or thirteen."""
    return text.isascii() and text.isdigit() and len(text) in (10, 12, 13)


def count(text: str) -> int:
    """Raises ValueError."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def split_note(cycle: str) -> tuple[str, str]:
    """Of "不定期(更新说明:暂无新业务数据产生)" the cycle "不定期" and the note "暂无新业务数据产生"."""
    split = re.fullmatch(r"(?P<cycle>[^(（]*)[(（](?:更新说明[:：])?(?P<note>.*?)[)）]?", cycle)
    return (split["cycle"].strip(), split["note"].strip()) if split else (cycle, "")


def split_format(text: str) -> tuple[str, str]:
    """Of "数据库-mysql", "数据库:mysql" or "03,0310" the word for the kind, and the rest."""
    parts = re.split("[-:：,，]", text, maxsplit=1)
    return parts[0].strip(), parts[1].strip() if len(parts) > 1 else ""


_CONDITIONAL: Final = "申请|审批|审核|仅|用于|受限|登录|授权|按需|同意|校验|核验"


def openness_of(condition: str, words: dict[str, str]) -> str:
    """open, conditional, closed or unstated, from a portal's own words of the condition."""
    if condition in words:
        return words[condition]
    if re.search(_CONDITIONAL, condition):
        return "conditional"
    return "open" if "开放" in condition else "unstated"
