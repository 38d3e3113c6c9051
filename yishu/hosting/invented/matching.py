"""A text that a declared pattern takes: the first way through it, the number put where there is room for digits. None where that does not lead to one."""

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.declared.rules import whole

MOST: Final = 200
_OF: Final = {op.CATEGORY_DIGIT: "0", op.CATEGORY_WORD: "a", op.CATEGORY_SPACE: " "}
_PLAIN: Final = ("a", "A", "0", "例", "-", " ")
"""What stands for “any but those”."""


def matching(pattern: str, n: int) -> str | None:
    """The n-th of the texts that are tried. Python reads the pattern, RE2 by whose rules it is declared has the last word."""
    try:
        text = "".join(_walk(parser.parse(pattern), n))
    except (re.error, KeyError, NotImplementedError, OverflowError):
        return None
    if len(text) > MOST or not pc.match_substring_regex(pa.scalar(text), whole(pattern)).as_py():
        return None
    numbered = re.sub(r"0(?=[^0]*$)", str(n), text)
    return numbered if pc.match_substring_regex(pa.scalar(numbered), whole(pattern)).as_py() else text


def _walk(parts: Any, n: int) -> list[str]:
    return [_one(kind, given, n) for kind, given in parts]


def _one(kind: Any, given: Any, n: int) -> str:
    if kind is op.LITERAL:
        return chr(given)
    if kind is op.NOT_LITERAL:
        return next(sign for sign in _PLAIN if ord(sign) != given)
    if kind is op.ANY:
        return "例"
    if kind is op.AT:
        return ""
    if kind is op.IN:
        return _member(given)
    if kind is op.BRANCH:
        return "".join(_walk(given[1][(n - 1) % len(given[1])], n))
    if kind is op.SUBPATTERN:
        return "".join(_walk(given[3], n))
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, _most, repeated = given
        return "".join(_walk(repeated, n)) * min(least or 1, MOST) if least or _most else ""
    raise NotImplementedError


def _member(choices: Any) -> str:
    """Of a class: a digit where it has any, else its first."""
    kind, given = choices[0]
    if kind is op.NEGATE:
        return next(sign for sign in _PLAIN if not _is_in(sign, choices[1:]))
    ranges = [chosen for what, chosen in choices if what is op.RANGE]
    if any(low <= ord("0") <= high for low, high in ranges):
        return "0"
    if kind is op.CATEGORY:
        return _OF[given]
    return chr(given[0] if kind is op.RANGE else given)


def _is_in(sign: str, choices: Any) -> bool:
    for kind, given in choices:
        if kind is op.LITERAL and ord(sign) == given:
            return True
        if kind is op.RANGE and given[0] <= ord(sign) <= given[1]:
            return True
        if kind is op.CATEGORY and _OF.get(given) == sign:
            return True
    return False
