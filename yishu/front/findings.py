"""What a check says, line by line."""

from dataclasses import dataclass

from yishu.core.errors import Problem
from yishu.front.language import spoken


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the check; `wrong` ones make it fail."""

    place: str
    text: str
    wrong: bool = False


def wrong(place: str, problem: Problem) -> Finding:
    return Finding(place, problem.detail(spoken()), wrong=True)
