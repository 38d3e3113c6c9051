"""What counts as a guess, and that the length of an answer tells nothing (27.1)."""

import itertools

import msgspec
import pytest

from yishu.access.asks import ask_to_verify
from yishu.access.evening import evened
from yishu.wire.data import Claimed, Purpose, Verified, VerifyAnswer, VerifyManyAnswer, VerifyRequest

pytestmark = pytest.mark.clause("27.1")
ITEMS: tuple[str, ...] = ("name", "birth_date", "residence_code")
VERDICTS = ("match", "mismatch", "empty")


def test_every_answer_to_one_question_is_of_one_length() -> None:
    purpose, claims = Purpose("社会救助审核"), dict.fromkeys(ITEMS, "x")
    ask = ask_to_verify("c", VerifyRequest(purpose, subject="1", claims=claims))
    answers = [VerifyAnswer(False, {}, 7, "r")]
    answers += [
        VerifyAnswer(True, dict(zip(ITEMS, each, strict=True)), 7, "r")
        for each in itertools.product(VERDICTS, repeat=3)
    ]
    bodies = [evened(msgspec.json.encode(answer), ask, answer) for answer in answers]
    assert len(bodies) == 28
    assert len({len(body) for body in bodies}) == 1
    assert all(
        msgspec.json.decode(body, type=VerifyAnswer) == answer for body, answer in zip(bodies, answers, strict=True)
    )
    assert max(len(body.rstrip()) for body in bodies) == len(bodies[0])  # no longer than it must be


def test_of_many_subjects_as_well() -> None:
    subjects = [Claimed("1", {"name": "x"}), Claimed("2", {"name": "x", "birth_date": "y"}), Claimed("3")]
    ask = ask_to_verify("c", VerifyRequest(Purpose("社会救助审核"), subjects=subjects))
    none = VerifyManyAnswer([Verified(False, {})] * 3, 7, "r")
    first, second = {"name": "match"}, {"name": "empty", "birth_date": "mismatch"}
    all_of_them = VerifyManyAnswer([Verified(True, first), Verified(True, second), Verified(True, {})], 7, "r")
    lengths = {len(evened(msgspec.json.encode(answer), ask, answer)) for answer in (none, all_of_them)}
    assert len(lengths) == 1
