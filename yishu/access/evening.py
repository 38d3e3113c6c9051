"""Answers of one length for one question: whoever watches the line, encrypted as it is, must not read a verdict off the number of octets (27.1)."""

from collections.abc import Mapping
from typing import Final

from yishu.access.asks import Ask
from yishu.access.governed import Answer
from yishu.wire.data import VerifyAnswer, VerifyManyAnswer

_SHORTER: Final = len("mismatch") - len("match")
"""By so much any other verdict is shorter."""
_ROOM: Final = len('"":"mismatch",')


def evened(body: bytes, ask: Ask, made: Answer) -> bytes:
    """The JSON of a verify answer, filled up with blanks to the length of the longest that the question could have; any other answer as it is."""
    if isinstance(made, VerifyAnswer):
        return body + b" " * _lacking(made.found, made.result, ask.claims[0])
    if isinstance(made, VerifyManyAnswer):
        lacking = 0
        for one, claims in zip(made.results, ask.claims, strict=True):
            lacking += _lacking(one.found, one.result, claims)
        return body + b" " * lacking
    return body


def _lacking(found: bool, result: Mapping[str, str], claims: Mapping[str, object]) -> int:
    """Of an absent subject there is no verdict at all; but `false` is longer than `true`."""
    if not claims:
        return int(found)
    if not found:
        return sum(len(item) + _ROOM for item in claims) - len(",") - 1
    return _SHORTER * (len(result) - list(result.values()).count("mismatch"))
