"""Whom a person has asked about in a case since they logged in, so that a second question need not be typed again (27.1).

Kept with the login session only, enciphered by the node's secret; gone when it ends. The page gets numbers and masked texts, never what is behind them.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from yishu.access.asked import Asked
from yishu.access.queries import Desk
from yishu.core.decoding import decoded
from yishu.core.identifiers import KeyKind
from yishu.node.enciphering import decipher, encipher

MOST: Final = 60
_PLACE: Final = "recent_subjects"


class Recent(msgspec.Struct, frozen=True, tag="recent subject"):
    """One subject: `number` stays its own within the session; `key` says for which resources it is a key; `at` is Asia/Shanghai's hour and minute."""

    number: int
    case: str
    key: str
    values: tuple[str, ...]
    document: str
    at: str


def list_of_case(session: SessionBase, desk: Desk, case: str) -> list[Recent]:
    """Those that may be asked about on this desk, newest first; none without a case."""
    wanted, key = case.strip(), key_of(desk)
    return [each for each in reversed(_read(session)) if wanted and (each.case, each.key) == (wanted, key)]


def knows_any(session: SessionBase, desk: Desk) -> bool:
    """Whether it is worth offering to look."""
    return any(each.key == key_of(desk) for each in _read(session))


def remember(session: SessionBase, desk: Desk, case: str, asked: Sequence[Asked], at: str) -> None:
    """Nothing without a case. Who is known already keeps their number."""
    known, case = _read(session), case.strip()
    if not case:
        return
    for each in asked:
        same = (case, key_of(desk), each.values, each.document)
        if not any((one.case, one.key, one.values, one.document) == same for one in known):
            number = max((one.number for one in known), default=0) + 1
            known.append(Recent(number, *same, at))
    session[_PLACE] = encipher(settings.YISHU_SECRETS.tokens, msgspec.json.encode(known[-MOST:]).decode())


def key_of(desk: Desk) -> str:
    """Resources with one kind of identifier share their subjects; any other key is its resource's own."""
    kind, code = desk.key_kind, desk.grant.resource.code
    if desk.by:
        return f"{code} {' '.join(item.code for item in desk.keys)}"
    return code if kind is KeyKind.PLAIN or len(desk.keys) != 1 else str(kind)


def _read(session: SessionBase) -> list[Recent]:
    """What was kept under other secrets cannot be read, and is nothing."""
    kept: Any = session.get(_PLACE, "")
    try:
        return decoded(decipher(settings.YISHU_SECRETS.tokens, kept), list[Recent]) if kept else []
    except (ValueError, msgspec.MsgspecError):
        return []
