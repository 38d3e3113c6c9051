"""Why something was refused, in words: a problem's code as its sentence."""

from collections import defaultdict
from functools import cache

from yishu.core.errors import Problem
from yishu.shell.words import in_english


def reason_words(code: str) -> str:
    """A refusal's code as its sentence, without the values that it was about."""
    if not code:
        return ""
    for problem in kinds_of(Problem):
        if problem.code == code:
            text = (problem.__doc__ or "").strip() if in_english() else problem.zh
            return text.format_map(defaultdict(lambda: "…")).replace("，见 errors", "").replace("; see errors", "")
    return code


@cache
def refusal_texts() -> dict[str, str]:
    """The sentences of all refusals in both languages, in small letters, by code."""
    return {each.code: f"{each.zh} {each.__doc__ or ''}".lower() for each in kinds_of(Problem)}


def kinds_of(kind: type[Problem]) -> list[type[Problem]]:
    """The kind itself and all below it that are loaded."""
    return [kind, *(found for child in kind.__subclasses__() for found in kinds_of(child))]
