"""Codes for items that come without one: the first letters of their names in pinyin (8.1), so that nobody has to invent them."""

import re
from collections.abc import Iterable
from typing import Final

from yishu.core.text import folded_name

LONGEST: Final = 40
_LETTERS: Final = re.compile(r"[^a-z0-9_]+")


def proposed_code(name: str, taken: Iterable[str]) -> str:
    """`jgbm` for 机构编码; `jgbm_2` where that is taken. Letters and digits of the name stay; one without any is `item`."""
    from pypinyin import Style, lazy_pinyin  # its dictionary is read where somebody catalogues, not in every process

    letters = _LETTERS.sub("", "".join(lazy_pinyin(folded_name(name), style=Style.FIRST_LETTER)).lower())
    code = letters if letters[:1].isalpha() else f"item_{letters}".rstrip("_")
    code, others = code[:LONGEST], set(taken)
    if code not in others:
        return code
    return next(numbered for n in range(2, len(others) + 3) if (numbered := f"{code}_{n}") not in others)
