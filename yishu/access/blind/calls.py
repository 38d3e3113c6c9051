"""The governed call whose subject and claims are sealed for the provider's front agent: the one rule, its evidence before the answer, and no way to read either.

Of a blind call the evidence has the SHA-256 of the envelope where others have whom they were about. What was guessed cannot be told here: each call counts as one
that missed (record 0056), and the agent counts what was wrong.
"""

import base64
import binascii
import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from yishu.access import live
from yishu.access.asks import Ask, ask_blindly
from yishu.access.blind.errors import BlindKeyOther, GrantNotBlind, NotBlind
from yishu.access.calls import Detail, governed
from yishu.access.errors import BackendFailed
from yishu.access.governed import Permit, Refusal, Uncounted, judge, permit_for
from yishu.access.guessing.rules import Tries
from yishu.access.mounts import Answered, Mounted, signed_question
from yishu.access.state import AccessState, Caller, Hosted
from yishu.core.actor import Actor
from yishu.core.decoding import decoded
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.front_agents import fingerprint_of, signed_headers
from yishu.hosting.tables import Column
from yishu.sharing.rules import Allowed, Counted
from yishu.wire.blind import (
    BLIND_PATH,
    LONGEST_ENVELOPE,
    BlindAsked,
    BlindItem,
    BlindVerifyAnswer,
    FrontBlindAnswer,
    FrontBlindQuestion,
)
from yishu.wire.data import VerifyRequest

DETAIL: Final = "blind"
"""Of the record: the SHA-256 of the envelope."""


def verify(
    actor: Actor, code: str, request: VerifyRequest, source: int | None, *, now: datetime, known_at: int
) -> BlindVerifyAnswer:
    """Raises Invalid; the refusal, on record and with its receipt; and what `governed` raises."""
    way = ByEnvelope(actor, code, request, source)
    detail: Detail = {DETAIL: way.digest}
    if actor.proof:
        detail = {**detail, "signature": list(actor.proof)}
    return governed(actor, way, now=now, detail=detail, known_at=known_at)


class ByEnvelope:
    def __init__(self, actor: Actor, code: str, request: VerifyRequest, source: int | None) -> None:
        """Raises Invalid."""
        assert request.blind is not UNSET
        self._actor, self._asked = actor, request.blind
        self.ask: Ask = ask_blindly(code, request, source)
        self.digest = hashlib.sha256(_envelope(request.blind)).hexdigest()
        self._told: dict[tuple[int, str], str] = {}

    def judge(
        self, state: AccessState, caller: Caller, now: datetime, counted: Counted
    ) -> Permit | Refusal | Uncounted:
        return judge(state, caller, self.ask, now, counted, self._permitting)

    def answer(self, permit: Permit, number: UUID, /) -> tuple[BlindVerifyAnswer, None]:
        """An envelope is answered once: where the epoch has moved meanwhile and the same is permitted still, what was told is told."""
        mounted = permit.plan.mount
        assert mounted is not None
        place = mounted.id, permit.grant_hash
        if place not in self._told:
            self._told[place] = self._ask(permit, mounted, number)
        return BlindVerifyAnswer(self._told[place], 0, ""), None

    def has_missed(self, made: BlindVerifyAnswer, /) -> bool:  # noqa: ARG002
        """For all that we know."""
        return True

    def tries(self, caller: str, permit: Permit, made: BlindVerifyAnswer, whole: bool, /) -> Tries:  # noqa: ARG002
        return Tries(caller, permit.plan.code, (), 1, permit.misses, many=False)

    def _permitting(self, hosted: Hosted, ask: Ask, allowed: Allowed, _now: datetime) -> Permit:
        mounted = hosted.plan.mount
        if mounted is None or not mounted.blind_key:
            raise NotBlind
        if allowed.rows is not None:
            raise GrantNotBlind
        if self._asked.key != fingerprint_of(mounted.blind_key):
            raise BlindKeyOther
        return permit_for(hosted, ask, allowed, [])

    def _ask(self, permit: Permit, mounted: Mounted, number: UUID) -> str:
        body = msgspec.json.encode(self._question(permit, number))
        question = signed_question(mounted.origin + BLIND_PATH, body, number, signed_headers)
        return live.tell(mounted, question, _sealed)

    def _question(self, permit: Permit, number: UUID) -> FrontBlindQuestion:
        """What is permitted, and how claims about it are compared by the entry in force."""
        ask, table, declared = self.ask, permit.table, permit.plan.comparisons
        items = [_item(column, declared.get(code, "")) for code, column in table.by_code.items() if code in ask.items]
        return FrontBlindQuestion(
            resource=permit.plan.code,
            number=str(number),
            duty=ask.duty,
            case=ask.case,
            caller=self._actor.ref,
            agency=self._actor.agency_code,
            grant=permit.grant,
            key_kind=table.key_kind,
            keys=tuple(_item(column, "") for column in table.key),
            items=tuple(items),
            key=self._asked.key,
            envelope=self._asked.envelope,
        )


def _item(column: Column, declared: str) -> BlindItem:
    return BlindItem(column.code, column.type, declared, column.is_key, dict(column.meanings))


def _sealed(answered: Answered) -> str:
    """Raises BackendFailed."""
    if answered.status != 200:
        raise BackendFailed
    try:
        return decoded(answered.body, FrontBlindAnswer).sealed
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BackendFailed from None


def _envelope(asked: BlindAsked) -> bytes:
    if len(asked.envelope) > LONGEST_ENVELOPE:
        zh, en = "信封过大。", "The envelope is too large."
        raise Invalid(errors=[FieldError("blind.envelope", "too_large", zh, en)])
    try:
        return base64.b64decode(asked.envelope, validate=True)
    except (binascii.Error, ValueError):
        zh, en = "信封应为 base64。", "The envelope is base64."
        raise Invalid(errors=[FieldError("blind.envelope", "base64", zh, en)]) from None
