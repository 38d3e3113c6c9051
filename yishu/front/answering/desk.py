"""A question, from its bytes to its answer: whose it is, what may be asked, the record, a durable line in the journal, and only then the answer."""

import base64
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from yishu.core.decoding import decoded
from yishu.core.errors import Problem
from yishu.front.answering.asker import Asker, Proven
from yishu.front.answering.blind import Blind, line_of
from yishu.front.answering.errors import (
    AskedBefore,
    ItemsNotDeclared,
    LedgerDamaged,
    NotAnswered,
    QuestionMalformed,
)
from yishu.front.answering.ledger import Ledger, Line, moment
from yishu.front.answering.records import Records, records_of
from yishu.front.configuration import Answer, Answering
from yishu.wire.blind import BLIND_KEY_PATH, BLIND_PATH, FrontBlindQuestion, FrontKey, FrontKeyWanted
from yishu.wire.questions import QUESTION_PATH, FrontQuestion, FrontRefusal

_LONGEST: Final = 200  # of a text that goes into the journal


class Reply(NamedTuple):
    status: int
    body: bytes = b""


class Desk:
    """Used by several threads."""

    def __init__(self, answering: Answering, ledger: Ledger, key: X25519PrivateKey) -> None:
        self._asker, self._ledger = Asker(answering.node_key, answering.origin), ledger
        self._blind = Blind(key, ledger)
        self._answers = {
            answer.resource: (answer, records_of(answer, answering.seconds)) for answer in answering.answers
        }

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Raises a Problem where there is no answer."""
        now = datetime.now(UTC)
        proven = self._asker.require(path, headers, body, now)
        if path == QUESTION_PATH:
            return self._record(proven, _question(body), now)
        if path == BLIND_PATH:
            return self._verdicts(proven, _blind_question(body), now)
        if path == BLIND_KEY_PATH:
            self._named(_read(body, FrontKeyWanted).resource)
            return _reply(FrontKey(base64.b64encode(self._blind.public_key).decode()))
        raise QuestionMalformed

    def _record(self, proven: Proven, question: FrontQuestion, now: datetime) -> Reply:
        def line(outcome: str) -> Line:
            return Line(moment(now), question.number, question.resource, question.items, outcome)

        with self._noting(proven, lambda problem: line(problem.code)):
            answer, records = self._named(question.resource)
            _require_items(answer, question.items, question.key)
            found = records.find(question.key, question.items)
        self._ledger.enter(proven.nonce, proven.expires, line("absent" if found is None else "found"))
        return Reply(204) if found is None else _reply(found)

    def _verdicts(self, proven: Proven, question: FrontBlindQuestion, now: datetime) -> Reply:
        with self._noting(proven, lambda problem: line_of(question, now, problem.code)):
            answer, records = self._named(question.resource)
            _require_items(answer, [item.code for item in question.items], [item.code for item in question.keys])
            return _reply(self._blind.answer(proven, question, answer, records, now))

    @contextmanager
    def _noting(self, proven: Proven, line: Callable[[Problem], Line]) -> Iterator[None]:
        """Why there was no answer goes into the journal too, unless the question was asked before."""
        try:
            yield
        except (AskedBefore, LedgerDamaged):
            raise
        except Problem as problem:
            self._ledger.enter(proven.nonce, proven.expires, line(problem))
            raise

    def _named(self, resource: str) -> tuple[Answer, Records]:
        if resource not in self._answers:
            raise NotAnswered(resource=resource)
        return self._answers[resource]


def refusal(problem: Problem) -> Reply:
    """Its code alone: the words are for whoever runs the agent."""
    return Reply(problem.status, msgspec.json.encode(FrontRefusal(problem.code)))


def _reply(message: object) -> Reply:
    return Reply(200, msgspec.json.encode(message))


Message = TypeVar("Message")


def _read(body: bytes, kind: type[Message]) -> Message:
    try:
        return decoded(body, kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise QuestionMalformed from None


def _question(body: bytes) -> FrontQuestion:
    question = _read(body, FrontQuestion)
    _require_texts(question.items, (question.number, question.resource, *question.items))
    return question


def _blind_question(body: bytes) -> FrontBlindQuestion:
    question = _read(body, FrontBlindQuestion)
    items = tuple(item.code for item in question.items)
    _require_texts(items, (question.number, question.resource, question.caller, *items))
    return question


def _require_texts(items: tuple[str, ...], texts: tuple[str, ...]) -> None:
    """Some items, and nothing that the journal has no room for."""
    if not items or not all(0 < len(text) <= _LONGEST and text.isprintable() for text in texts):
        raise QuestionMalformed


def _require_items(answer: Answer, items: Collection[str], key: Collection[str]) -> None:
    if unknown := sorted(set(items) - set(answer.items)):
        raise ItemsNotDeclared(resource=answer.resource, items=", ".join(unknown))
    if set(key) != set(answer.key):
        raise QuestionMalformed
