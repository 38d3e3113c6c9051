"""Blind verify: an envelope that the node cannot read, opened, held to what the node permits, compared, and answered for the caller's eyes alone."""

import base64
import binascii
import hashlib
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from yishu.core.calendar import shanghai_day
from yishu.core.decoding import decoded
from yishu.core.identifiers import KeyKind, normalise, subject
from yishu.core.sameness.claims import Notion, Verdict, verdict
from yishu.core.sealed_boxes import NotForThisKey, fingerprint, seal, unseal
from yishu.core.text import fold
from yishu.core.values import NotOfType, Value, read
from yishu.front.answering.asker import Proven
from yishu.front.answering.errors import BlindKeyUnknown, EnvelopeUnreadable
from yishu.front.answering.guesses import Claim
from yishu.front.answering.ledger import Ledger, Line, moment
from yishu.front.answering.records import Records
from yishu.front.answering.subjects import NoSubject, key_of
from yishu.front.configuration import Answer
from yishu.front.errors import SourceWrong
from yishu.front.language import say
from yishu.wire.blind import (
    BlindItem,
    BlindVerdicts,
    Enclosed,
    FrontBlindAnswer,
    FrontBlindQuestion,
    answer_info,
    longest_verdicts,
    padded,
    question_info,
)
from yishu.wire.questions import FrontRecord

_MALFORMED: Final = "malformed_subject"
_STOPPED: Final = "too_many_wrong_claims"


class Opened(NamedTuple):
    """An envelope by its digest, with what it holds."""

    envelope: bytes
    digest: str
    enclosed: Enclosed
    reply: bytes


class Blind:
    """Used by several threads."""

    def __init__(self, key: X25519PrivateKey, ledger: Ledger) -> None:
        self._key, self._ledger = key, ledger
        self.public_key = key.public_key().public_bytes_raw()
        self._fingerprint = fingerprint(self.public_key)
        self._secret = hashlib.sha256(b"yishu guesses" + key.private_bytes_raw()).digest()

    def answer(
        self, proven: Proven, question: FrontBlindQuestion, answer: Answer, records: Records, now: datetime
    ) -> FrontBlindAnswer:
        """Durable in the journal when this returns. Raises what says that nothing was compared; what the caller did wrong inside is told inside."""
        opened = self._open(question)
        verdicts, claims = self._compare(question, opened, answer, records)
        line = line_of(question, now, "blind", opened.digest)
        if self._ledger.enter_blind(proven.nonce, proven.expires, line, claims, shanghai_day(now)):
            verdicts = BlindVerdicts(refused=_STOPPED)
        plain = padded(verdicts, longest_verdicts([item.code for item in question.items]))
        return FrontBlindAnswer(self._sealed(plain, opened, question.number))

    def _open(self, question: FrontBlindQuestion) -> Opened:
        """Raises BlindKeyUnknown, EnvelopeUnreadable: for another key; or altered, or meant for another resource, purpose or items than are permitted."""
        if question.key != self._fingerprint:
            raise BlindKeyUnknown
        items = [item.code for item in question.items]
        try:
            envelope = base64.b64decode(question.envelope, validate=True)
            plain = unseal(envelope, self._key, question_info(question.resource, question.duty, question.case, items))
            enclosed = decoded(plain, Enclosed)
            reply = base64.b64decode(enclosed.reply, validate=True)
            fingerprint(reply)
        except (NotForThisKey, binascii.Error, msgspec.DecodeError, ValueError, RecursionError):
            raise EnvelopeUnreadable from None
        if enclosed.claims.keys() != set(items):
            raise EnvelopeUnreadable
        return Opened(envelope, hashlib.sha256(envelope).hexdigest(), enclosed, reply)

    def _compare(
        self, question: FrontBlindQuestion, opened: Opened, answer: Answer, records: Records
    ) -> tuple[BlindVerdicts, list[Claim]]:
        """The verdicts, and the claims that could be compared, as they are counted."""
        claimed = opened.enclosed.claims
        try:
            key = key_of(question.key_kind, question.keys, opened.enclosed.subject)
        except NoSubject:
            return BlindVerdicts(refused=_MALFORMED), []
        record = records.find(key, sorted({*claimed, *key}))
        if record is None:
            return BlindVerdicts(), []
        result = {item.code: _verdict(question, item, answer, record, claimed[item.code]) for item in question.items}
        claims = [
            self._claim(question, key, item, claimed[item], said) for item, said in result.items() if said != "empty"
        ]
        return BlindVerdicts(True, result), claims

    def _claim(
        self, question: FrontBlindQuestion, key: dict[str, str], item: str, claimed: Any, said: Verdict
    ) -> Claim:
        who = "\0".join([question.caller, question.resource, item, *(key[code] for code in sorted(key))])
        return Claim(self._hash(who, 16), self._hash(fold(str(claimed)), 8), said == "mismatch")

    def _hash(self, text: str, size: int) -> bytes:
        return blake2b(text.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=size).digest()

    def _sealed(self, plain: bytes, opened: Opened, number: str) -> str:
        try:
            return base64.b64encode(seal(plain, opened.reply, answer_info(opened.envelope, number))).decode()
        except ValueError:
            raise EnvelopeUnreadable from None


def line_of(question: FrontBlindQuestion, now: datetime, outcome: str, digest: str = "") -> Line:
    items = tuple(item.code for item in question.items)
    return Line(moment(now), question.number, question.resource, items, outcome, digest, question.caller)


def _verdict(
    question: FrontBlindQuestion, item: BlindItem, answer: Answer, record: FrontRecord, claimed: Any
) -> Verdict:
    form = partial(_key_form, question) if item.is_key else None
    notion = Notion(item.type, item.comparison, form, item.meanings)
    return verdict(notion, _stored(item, answer, record[item.code]), claimed)


def _stored(item: BlindItem, answer: Answer, text: str | None) -> Value:
    try:
        return read(item.type, text)
    except NotOfType:
        zh, en = "{item} 列中有不是 {type} 的值。", "the column of {item} holds what is no {type}."
        raise SourceWrong(what=answer.table, reason=say(zh, en, item=item.code, type=item.type)) from None


def _key_form(question: FrontBlindQuestion, text: str) -> str:
    """As `key_of` has it: only the single key of a kind has another form than its trimmed text."""
    if len(question.keys) > 1:
        return text.strip()
    kind = KeyKind(question.key_kind)
    return subject(kind, normalise(kind, text))
