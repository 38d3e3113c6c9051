"""Sealing a question for the provider's front agent, and opening what it answers (docs/how-to/verify-blind.md). Needs the package cryptography."""

import base64
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from yishu.client.errors import AgentKeyWrong, BlindAnswerWrong, BlindStopped, BlindSubject, PackageMissing
from yishu.client.requests import Claims, Subject
from yishu.core.decoding import decoded
from yishu.wire.blind import (
    BlindAsked,
    BlindVerdicts,
    BlindVerifyAnswer,
    Enclosed,
    answer_info,
    padded,
    question_info,
)
from yishu.wire.data import Purpose


class BlindVerified(Struct, frozen=True):
    """`result` says match, mismatch or empty by item, as the provider's agent has it; the node has not seen it."""

    found: bool
    result: dict[str, str]
    receipt: str


def sealed(
    code: str, purpose: Purpose, subject: Subject, claims: Claims, agent_key: str
) -> tuple[BlindAsked, Callable[[BlindVerifyAnswer], BlindVerified]]:
    """What goes to the node in place of subject and claims, and what opens its answer. Raises PackageMissing, AgentKeyWrong."""
    boxes = _boxes()
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    resource, items, reply = code.replace("-", "/", 1), sorted(claims), X25519PrivateKey.generate()
    own = base64.b64encode(reply.public_key().public_bytes_raw()).decode()
    inside = Enclosed(subject, dict(claims), own, secrets.token_urlsafe(16))
    info = question_info(resource, purpose.duty.strip(), purpose.case.strip(), items)
    try:
        key = base64.b64decode(agent_key, validate=True)
        envelope = boxes.seal(padded(inside), key, info)
        asked = BlindAsked(boxes.fingerprint(key), items, base64.b64encode(envelope).decode())
    except ValueError:
        raise AgentKeyWrong from None

    def opened(answer: BlindVerifyAnswer) -> BlindVerified:
        """Raises BlindAnswerWrong, BlindStopped, BlindSubject."""
        number = answer.receipt.partition(".")[0]
        try:
            plain = boxes.unseal(base64.b64decode(answer.sealed, validate=True), reply, answer_info(envelope, number))
            verdicts = decoded(plain, BlindVerdicts)
        except (boxes.NotForThisKey, ValueError, msgspec.DecodeError):
            raise BlindAnswerWrong from None
        return _held(verdicts, items, answer.receipt)

    return asked, opened


def _held(verdicts: BlindVerdicts, items: list[str], receipt: str) -> BlindVerified:
    if verdicts.refused == "too_many_wrong_claims":
        raise BlindStopped
    if verdicts.refused:
        raise BlindSubject
    if verdicts.found and sorted(verdicts.result) != items:
        raise BlindAnswerWrong
    return BlindVerified(verdicts.found, verdicts.result, receipt)


def _boxes() -> Any:
    try:
        from yishu.core import sealed_boxes
    except ImportError:
        raise PackageMissing(package="cryptography", extra="client-signing") from None
    return sealed_boxes
