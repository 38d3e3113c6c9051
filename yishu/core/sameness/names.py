"""Names of persons: the same, character by character, where each is a variant of the other (异体字, 繁简).

A register may have 峯 where the identity card has 峰, or 張 for 张. Two characters are variants where Unihan says so of the two themselves (data/SOURCES.md); that both are variants of a
third does not count: 乾 and 幹 are both written 干 today, and are two names.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from yishu.core.text import folded_name

_DOTS: Final = str.maketrans(dict.fromkeys(".•‧∙⋅・", "·"))
"""Between the parts of a name (GB/T 30857 writes ·)."""


def same_name(stored: str, claimed: str) -> bool:
    ours, theirs = (folded_name(name).translate(_DOTS) for name in (stored, claimed))
    return len(ours) == len(theirs) and all(map(_are_variants, ours, theirs))


def _are_variants(one: str, other: str) -> bool:
    return one == other or other in _variants().get(one, "")


@cache
def _variants() -> dict[str, str]:
    lines = files("yishu.core.sameness").joinpath("data", "characters.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}
