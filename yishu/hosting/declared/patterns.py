"""Whether a pattern may be declared: RE2 compiles it, and it costs little. RE2 takes time linear in the text, but some automata take milliseconds for one value."""

import random
import re
import time
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from yishu.core.errors import FieldError
from yishu.hosting.declared.rules import whole

LONGEST: Final = 200
MOST_REPEATS: Final = 300  # of all counted repetitions together
MOST_SECONDS: Final = 0.1  # of processor time for PROBES: a hundred times what usual patterns take
PROBE_LENGTH: Final = 200
_PLACE: Final = "parameters.pattern"
_REPEATED: Final = re.compile(r"\{(\d+)(?:,(\d*))?\}")


def wrong_pattern(text: str) -> FieldError | None:
    if not text or len(text) > LONGEST or not text.isprintable():
        zh, en = (
            "请填写格式，不超过 {most} 个可见字符。",
            "Give a pattern of at most {most} characters that can be seen.",
        )
        return FieldError(_PLACE, "text", zh, en, most=LONGEST)
    if sum(int(most or least) for least, most in _REPEATED.findall(text)) > MOST_REPEATS:
        zh = "各处 {{}} 中的重复次数合计不得超过 {most}：请缩小次数，长度由条目限定。"
        en = "The counts in all {{}} may add up to {most} at most: make them smaller, the entry limits lengths."
        return FieldError(_PLACE, "repeats", zh, en, most=MOST_REPEATS)
    for tried in (text, whole(text)):  # by itself as well, so that no bracket of it closes ours
        try:
            pc.match_substring_regex(pa.scalar(""), tried)
        except pa.ArrowInvalid as error:
            zh = "不是可用的 RE2 正则表达式（{why}）：不支持反向引用和环视。"
            en = "This is no RE2 regular expression ({why}): there are no backreferences and no look-around."
            return FieldError(_PLACE, "re2", zh, en, why=_reason(error))
    return None


def slow_pattern(text: str) -> FieldError | None:
    """Asked once, when it is declared: by a clock, a pattern in force could fail on a busy day."""
    return _slow() if _is_slow(text) else None


def _is_slow(pattern: str) -> bool:
    """Tried on texts like those that it is for, from their beginning and from anywhere: a prefix that they lack hides nothing."""
    began = time.thread_time()
    for tried in (whole(pattern), rf"(?:{pattern})\z"):
        for probe in _probes(pattern):
            pc.match_substring_regex(pa.array([probe]), tried)
            if time.thread_time() - began > MOST_SECONDS:
                return True
    return False


def _probes(pattern: str) -> Iterator[str]:
    yield from (character * PROBE_LENGTH for character in "甲a0")
    known = [character for character in pattern if character.isalnum()] + ["甲", "a", "0", " "]
    chosen = random.Random(0)  # noqa: S311 - the same texts each time
    for _ in range(5):
        yield "".join(chosen.choices(known, k=PROBE_LENGTH))


def _slow() -> FieldError:
    zh = "按此格式核对太慢：请少用 {{最少,最多}} 的重复（长度由条目限定），或把 \\p{{L}} 写得窄一些，如 [一-龥]。"
    en = "Checking by this pattern is too slow: use fewer {{least,most}} (the entry limits lengths), or narrower classes than \\p{{L}}."
    return FieldError(_PLACE, "slow", zh, en)


def _reason(error: pa.ArrowInvalid) -> str:
    return str(error).removeprefix("Invalid regular expression: ")[:100]
